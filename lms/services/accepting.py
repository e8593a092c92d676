"""Accepting an answer in words that people really gave: for everybody, past and future.

Flow: the typed answers of all attempts are counted; `prepare` shows what accepting one would do;
`accept` writes it into the quiz file's text (content), publishes that as an editorial edition, and
regrades so that both keys count.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content import accepting, folder
from lms.content.names import FileName, Role, file_name
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.editions import Change
from lms.domain.errors import (
    AlreadyAccepted,
    DecidedMeanwhile,
    EditionChanged,
    KeyUndecided,
    NotFound,
    WordsNotAccepted,
)
from lms.domain.grading import find_wrong_words, is_accepted
from lms.domain.keys import key_in_words
from lms.domain.proposals import DryRun, Effect, PolicyTally, dry_run
from lms.domain.questions import Question, WordsKey
from lms.domain.regrading import RegradePolicy
from lms.domain.versions import Versions
from lms.domain.words import folded
from lms.services import authoring, proposals, regrading
from lms.services.authoring import Draft, Overrule
from lms.services.question_versions import get_versions
from lms.services.regrading import Decided, list_standing
from lms.services.rulings import rulings_of
from lms.services.sign_offs import get_rules, refuse_where_asked
from lms.services.teaching import Taught, get_taught
from lms.store import editions, locks, regrades
from lms.store.regraded_attempts import Where
from lms.store.regrades import Regrade

REASON = "An answer that people gave is accepted too."


@dataclass(frozen=True)
class Wording:
    """What people typed: as one of them wrote it, how many did, and how it is taken."""

    text: str
    count: int
    is_right: bool
    is_known_mistake: bool
    may_be_accepted: bool


@dataclass(frozen=True)
class Asked:
    """A question as its page in the studio shows it, with what people typed into it."""

    module: str
    module_title: str
    question: Question
    key: tuple[str, ...]
    versions: int
    wordings: tuple[Wording, ...]
    is_undecided: bool  # so that no words are accepted before that
    asks_for_sign_off: bool  # so that words are accepted in the draft alone


@dataclass(frozen=True)
class Acceptance:
    """Words about to be accepted: the course's files with them, and what that does to marks.

    The files are those of the edition `edition_id`, but for the line about the words. `standing`
    are the addresses of the decisions about the question that are in force.
    """

    edition_id: int
    edition: int
    module: str
    module_title: str
    question: Question
    words: str
    files: tuple[SourceFile, ...]
    tally: PolicyTally
    effects: tuple[Effect, ...]
    standing: tuple[str, ...]

    @property
    def stamp(self) -> str:
        """The stamp of the question."""
        return self.question.stamp

    @property
    def key(self) -> tuple[str, ...]:
        """What is right so far, for people to read."""
        return key_in_words(self.question)

    def refuse_unread(self, edition: str, standing: str) -> None:
        """EditionChanged or DecidedMeanwhile for whoever has read something else than this.

        Told by the edition and the decisions in force that their page names.
        """
        if edition != str(self.edition):
            raise EditionChanged(
                "Another edition of this course was published meanwhile, so nothing was accepted. "
                "This page shows what accepting would do now: read it, then accept."
            )
        if tuple(standing.split()) != self.standing:
            raise DecidedMeanwhile


def get_asked(session: Session, taught: Taught, module: str, stamp: str) -> Asked:
    """A question that a module asks or has asked; NotFound where it has none of that stamp."""
    versions = get_versions(session, taught, module, stamp)
    key = versions.newest.words
    return Asked(
        module=module,
        module_title=taught.edition.facts.module_title(module),
        question=versions.newest,
        key=versions.key,
        versions=len(versions.all),
        wordings=_wordings(session, taught, module, versions, key) if key else (),
        is_undecided=proposals.is_undecided(session, taught, module, versions),
        asks_for_sign_off=get_rules(session, taught).is_asked,
    )


def _wordings(
    session: Session, taught: Taught, module: str, versions: Versions, key: WordsKey
) -> tuple[Wording, ...]:
    counts = _typed(session, taught, module, versions)
    examples = {folded(text): text for text in sorted(counts, reverse=True)}
    sums: Counter[str] = Counter()
    for text, count in counts.items():
        sums[folded(text)] += count
    return tuple(
        Wording(
            text=examples[said],
            count=count,
            is_right=is_accepted(key, examples[said]),
            is_known_mistake=find_wrong_words(key, examples[said]) is not None,
            may_be_accepted=accepting.may_be_written(examples[said]),
        )
        for said, count in sums.most_common()
    )


def _typed(session: Session, taught: Taught, module: str, versions: Versions) -> Counter[str]:
    where = Where(taught.edition.course_id, module, versions.every)
    typed = (covered.answer.typed for covered in proposals.walk(session, where))
    return Counter(" ".join(text.split()) for text in typed if folded(text))


def prepare(session: Session, taught: Taught, module: str, stamp: str, words: str) -> Acceptance:
    """The course in which those words are accepted, and a dry run over every attempt; reads only.

    WordsNotAccepted where the text cannot say so, AlreadyAccepted where it does, KeyUndecided
    while another change of the key waits, and a refusal where the course asks for a sign-off;
    NotFound where no such question takes words.
    """
    versions = get_versions(session, taught, module, stamp)
    files = editions.list_files(session, taught.edition.id)
    name = FileName(Role.QUIZ, module)
    quiz = next((it for it in files if file_name(it.path) == name), None)
    key = versions.newest.words
    if quiz is None or key is None or versions.is_gone:
        raise NotFound
    refuse_where_asked(session, taught)
    if is_accepted(key, words):
        raise AlreadyAccepted
    if find_wrong_words(key, words):
        raise WordsNotAccepted
    if proposals.is_undecided(session, taught, module, versions):
        raise KeyUndecided
    changed = accepting.with_accepted(quiz.path, quiz.content, stamp, words)
    if changed is None:
        raise WordsNotAccepted
    made = regrades.list_of_stamp(session, taught.edition.course_id, module, stamp)
    dry = _dry_run(session, taught, module, _with_words(versions, key, words), made)
    return Acceptance(
        edition_id=taught.edition.id,
        edition=taught.edition.number,
        module=module,
        module_title=taught.edition.facts.module_title(module),
        question=versions.newest,
        words=words,
        files=tuple(SourceFile(it.path, changed) if it is quiz else it for it in files),
        tally=next(it for it in dry.tallies if it.policy is RegradePolicy.BOTH_COUNT),
        effects=dry.effects,
        standing=list_standing(made),
    )


def _with_words(versions: Versions, key: WordsKey, words: str) -> Versions:
    """The versions as they will be; nobody was asked the one that accepts the words."""
    accepting_it = replace(key, accepted=(*key.accepted, words))
    return replace(versions, newest=replace(versions.newest, words=accepting_it))


def _dry_run(
    session: Session, taught: Taught, module: str, after: Versions, made: tuple[Regrade, ...]
) -> DryRun:
    where = Where(taught.edition.course_id, module, after.every)
    rulings = rulings_of(session, made)
    return dry_run(after, rulings, proposals.walk(session, where), RegradePolicy.BOTH_COUNT)


def _refuse_undecided(session: Session, taught: Taught, acceptance: Acceptance) -> None:
    versions = get_versions(session, taught, acceptance.module, acceptance.stamp)
    if proposals.is_undecided(session, taught, acceptance.module, versions):
        raise KeyUndecided


def render(slug: str, acceptance: Acceptance) -> Draft:
    """The course of those files; takes as long as rendering does, so outside any transaction."""
    reading = folder.read_files(slug, acceptance.files)
    return Draft(slug, reading.course, reading.files, reading.problems)


def accept(
    session: Session, person: Person, slug: str, acceptance: Acceptance, draft: Draft, now: datetime
) -> str:
    """Publish the words as accepted, and regrade whoever gave them; the regrade's address.

    EditionChanged where another edition came out meanwhile: its changes would be lost. KeyUndecided
    where a decision was undone meanwhile, DecidedMeanwhile where one was made, StillRegrading while
    one is applied, PublishingRefused where the course has errors, a refusal where it asks for a
    sign-off, and NotFound for who does not teach it.
    """
    locks.hold_publishing(session)
    taught = get_taught(session, person, slug)
    if taught.edition.id != acceptance.edition_id:
        raise EditionChanged
    _refuse_undecided(session, taught, acceptance)
    refuse_where_asked(session, taught)
    overrule = Overrule(Change.EDITORIAL, f"“{acceptance.words}” is accepted too.")
    authoring.publish_written(session, draft, now, person.id, overrule)
    taught = get_taught(session, person, slug)
    versions = get_versions(session, taught, acceptance.module, acceptance.stamp)
    decided = Decided(
        edition_id=taught.edition.id,
        module=acceptance.module,
        versions=versions,
        policy=RegradePolicy.BOTH_COUNT,
        attempts=len(acceptance.effects),
        standing=acceptance.standing,
    )
    # Told to learners who may still try again: it must not name the answer (AC-05).
    return regrading.order(session, person, taught, decided, REASON, now)
