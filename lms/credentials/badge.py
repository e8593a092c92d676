"""A certificate's Open Badges 3.0 credential, from its frozen snapshot: no name, no license.

Every term stands in the two contexts; what none defines would not be signed. Numbers that are
whole are written so: other languages know no 2.0, and what they canonicalize would differ.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from lms.credentials.linked_data import Document
from lms.credentials.proofs import stamp
from lms.credentials.status_lists import PURPOSE
from lms.domain.certificates import NO_CREDIT, Snapshot
from lms.domain.credentials import Place
from lms.domain.credit import AREA_NAMES, AreaHours

CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
HASH_LETTERS = 12


@dataclass(frozen=True)
class Recipient:
    """Who earned it: an e-mail address, of which only a salted hash is published."""

    email: str
    salt: str

    @property
    def hashed(self) -> str:
        """What somebody who knows the address can compare."""
        return "sha256$" + sha256(f"{self.email}{self.salt}".encode()).hexdigest()


@dataclass(frozen=True)
class Award:
    """All that a credential is made of."""

    number: str  # a UUID
    snapshot: Snapshot
    objectives: tuple[str, ...]
    recipient: Recipient
    issued_at: datetime
    address: str  # of the server: the course and the status list are found below it
    issuer: str  # a DID
    place: Place


def open_badge(award: Award) -> Document:
    """The credential, yet to be signed."""
    it = award.snapshot
    return {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{award.number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"Certificate of completion: {it.course_title}",
        "issuer": {
            "id": award.issuer,
            "type": ["Profile"],
            "name": it.provider_name,
            "url": award.address,
            "email": it.provider_email,
        },
        "validFrom": stamp(award.issued_at),
        **({"validUntil": stamp(_end_of(it.valid_until, it.time_zone))} if it.valid_until else {}),
        "awardedDate": stamp(it.completed_at),
        "credentialSubject": subject(award),
        "credentialStatus": status(award.address, award.place),
    }


def _end_of(day: date, zone: str) -> datetime:
    """The last second of a day where the provider is: that day still counts."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(zone))


def subject(award: Award) -> Document:
    """What was earned and by whom; credit only where an approval designates it."""
    it = award.snapshot
    credit = {"creditsEarned": number(it.hours)} if it.has_credit else {}
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": award.recipient.hashed,
                "identityType": "emailAddress",
                "salt": award.recipient.salt,
            }
        ],
        "activityEndDate": it.completed_on.isoformat(),
        **credit,
        "achievement": achievement(award),
        "result": [
            {"type": ["Result"], "resultDescription": test(award)["id"], "status": "Passed"}
        ],
    }


def achievement(award: Award) -> Document:
    """The course as it was completed, in the edition that counts."""
    it, course = award.snapshot, course_address(award)
    credit = {"creditsAvailable": number(it.hours)} if it.has_credit else {}
    return {
        "id": course,
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": it.course_title,
        "description": description(it),
        "criteria": {"narrative": criteria(it)},
        "humanCode": it.course_slug,
        "version": f"edition {it.edition_number}, content {it.edition_hash[:HASH_LETTERS]}",
        "inLanguage": "en",
        **credit,
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": objective,
                "targetUrl": f"{course}#objectives",
                "targetFramework": f"Learning objectives of {it.course_title}",
            }
            for objective in award.objectives
        ],
        "resultDescription": [test(award)],
    }


def test(award: Award) -> Document:
    """The post-test and the mark that it had to be passed at."""
    return {
        "id": f"{course_address(award)}#post-test",
        "type": ["ResultDescription"],
        "name": "Post-test",
        "resultType": "Percent",
        "valueMin": "0",
        "valueMax": "100",
        "requiredValue": str(award.snapshot.pass_mark_percent),
    }


def status(address: str, place: Place) -> Document:
    """Where to ask whether it was revoked."""
    url = list_address(address, place.list_number)
    return {
        "id": f"{url}#{place.position}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(place.position),
        "statusListCredential": url,
    }


def list_address(address: str, list_number: int) -> str:
    """Where a status list is served."""
    return f"{address}/credentials/status/{list_number}"


def course_address(award: Award) -> str:
    """Where the course is told of."""
    return f"{award.address}/courses/{award.snapshot.course_slug}"


def description(it: Snapshot) -> str:
    """The hours and what they count as, in the words of the certificate."""
    hours = f"{it.hours:.2f} {'CE credit hours' if it.has_credit else 'hours of study'}"
    split = "; ".join(map(area, it.areas))
    told = f"{hours}: {split}." if split else f"{hours}."
    return " ".join([told, f"{it.format.rstrip('.')}.", *(it.approvals or (NO_CREDIT,))])


def area(it: AreaHours) -> str:
    """One area with its hours."""
    return f"{AREA_NAMES[it.letter]} ({it.letter}) {it.hours:.2f}"


def criteria(it: Snapshot) -> str:
    """What had to be done."""
    return (
        "Every required module was read to its end, the post-test of each was passed at the stated "
        f"standard of {it.pass_mark_percent}% or more, the course was evaluated, and the learner "
        "attested that the work was their own."
    )


def number(hours: Decimal) -> int | float:
    """The hours as a JSON number, whole ones without a fraction."""
    return int(hours) if hours == int(hours) else float(hours)
