"""What a body is still to be told of a certificate: the one rule that decides it."""

from dataclasses import dataclass

from lms.domain.rosters import Kind


@dataclass(frozen=True)
class Told:
    """How a certificate stands, and what one body was told of it and of its completion."""

    is_voided: bool
    is_replaced: bool
    # The body was told that it stands, or that it was voided.
    was_told: bool
    was_told_void: bool
    # It was told of another certificate of the same completion.
    knows_another: bool


def is_to_be_told(kind: Kind, it: Told) -> bool:
    """True while that body is to be told of a certificate, or that it no longer stands.

    The provider's own roster has a line for each certificate, and a second one for its voiding. A
    body hears of a completion: of its newest certificate alone, and of a voiding only where it
    knows the completion, be it by a certificate that this one replaced.
    """
    if kind is Kind.GENERIC:
        return not it.was_told_void and (it.is_voided or not it.was_told)
    if it.is_replaced:
        return False
    if it.is_voided:
        return (it.was_told or it.knows_another) and not it.was_told_void
    return not it.was_told
