"""Proposals: a dry run says of each policy what it would do, and that is what comes of it."""

from dataclasses import replace

from hypothesis import strategies as st

from lms.domain.grading import grade
from lms.domain.proposals import Covered, DryRun, dry_run
from lms.domain.questions import Answer, Question
from lms.domain.regrading import RegradePolicy, Ruling, regraded, ruled_share
from lms.domain.versions import WITHOUT_KEY, Versions
from tests import make
from tests.domain.laws import law

TEXTS = ("First", "Second", "Third")


def asking(right: str) -> Question:
    options = tuple(make.an_option(it, is_right=it == right) for it in TEXTS)
    return replace(make.a_question("k7m2"), options=options)


BY_RIGHT = {text: asking(text) for text in TEXTS}
EVERY = tuple((f"v-{text}", question) for text, question in BY_RIGHT.items())


def sat(number: int, version: str, chosen: str, rulings: tuple[Ruling, ...]) -> Covered:
    """An attempt of this question and one more, graded by the rulings in force."""
    question, hash_ = BY_RIGHT[version], f"v-{version}"
    answer = Answer(chosen=frozenset({make.key_of(chosen)}))
    by_key = grade([question, *make.questions(1)], {0: answer}, 50)
    share = ruled_share(question, hash_, answer, rulings)
    return Covered(
        attempt_id=number,
        attempt=f"attempt-{number}",
        number=1,
        person="ada",
        legal_name="Ada Marlowe",
        has_completed=False,
        question_hash=hash_,
        answer=answer,
        grade=regraded(by_key, [(question.stamp, share)]),
        graded_at=make.START,
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Versions, tuple[Ruling, ...], list[Covered]]:
    """A question with three keys, what was decided about it so far, and who was asked it."""
    texts, policies = st.sampled_from(TEXTS), st.sampled_from(list(RegradePolicy))
    newest = draw(texts)
    versions = Versions(BY_RIGHT[newest], f"v-{newest}", EVERY, is_gone=draw(st.booleans()))
    hashes = st.frozensets(st.sampled_from([hash_ for hash_, _ in EVERY]), min_size=1)
    made = st.builds(Ruling, policies, st.sampled_from(list(BY_RIGHT.values())), hashes)
    rulings = tuple(draw(st.lists(made, max_size=3)))
    asked = draw(st.lists(st.tuples(texts, texts), max_size=6))
    covered = [sat(number, *each, rulings) for number, each in enumerate(asked)]
    return versions, rulings, covered


def tally(dry: DryRun, policy: RegradePolicy) -> tuple[int, int, int, int]:
    it = next(it for it in dry.tallies if it.policy is policy)
    return it.raised, it.lowered, it.now_passed, it.now_failed


@law(cases(), st.data())
def test_law_what_a_dry_run_shows_is_what_the_decision_does(
    case: tuple[Versions, tuple[Ruling, ...], list[Covered]], data: st.DataObject
) -> None:
    versions, rulings, covered = case
    policy = data.draw(st.sampled_from(versions.policies))

    dry = dry_run(versions, rulings, covered, policy)

    made = Ruling(policy, versions.newest, versions.covers(policy, rulings))
    after = {}
    for it in covered:
        question = BY_RIGHT[it.question_hash.removeprefix("v-")]
        share = ruled_share(question, it.question_hash, it.answer, (*rulings, made))
        after[it.attempt_id] = regraded(it.grade, [(question.stamp, share)])
    shown = {it.covered.attempt_id: it.after for it in dry.effects}
    assert shown == {
        it.attempt_id: after[it.attempt_id] for it in covered if after[it.attempt_id] != it.grade
    }


@law(cases(), st.data())
def test_law_a_tally_counts_the_effects_of_its_policy(
    case: tuple[Versions, tuple[Ruling, ...], list[Covered]], data: st.DataObject
) -> None:
    versions, rulings, covered = case
    policy = data.draw(st.sampled_from(versions.policies))

    dry = dry_run(versions, rulings, covered, policy)

    turned = [(it.covered.grade, it.after) for it in dry.effects]
    assert tally(dry, policy) == (
        sum(after.earned > before.earned for before, after in turned),
        sum(after.earned < before.earned for before, after in turned),
        sum(after.is_passed and not before.is_passed for before, after in turned),
        sum(before.is_passed and not after.is_passed for before, after in turned),
    )


@law(cases())
def test_law_no_policy_but_the_new_key_alone_lowers_a_mark(
    case: tuple[Versions, tuple[Ruling, ...], list[Covered]],
) -> None:
    versions, rulings, covered = case

    dry = dry_run(versions, rulings, covered, versions.policies[0])

    for it in dry.tallies:
        assert it.policy is RegradePolicy.NEW_COUNTS or it.lowered == 0


@law(cases())
def test_law_without_a_key_full_credit_or_nothing_can_be_decided(
    case: tuple[Versions, tuple[Ruling, ...], list[Covered]],
) -> None:
    versions, rulings, covered = case
    gone = replace(versions, is_gone=True)

    dry = dry_run(gone, rulings, covered, RegradePolicy.NO_CHANGE)

    assert tuple(it.policy for it in dry.tallies) == WITHOUT_KEY
    assert (dry.asked, dry.effects) == (len(covered), ())
