"""The questions that a course asks or has asked, each with every version that it has had."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from lms.domain.errors import NotFound
from lms.domain.questions import Question
from lms.domain.versions import Versions
from lms.services.teaching import Taught
from lms.store import editions, regrades
from lms.store.regrades import QuizVersion


def get_versions(session: Session, taught: Taught, module: str, stamp: str) -> Versions:
    """The versions of a question of a module; NotFound where it never had one of that stamp."""
    for of_module, versions in list_versions(session, taught):
        if of_module == module and versions.newest.stamp == stamp:
            return versions
    raise NotFound


def list_versions(session: Session, taught: Taught) -> list[tuple[str, Versions]]:
    """Every question of a course by the module that asks it or has asked it: two queries.

    Modules stand in the order of the newest edition, and those that it does not have after them.
    """
    kept = sorted(
        regrades.list_quiz_versions(session, taught.edition.course_id), key=lambda it: it.edition
    )
    questions = editions.list_questions(session, {hash_ for it in kept for hash_ in it.hashes})
    number = taught.edition.number
    now = {
        questions[hash_].stamp: hash_ for it in kept if it.edition == number for hash_ in it.hashes
    }
    modules = [entry.slug for entry in taught.edition.facts.outline]
    modules += sorted({it.module for it in kept}.difference(modules))
    return [
        (module, versions)
        for module in modules
        for versions in _versions([it for it in kept if it.module == module], questions, now)
    ]


def _versions(
    kept: Sequence[QuizVersion], questions: Mapping[str, Question], now: Mapping[str, str]
) -> Iterator[Versions]:
    """Those of one module, the oldest quiz first; `now` has what the newest edition asks."""
    last = {questions[hash_].stamp: hash_ for it in kept for hash_ in it.hashes}
    by_stamp: dict[str, list[tuple[str, Question]]] = {stamp: [] for stamp in last}
    for hash_ in sorted({hash_ for it in kept for hash_ in it.hashes}):
        by_stamp[questions[hash_].stamp].append((hash_, questions[hash_]))
    # What is asked now comes first, in the order of the newest quiz.
    newest = [questions[hash_].stamp for it in kept[-1:] for hash_ in it.hashes]
    for stamp in dict.fromkeys([*newest, *last]):
        hash_ = now.get(stamp, last[stamp])
        yield Versions(questions[hash_], hash_, tuple(by_stamp[stamp]), stamp not in now)
