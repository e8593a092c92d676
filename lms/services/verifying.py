"""Checking a credential, whoever issued it: integrity, issuer, status and validity, each apart.

Around it may be a PDF, whose page is a side of its own: no signature covers what that shows.

What this installation issued is looked up in its record. For others the network is asked only
where that is wished, and only the issuer's own addresses: its keys and its status list.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from lms.credentials import foreign
from lms.credentials.fetching import Fetch, NotFetched, fetch
from lms.credentials.foreign import NotACredential, listed, text, time_of
from lms.credentials.linked_data import Document, NotLinkedData, digests_apart
from lms.credentials.proofs import is_signed_by
from lms.credentials.status_lists import PURPOSE, NotAList, is_set
from lms.domain.credentials import Place, SigningKey
from lms.domain.dates import written_out
from lms.domain.findings import Finding, Verdict
from lms.services import papers
from lms.store import credentials

__all__ = ["Fetch", "Finding", "Report", "Verdict", "fetch", "verify"]

ASK = "Add --online to ask {}."
# Each is a place to ask over the network; one is usual, and two where one is for suspension.
MOST_ENTRIES = 4
TOO_MANY = (
    f"It names {{}} status lists, and at most {MOST_ENTRIES} are asked. Ask its issuer whether it "
    "still stands."
)
NOT_OURS = "It bears our signature, but our record has no such credential."


@dataclass(frozen=True)
class Report:
    """The four sides of a credential, and the page of the PDF around it where there is one."""

    name: str
    integrity: Finding
    issuer: Finding
    status: Finding
    validity: Finding
    page: Finding | None

    @property
    def is_fine(self) -> bool:
        """True when nothing is wrong and nothing is left open."""
        sides = (self.integrity, self.issuer, self.status, self.validity, self.page)
        return all(side is None or side.verdict is Verdict.FINE for side in sides)


@dataclass(frozen=True)
class Found:
    """A key that was found by its name, from when on it is not trusted, and whether it is ours."""

    multikey: str
    revoked_at: datetime | None
    ours: SigningKey | None

    def vouches_for(self, created: datetime | None) -> bool:
        """False for what somebody else may have signed with it, whatever time they wrote there.

        What ours signed before that day is compared with the record; nobody can do so for others.
        """
        if self.revoked_at is None:
            return True
        return self.ours is not None and created is not None and created < self.revoked_at


@dataclass(frozen=True)
class Sources:
    """Where to ask: the record of this installation, and the network, each if it is there.

    `trusted` are the issuers that whoever asks knows by their key.
    """

    session: Session | None
    fetch: Fetch | None
    now: datetime
    trusted: Collection[str]

    def find_key(self, method: str) -> Found | None:
        """The key of that name, or None where nobody is asked; NotFetched, NotACredential."""
        did = method.partition("#")[0]
        own = foreign.own_multikey(method)
        ours = self._find_ours(did, method, own)
        if ours is not None:
            return Found(ours.multikey, ours.compromised_from, ours)
        if own:
            return Found(own, None, None)
        address = foreign.did_address(did)
        if not address or self.fetch is None:
            return None
        entry = foreign.find_method(foreign.read_object(self.fetch(address)), did, method, self.now)
        if entry is None:
            raise NotACredential(f"{did} does not name the key {method} as one it signs with.")
        multikey = text(entry.get("publicKeyMultibase"))
        return Found(multikey, foreign.revoked_at(entry, self.now), None)

    def _find_ours(self, did: str, method: str, multikey: str) -> SigningKey | None:
        if self.session is None:
            return None
        known = credentials.list_keys(self.session)
        if not multikey and credentials.has_issuer(self.session, did):
            name = method.partition("#")[2]
            return next((key for key in known if key.name == name), None)
        return next((key for key in known if key.multikey == multikey), None)


def verify(
    content: bytes,
    session: Session | None,
    asking: Fetch | None,
    now: datetime,
    trusted: Collection[str] = (),
) -> Report:
    """What a credential, or the PDF around one, is worth; NotACredential where it is none.

    An issuer that is nothing but a key is known where it is ours, or among the trusted.
    """
    document = _read(content, session)
    proof, sources = foreign.find_proof(document), Sources(session, asking, now, trusted)
    key, integrity = _look_at_signature(document, proof, sources)
    return Report(
        name=text(document.get("name")) or text(document.get("id")),
        integrity=integrity,
        issuer=_issuer(
            document, proof, key if integrity.verdict is Verdict.FINE else None, trusted
        ),
        status=_status(document, key, sources),
        validity=_validity(document, proof, now),
        page=papers.compare(content, document, session),
    )


def _look_at_signature(
    document: Document, proof: Document, sources: Sources
) -> tuple[Found | None, Finding]:
    """The key that signed it where that is found, and whether it was changed since."""
    try:
        key = sources.find_key(text(proof.get("verificationMethod")))
    except (NotFetched, NotACredential) as fault:
        words = f"The key was not found, so nobody can tell. {fault}"
        return None, Finding(Verdict.UNKNOWN, words)
    return key, _integrity(document, proof, key)


def _read(content: bytes, session: Session | None) -> Document:
    try:
        return foreign.read_credential(content)
    except NotACredential:
        papers.refuse_known(content, session)
        raise


def _integrity(document: Document, proof: Document, key: Found | None) -> Finding:
    if key is None:
        return Finding(Verdict.UNKNOWN, "Its key is not known here. " + ASK.format("the issuer"))
    try:
        is_signed = is_signed_by(document, proof, key.multikey, digests_apart)
    except NotLinkedData as fault:
        return Finding(Verdict.NOT_FINE, f"It cannot be read as it was signed. {fault}")
    if not is_signed:
        return Finding(Verdict.NOT_FINE, "It was changed since it was signed, or signed by others.")
    created = time_of(proof.get("created"))
    when = f" on {written_out(created.date())}" if created else ""
    return Finding(Verdict.FINE, f"Unchanged since it was signed{when}.")


def _issuer(
    document: Document, proof: Document, key: Found | None, trusted: Collection[str]
) -> Finding:
    did, name = foreign.issuer_of(document)
    called = f"{name} ({did})" if name else did
    if text(proof.get("verificationMethod")).partition("#")[0] != did:
        return Finding(Verdict.NOT_FINE, f"{called} is named, but another’s key signed it.")
    if key is None:
        return Finding(Verdict.UNKNOWN, f"{called} is named. Whether it signed is not known.")
    created = time_of(proof.get("created"))
    if key.revoked_at is not None and not key.vouches_for(created):
        since = written_out(key.revoked_at.astimezone(UTC).date())
        return Finding(
            Verdict.NOT_FINE, f"{called}, but others may have had its key from {since} on."
        )
    if key.ours is not None:
        return Finding(
            Verdict.FINE, f"{called}: this installation, by its signing key ({key.ours.name})."
        )
    if foreign.did_address(did):
        return Finding(Verdict.FINE, f"{called}, which publishes this key as its own.")
    return _issuer_by_key(did, name, trusted)


def _issuer_by_key(did: str, name: str, trusted: Collection[str]) -> Finding:
    """An issuer that is a key alone: anybody can make one, and give it any name."""
    if did in trusted:
        return Finding(Verdict.FINE, f"{did}, which you named as trusted.")
    called = f" that goes by “{name}”, as anybody may" if name else ""
    return Finding(
        Verdict.UNKNOWN,
        f"Unknown issuer{called}. Nothing is known of it but its key, {did}. Ask whoever you take "
        f"it for in another way; if the key is theirs, add --trust {did}.",
    )


def _status(document: Document, key: Found | None, sources: Sources) -> Finding:
    entries = listed(document.get("credentialStatus"))
    if not entries and key is not None and key.ours is not None:
        return Finding(Verdict.UNKNOWN, NOT_OURS)
    if not entries:
        return Finding(Verdict.FINE, "Its issuer keeps no list of what it revoked.")
    if len(entries) > MOST_ENTRIES:
        return Finding(Verdict.UNKNOWN, TOO_MANY.format(len(entries)))
    try:
        revoked = [_is_revoked(document, entry, key, sources) for entry in entries]
    except (NotFetched, NotACredential, NotAList, NotLinkedData) as fault:
        return Finding(Verdict.UNKNOWN, f"The status could not be found out. {fault}")
    if any(revoked):
        return Finding(Verdict.NOT_FINE, "Revoked by its issuer.")
    return Finding(Verdict.FINE, "Not revoked.")


def _is_revoked(document: Document, entry: object, key: Found | None, sources: Sources) -> bool:
    it = entry if isinstance(entry, dict) else {}
    url, place = text(it.get("statusListCredential")), text(it.get("statusListIndex"))
    is_known = it.get("type") == "BitstringStatusListEntry" and it.get("statusPurpose") == PURPOSE
    if not (is_known and place.isascii() and place.isdecimal() and len(place) < len(str(2**32))):
        raise NotACredential("It is of a kind that is not checked here.")
    if key is not None and key.ours is not None and sources.session is not None:
        return _is_revoked_here(sources.session, document, url, int(place))
    if sources.fetch is None:
        raise NotFetched(ASK.format("for it"))
    listing = foreign.read_credential(sources.fetch(url))
    _refuse_list(listing, foreign.issuer_of(document)[0], url, sources)
    subject = listing.get("credentialSubject")
    packed = subject.get("encodedList") if isinstance(subject, dict) else ""
    return is_set(text(packed), int(place))


def _is_revoked_here(session: Session, document: Document, url: str, position: int) -> bool:
    """What our own record says; whoever had a key of ours could sign what we never issued."""
    number = url.rpartition("/")[2]
    is_number = number.isascii() and number.isdecimal() and len(number) < len(str(2**31))
    found = credentials.find_status_list(session, int(number)) if is_number else None
    kept = credentials.find_document(session, Place(found.number, position)) if found else None
    if found is None or kept is None or not foreign.is_same(kept, document):
        raise NotACredential(NOT_OURS)
    return position in found.revoked


def _refuse_list(listing: Document, issuer: str, url: str, sources: Sources) -> None:
    """Refuse a status list that is not the issuer's own, or not of now."""
    proof = foreign.find_proof(listing)
    method = text(proof.get("verificationMethod"))
    is_theirs = foreign.issuer_of(listing)[0] == issuer == method.partition("#")[0]
    key = sources.find_key(method) if is_theirs else None
    subject = listing.get("credentialSubject")
    is_for_this = isinstance(subject, dict) and subject.get("statusPurpose") == PURPOSE
    if not (is_theirs and is_for_this and key and text(listing.get("id")) == url):
        raise NotACredential("The status list is another’s.")
    if not is_signed_by(listing, proof, key.multikey, digests_apart):
        raise NotACredential("The status list was changed since it was signed.")
    # A list is of now: whoever else has the key could say of anything that it was not revoked.
    if key.revoked_at is not None:
        raise NotACredential("The status list is signed with a key that its issuer revoked.")
    if _validity(listing, proof, sources.now).verdict is not Verdict.FINE:
        raise NotACredential("The status list is out of date.")


def _validity(document: Document, proof: Document, now: datetime) -> Finding:
    """Whether its own dates hold and those of its proof, which end and begin apart."""
    fault = _fault_of_proof(proof, now)
    if fault:
        return Finding(Verdict.NOT_FINE, fault)
    start, end = (time_of(document.get(name)) for name in ("validFrom", "validUntil"))
    if (document.get("validFrom") and start is None) or (document.get("validUntil") and not end):
        return Finding(Verdict.NOT_FINE, "Its dates are no dates.")
    if start is not None and start > now:
        return Finding(Verdict.NOT_FINE, f"It is valid only from {written_out(start.date())} on.")
    if end is not None and end <= now:
        return Finding(Verdict.NOT_FINE, f"Its validity ended on {written_out(end.date())}.")
    since = f"since {written_out(start.date())}" if start else "from the first"
    until = f"until {written_out(end.date())}" if end else "without an end"
    return Finding(Verdict.FINE, f"Valid {since}, {until}.")


def _fault_of_proof(proof: Document, now: datetime) -> str:
    """Why a signature does not hold at that time, whatever it signs; empty text when it does."""
    created, expires = (time_of(proof.get(name)) for name in ("created", "expires"))
    if created is None:
        return "Its signature does not say when it was made."
    if created > now:
        return f"Its signature is dated {written_out(created.date())}, which is yet to come."
    if "expires" in proof and expires is None:
        return "Its signature ends at a time that is none."
    if expires is not None and expires <= now:
        return f"Its signature held until {written_out(expires.date())}."
    return ""
