"""Transcripts: what was completed here, and the certificates that people enter from elsewhere."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.credentials.transcript import render_transcript
from lms.domain.access import Person
from lms.domain.certificates import License
from lms.domain.errors import FieldRefusal, NotFound
from lms.domain.external_certificates import (
    MOST_CERTIFICATES,
    MOST_FILE_BYTES,
    clean_certificate,
    clean_sought,
)
from lms.domain.media import LARGEST_DOCUMENT, Picture, document_of
from lms.domain.transcripts import (
    Entered,
    ExternalCertificate,
    Line,
    Sought,
    Transcript,
    transcript,
)
from lms.store import audit, people, record, transcripts

MEGABYTE = 1024 * 1024
ID_BYTES = 16


def list_lines(session: Session, person: Person) -> tuple[Line, ...]:
    """Every line of a person's transcript: two queries."""
    return get_transcript(session, person, {}).lines


def get_transcript(session: Session, person: Person, typed: Mapping[str, str]) -> Transcript:
    """The lines that are asked for; FormRefusal for what cannot be asked. Two queries."""
    certificates = record.list_certificates(session, person.id)
    entered = transcripts.list_entered(session, person.id)
    whole = transcript(certificates, entered, Sought())
    sought = clean_sought(typed, whole.licenses)
    return whole if sought.is_everything else transcript(certificates, entered, sought)


def render(person: Person, found: Transcript, now: datetime, today: date) -> bytes:
    """The transcript as a PDF, of the day where its reader is; outside any transaction (DS-03)."""
    return render_transcript(person.legal_name, found, now, today)


# -- certificates from elsewhere ---------------------------------------------------


def get_entered_for(session: Session, person: Person, public_id: str) -> Entered:
    """A certificate that this person entered; NotFound for anybody else's."""
    found = transcripts.find_entered(session, person.id, public_id)
    if found is None:
        raise NotFound
    return found


def list_licenses(
    session: Session, person: Person, entered: Entered | None = None
) -> tuple[License, ...]:
    """The licenses of a person's profile, and the one that the certificate names already."""
    named = entered.certificate.licenses if entered else ()
    return tuple(dict.fromkeys((*people.list_licenses(session, person.id), *named)))


def new_public_id() -> str:
    """The public id of a certificate that is about to be entered."""
    return token_urlsafe(ID_BYTES)


def clean_typed(
    typed: Mapping[str, str], licenses: Iterable[License], now: datetime, zone: tzinfo
) -> ExternalCertificate:
    """A certificate as somebody typed it; FormRefusal for a day that is not yet where they are."""
    return clean_certificate(typed, licenses, now.astimezone(zone).date())


def enter(
    session: Session,
    person: Person,
    public_id: str,
    certificate: ExternalCertificate,
    now: datetime,
) -> None:
    """Add a certificate from elsewhere to a transcript."""
    people.hold_open_account(session, person.id)
    if transcripts.count_entered(session, person.id) >= MOST_CERTIFICATES:
        sentence = f"A transcript has room for {MOST_CERTIFICATES} of these. Remove one first."
        raise FieldRefusal("title", sentence)
    id_ = transcripts.add(session, person.id, public_id, certificate, now)
    subject = f"external certificate {id_}"
    audit.record(session, now, "external certificate added", person.id, subject)


def change(
    session: Session,
    person: Person,
    public_id: str,
    certificate: ExternalCertificate,
    now: datetime,
) -> None:
    """Correct a certificate from elsewhere; NotFound for anybody else's."""
    id_ = _hold(session, person, public_id)
    transcripts.change(session, id_, certificate, now)
    subject = f"external certificate {id_}"
    audit.record(session, now, "external certificate changed", person.id, subject)


def remove(session: Session, person: Person, public_id: str, now: datetime) -> None:
    """Remove a certificate from elsewhere with its file; NotFound for anybody else's."""
    id_ = _hold(session, person, public_id)
    transcripts.remove(session, id_)
    subject = f"external certificate {id_}"
    audit.record(session, now, "external certificate removed", person.id, subject)


# -- their files -------------------------------------------------------------------


def too_large() -> str:
    """What is said of a file that is larger than may be kept."""
    return f"This file is larger than {LARGEST_DOCUMENT // MEGABYTE} MB. Choose a smaller copy."


def clean_file(content: bytes) -> Picture:
    """The file of a certificate, known by its content (IN-10)."""
    if not content:
        raise FieldRefusal("file", "Choose the file of the certificate.")
    if len(content) > LARGEST_DOCUMENT:
        raise FieldRefusal("file", too_large())
    document = document_of(content)
    if document is None:
        sentence = "This is no PDF, PNG or JPEG, whatever its name says. Choose one of these."
        raise FieldRefusal("file", sentence)
    return document


def keep_file(
    session: Session, person: Person, public_id: str, document: Picture, now: datetime
) -> None:
    """Keep the file of a certificate from elsewhere, in the place of the one before."""
    id_ = _hold(session, person, public_id)
    others = transcripts.size_of_files(session, person.id, id_)
    if others + len(document.content) > MOST_FILE_BYTES:
        most = MOST_FILE_BYTES // MEGABYTE
        sentence = f"Your files have {most} MB together. Choose smaller copies for some of them."
        raise FieldRefusal("file", sentence)
    transcripts.keep_file(session, id_, document, now)
    subject = f"external certificate {id_}"
    audit.record(session, now, "external certificate file added", person.id, subject)


def get_file_for(session: Session, person: Person, public_id: str) -> Picture:
    """The file of a certificate that this person entered; NotFound for anybody else's."""
    found = transcripts.find_file(session, person.id, public_id)
    if found is None:
        raise NotFound
    return found


def _hold(session: Session, person: Person, public_id: str) -> int:
    """The number of a person's certificate from elsewhere, which nobody changes meanwhile."""
    people.hold_open_account(session, person.id)
    id_ = transcripts.find_id(session, person.id, public_id)
    if id_ is None:
        raise NotFound
    return id_
