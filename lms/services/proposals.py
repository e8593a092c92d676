"""Proposals: which changed keys wait for a decision, and what each policy would do (CE_RULES 7).

Flow: a publishing leaves two versions of a question with different keys; `get_overview` finds them,
`get_proposal` shows what each policy would do, and `order` of lms/services/regrading.py does it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.errors import DecidedMeanwhile, EditionChanged, FieldRefusal, NotFound
from lms.domain.paging import Paged, page_of_list
from lms.domain.proposals import Covered, Effect, PolicyTally, dry_run
from lms.domain.questions import Question
from lms.domain.regrading import RegradePolicy, Ruling
from lms.domain.versions import Versions
from lms.services.question_versions import get_versions, list_versions, list_waiting
from lms.services.regrading import Decided, Progress, list_progress, list_standing
from lms.services.rulings import rulings_by_question, rulings_of
from lms.services.teaching import Taught
from lms.store import editions, regraded_attempts, regrades
from lms.store.regraded_attempts import FROM_START, Reached, Where
from lms.store.regrades import Regrade

# Attempts that are in memory at a time.
BATCH = 1000


@dataclass(frozen=True)
class ChangedKey:
    """A question whose key is another one than people were asked by, and nobody has decided.

    One that `is_gone` was taken out of the quiz, so that none is right.
    """

    module: str
    module_title: str
    question: Question
    attempts: int
    is_gone: bool


@dataclass(frozen=True)
class Proposal:
    """A correction before it is ordered: every policy's tally, and the chosen one's effects.

    `edition_id` and `edition` are the newest edition by which it was worked out, and its number.
    `standing` are the decisions about the question that are in force, the newest last.
    """

    edition_id: int
    edition: int
    module: str
    module_title: str
    versions: Versions
    asked: int
    policy: RegradePolicy
    tallies: tuple[PolicyTally, ...]
    effects: Paged[Effect]
    standing: tuple[Regrade, ...]

    @property
    def question(self) -> Question:
        """The question as the newest edition asks it, or as it was asked last."""
        return self.versions.newest

    @property
    def decided(self) -> Decided:
        """The decision that it proposes."""
        return Decided(
            edition_id=self.edition_id,
            module=self.module,
            versions=self.versions,
            policy=self.policy,
            attempts=self.effects.total,
            standing=list_standing(self.standing),
        )

    def decided_as_read(self, edition: str, policy: str, standing: str) -> Decided:
        """The same for whoever has read it, by what their page names.

        EditionChanged where it was another edition, DecidedMeanwhile where other decisions were in
        force, FieldRefusal where it was no policy or another.
        """
        if edition != str(self.edition):
            raise EditionChanged(
                "Another edition of this course was published meanwhile, so nothing was decided. "
                "This page shows what the decision would do now: read it, then apply it."
            )
        if tuple(standing.split()) != list_standing(self.standing):
            raise DecidedMeanwhile
        if policy != self.policy:
            raise FieldRefusal("policy", "Choose what should become of the marks.")
        return self.decided


# -- finding what is to be decided -------------------------------------------------


@dataclass(frozen=True)
class Overview:
    """The changed keys of a course that nobody has decided about, and what was decided."""

    changes: Paged[ChangedKey]
    decisions: Paged[Progress]


def get_overview(
    session: Session, taught: Taught, wanted_changes: int, wanted_decisions: int
) -> Overview:
    """What is to be decided about a course, and what was decided, the newest first."""
    made = regrades.list_regrades(session, taught.edition.course_id)
    page = page_of_list(made, wanted_decisions)
    decisions = Paged(list_progress(session, page.entries), page.number, page.total)
    return Overview(page_of_list(_changes(session, taught, made), wanted_changes), decisions)


def count_undecided(session: Session, slug: str) -> int:
    """How many changed keys of a course wait for a decision; NotFound for an unknown course."""
    edition = editions.find_newest(session, slug)
    if edition is None:
        raise NotFound
    made = regrades.list_regrades(session, edition.course_id)
    return len(_changes(session, Taught(edition), made))


def is_undecided(session: Session, taught: Taught, module: str, versions: Versions) -> bool:
    """True while a changed key of that question waits for a decision."""
    stamp = versions.newest.stamp
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, stamp)
    rulings = {(module, stamp): rulings_of(session, made)}
    return bool(_undecided(session, taught, [(module, versions)], rulings))


def _changes(
    session: Session, taught: Taught, newest_first: Sequence[Regrade]
) -> tuple[ChangedKey, ...]:
    rulings = rulings_by_question(session, reversed(newest_first))
    return _undecided(session, taught, list_versions(session, taught), rulings)


def _undecided(
    session: Session,
    taught: Taught,
    found: Iterable[tuple[str, Versions]],
    rulings: Mapping[tuple[str, str], Sequence[Ruling]],
) -> tuple[ChangedKey, ...]:
    waiting = list_waiting(found, rulings)
    modules = {it.module for it in waiting}
    asked = regraded_attempts.count_asked(session, taught.edition.course_id, modules)
    return tuple(
        ChangedKey(
            module=it.module,
            module_title=taught.edition.facts.module_title(it.module),
            question=it.versions.newest,
            attempts=attempts,
            is_gone=it.versions.is_gone,
        )
        for it in waiting
        # A ruling by another key is about attempts to come as well.
        if (attempts := sum(asked[it.module, hash_] for hash_ in it.covers)) or it.held
    )


# -- showing what would happen -----------------------------------------------------


def get_proposal(
    session: Session, taught: Taught, module: str, stamp: str, policy: RegradePolicy, wanted: int
) -> Proposal:
    """What correcting a key would do: a dry run over every attempt, by every policy.

    Where the policy cannot be chosen, the first that can is. NotFound where the module never had a
    question of that stamp.
    """
    versions = get_versions(session, taught, module, stamp)
    chosen = policy if policy in versions.policies else versions.policies[0]
    course_id = taught.edition.course_id
    decided = regrades.list_of_stamp(session, course_id, module, stamp)
    rulings = rulings_of(session, decided)
    covered = walk(session, Where(course_id, module, versions.every))
    dry = dry_run(versions, rulings, covered, chosen)
    return Proposal(
        edition_id=taught.edition.id,
        edition=taught.edition.number,
        module=module,
        module_title=taught.edition.facts.module_title(module),
        versions=versions,
        asked=dry.asked,
        policy=chosen,
        tallies=dry.tallies,
        effects=page_of_list(dry.effects, wanted),
        standing=tuple(it for it in decided if it.undone is None),
    )


def walk(session: Session, where: Where) -> Iterator[Covered]:
    """Every attempt that was asked one of those versions, some of them at a time."""
    after: Reached | None = FROM_START
    while after is not None:
        batch = regraded_attempts.list_covered(session, where, after, BATCH)
        yield from batch.covered
        after = batch.reached
