"""The questions that a course asks or has asked, each with every version that it has had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.errors import NotFound
from lms.domain.questions import Question
from lms.domain.regrading import Ruling
from lms.domain.versions import Versions
from lms.services.teaching import Taught
from lms.store import editions, regrades
from lms.store.editions import Edition
from lms.store.regrades import QuizVersion


@dataclass(frozen=True)
class Waiting:
    """A question of a module whose changed key nobody has decided about.

    `held` are the versions that a ruling in force holds to another key than the newest.
    """

    module: str
    versions: Versions
    held: frozenset[str]

    @property
    def covers(self) -> frozenset[str]:
        """The versions that the decision will be about."""
        return self.versions.other_keys | self.held


def list_waiting(
    found: Iterable[tuple[str, Versions]], rulings: Mapping[tuple[str, str], Sequence[Ruling]]
) -> list[Waiting]:
    """Those of these questions that wait, by the rulings on each, of its module and stamp."""
    waiting = []
    for module, versions in found:
        about = rulings.get((module, versions.newest.stamp), ())
        held = versions.held_to_another_key(about)
        if held or versions.undecided(about):
            waiting.append(Waiting(module, versions, held))
    return waiting


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
    kept = regrades.list_quiz_versions(session, taught.edition.course_id)
    questions = editions.list_questions(session, {hash_ for it in kept for hash_ in it.hashes})
    return versions_among(kept, questions, taught.edition)


def versions_among(
    of_course: Iterable[QuizVersion], questions: Mapping[str, Question], newest: Edition
) -> list[tuple[str, Versions]]:
    """The same of every quiz that the course has had, with all questions of them at hand."""
    kept = sorted(of_course, key=lambda it: it.edition)
    now = {
        questions[hash_].stamp: hash_
        for it in kept
        if it.edition == newest.number
        for hash_ in it.hashes
    }
    modules = [entry.slug for entry in newest.facts.outline]
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
