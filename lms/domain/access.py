"""Who may come in: roles, the policy every route declares, and the one rule between them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does here; everybody may learn."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ADMINISTRATOR = "administrator"


class Policy(StrEnum):
    """Who a route is for. What belongs to one person is asked again by the service (AC-03)."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    INSTRUCTORS = "instructors"
    ADMINISTRATORS = "administrators"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, as every floor knows them."""

    id: int
    public_id: str
    email: str
    legal_name: str
    role: Role
    time_zone: str


# None is somebody who is not signed in.
WELCOME: dict[Policy, frozenset[Role | None]] = {
    Policy.ANYONE: frozenset({None, *Role}),
    Policy.SIGNED_IN: frozenset(Role),
    Policy.INSTRUCTORS: frozenset({Role.INSTRUCTOR, Role.ADMINISTRATOR}),
    Policy.ADMINISTRATORS: frozenset({Role.ADMINISTRATOR}),
}


def may_enter(policy: Policy, role: Role | None) -> bool:
    """True when somebody of that role (None: not signed in) may use a route of that policy."""
    return role in WELCOME[policy]
