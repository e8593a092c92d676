"""Rulings: decisions about keys as the rules take them, with the questions that they go by."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from lms.domain.regrading import Held, Ruling
from lms.store import editions, regrades
from lms.store.regrades import InForce, Regrade


def rulings_of(session: Session, made: Iterable[Regrade]) -> tuple[Ruling, ...]:
    """The rulings of regrades that were not undone, in their order."""
    return _rulings(session, [it for it in made if it.undone is None])


def rulings_by_question(
    session: Session, made: Iterable[Regrade]
) -> dict[tuple[str, str], tuple[Ruling, ...]]:
    """The same by module and stamp, for many questions at once."""
    standing = [it for it in made if it.undone is None]
    found: dict[tuple[str, str], tuple[Ruling, ...]] = {}
    for it, ruling in zip(standing, _rulings(session, standing), strict=True):
        place = it.module, it.stamp
        found[place] = (*found.get(place, ()), ruling)
    return found


def list_held(session: Session, edition_id: int, module: str) -> tuple[Held, ...]:
    """The rulings that hold for a module's quiz: one query, and one more where there are any."""
    in_force = regrades.list_in_force(session, edition_id, module)
    if not in_force:
        return ()
    rulings = _rulings(session, in_force)
    return tuple(
        Held(it.id, ruling, it.reason, it.ordered_at)
        for it, ruling in zip(in_force, rulings, strict=True)
    )


def _rulings(session: Session, made: Iterable[Regrade | InForce]) -> tuple[Ruling, ...]:
    questions = editions.list_questions(session, {it.question_hash for it in made})
    return tuple(Ruling(it.policy, questions[it.question_hash], it.covers) for it in made)
