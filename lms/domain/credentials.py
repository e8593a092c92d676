"""The signed credential of a certificate: whose key signed it, and where its status stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

# A list of fewer bits would tell who is in it (Bitstring Status List 1.0).
LIST_BITS = 131_072
# Half of the places stay empty, so that a free one is found by chance at once.
LIST_PLACES = LIST_BITS // 2


@dataclass(frozen=True)
class SigningKey:
    """A key that signs or signed credentials; only its public half is known here."""

    name: str
    multikey: str
    made_at: datetime
    retired_at: datetime | None
    compromised_from: datetime | None

    @property
    def is_in_use(self) -> bool:
        """True for the key that signs what is issued now."""
        return self.retired_at is None

    @property
    def is_compromised(self) -> bool:
        """True once others may have had it: whoever has no record of ours trusts none of it."""
        return self.compromised_from is not None

    @property
    def compromised_on(self) -> date | None:
        """The first day on which others may have had it, as it was given: a day in UTC.

        It is no other for its reader, wherever they are.
        """
        since = self.compromised_from
        return None if since is None else since.astimezone(UTC).date()

    def is_trusted_at(self, moment: datetime) -> bool:
        """False for what it signed from the day on which somebody else may have had it."""
        return self.compromised_from is None or moment < self.compromised_from


def find_signing(keys: Sequence[SigningKey]) -> SigningKey | None:
    """The key that signs now, of all that sign or ever signed with the newest last; or None."""
    return next((key for key in reversed(keys) if key.is_in_use), None)


@dataclass(frozen=True)
class Place:
    """The bit of a credential in a status list; it is set when the credential is revoked."""

    list_number: int
    position: int


@dataclass(frozen=True)
class Credential:
    """A credential as issued, byte for byte, with the key that signed it."""

    document: str
    digest: str
    issuer: str
    key: SigningKey
    place: Place
    signed_at: datetime


@dataclass(frozen=True)
class StatusList:
    """Whose list it is, which of its bits are set, and when one was last set or first given."""

    number: int
    issuer: str
    revoked: tuple[int, ...]
    changed_at: datetime
