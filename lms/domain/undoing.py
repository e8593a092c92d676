"""What a restore undoes: acts that the record had, and that the backup knows nothing of."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Voided:
    """A certificate of a course or a program that was voided."""

    serial: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Reissued:
    """A certificate that another one took the place of."""

    serial: str
    replaced_by: str


@dataclass(frozen=True)
class Compromised:
    """A signing key that others may have had, and from which day on."""

    name: str
    since: date


@dataclass(frozen=True)
class Acts:
    """The acts of a record that nobody may forget, and which certificates and keys it knows."""

    serials: frozenset[str]
    keys: frozenset[str]
    voided: frozenset[Voided]
    reissued: frozenset[Reissued]
    compromised: frozenset[Compromised]
    erased: frozenset[int]

    def since(self, before: "Acts") -> "Acts":
        """Those that an older state of the same record does not know.

        Of voided certificates and compromised keys it names those that the older state has: the
        others are among what was issued and made since.
        """
        fallen = {it.serial for it in before.voided}
        return Acts(
            serials=self.serials - before.serials,
            keys=self.keys - before.keys,
            voided=frozenset(
                it for it in self.voided if it.serial in before.serials and it.serial not in fallen
            ),
            reissued=self.reissued - before.reissued,
            compromised=frozenset(
                it for it in self.compromised - before.compromised if it.name in before.keys
            ),
            erased=self.erased - before.erased,
        )
