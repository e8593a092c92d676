"""The questions of a course's newest edition, each with every version that it has had."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from lms.domain.courses import OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.questions import Question
from lms.domain.versions import Versions
from lms.services.teaching import Taught
from lms.store import editions, regrades
from lms.store.regrades import QuizVersion


def get_versions(session: Session, taught: Taught, module: str, stamp: str) -> Versions:
    """The versions of one question; NotFound where the newest edition has none by that stamp."""
    for entry, versions in list_versions(session, taught):
        if entry.slug == module and versions.newest.stamp == stamp:
            return versions
    raise NotFound


def list_versions(session: Session, taught: Taught) -> list[tuple[OutlineEntry, Versions]]:
    """Every question of the newest edition by its module: two queries."""
    kept = regrades.list_quiz_versions(session, taught.edition.course_id)
    hashes = {hash_ for it in kept for block in it.quiz.hashes for hash_ in block}
    questions = editions.list_questions(session, hashes)
    return [
        (entry, versions)
        for entry in taught.edition.facts.outline
        for versions in _versions(
            [it for it in kept if it.module == entry.slug], taught.edition.number, questions
        )
    ]


def _versions(
    kept: Sequence[QuizVersion], newest: int, questions: Mapping[str, Question]
) -> Iterator[Versions]:
    by_stamp: dict[str, list[tuple[str, Question]]] = {}
    for hash_ in sorted({hash_ for it in kept for block in it.quiz.hashes for hash_ in block}):
        by_stamp.setdefault(questions[hash_].stamp, []).append((hash_, questions[hash_]))
    for it in kept:
        if it.edition == newest:
            for hash_ in (hash_ for block in it.quiz.hashes for hash_ in block):
                every = tuple(by_stamp[questions[hash_].stamp])
                yield Versions(questions[hash_], hash_, every)
