"""Which versions of a question a decision is about, and which a ruling holds to another key."""

from dataclasses import replace

from lms.domain.questions import Question
from lms.domain.regrading import RegradePolicy, Ruling
from lms.domain.versions import Versions
from tests import make


def asking(right: str) -> Question:
    options = tuple(make.an_option(it, is_right=it == right) for it in ("First", "Second"))
    return replace(make.a_question("k7m2"), options=options)


OLD, NEW = asking("First"), asking("Second")
CHANGED = Versions(NEW, "new", (("new", NEW), ("old", OLD)))
BACK = Versions(OLD, "old", (("new", NEW), ("old", OLD)))
ALONE = Versions(NEW, "new", (("new", NEW),))


def ruling(policy: RegradePolicy, question: Question = NEW, *covers: str) -> Ruling:
    return Ruling(policy, question, frozenset(covers or ("old",)))


def test_a_decision_is_about_the_versions_with_another_key() -> None:
    assert CHANGED.covers(RegradePolicy.NEW_COUNTS, ()) == {"old"}
    assert CHANGED.covers(RegradePolicy.BOTH_COUNT, ()) == {"old"}


def test_full_credit_is_about_every_version() -> None:
    assert CHANGED.covers(RegradePolicy.FULL_CREDIT, ()) == {"new", "old"}


def test_where_no_key_differs_a_decision_is_about_every_version() -> None:
    assert ALONE.covers(RegradePolicy.NO_CHANGE, ()) == {"new"}


def test_a_decision_reaches_what_an_earlier_ruling_reached() -> None:
    held = (ruling(RegradePolicy.NEW_COUNTS),)

    assert BACK.covers(RegradePolicy.NEW_COUNTS, ()) == {"new"}
    assert BACK.covers(RegradePolicy.NEW_COUNTS, held) == {"new", "old"}


def test_a_ruling_by_another_key_holds_until_a_later_one_is_made() -> None:
    by_new, by_old = ruling(RegradePolicy.NEW_COUNTS), ruling(RegradePolicy.BOTH_COUNT, OLD)

    assert BACK.held_to_another_key([by_new]) == {"old"}
    assert BACK.held_to_another_key([by_new, by_old]) == set()
    assert BACK.held_to_another_key([by_old, by_new]) == {"old"}
    assert CHANGED.held_to_another_key([by_new]) == set()


def test_full_credit_and_no_change_go_by_no_key() -> None:
    for policy in (RegradePolicy.FULL_CREDIT, RegradePolicy.NO_CHANGE):
        assert BACK.held_to_another_key([ruling(policy)]) == set()


GONE = Versions(NEW, "new", (("new", NEW), ("old", OLD)), is_gone=True)
IN_WORDS = make.a_words_question("k7m2")
APART = Versions(IN_WORDS, "words", (("old", OLD), ("words", IN_WORDS)))


def test_a_question_that_is_gone_has_no_key_and_is_settled_without_one() -> None:
    for_all = frozenset({"new", "old"})

    assert GONE.other_keys == GONE.too_different == for_all
    assert GONE.policies == (RegradePolicy.FULL_CREDIT, RegradePolicy.NO_CHANGE)
    assert GONE.held_to_another_key([ruling(RegradePolicy.NEW_COUNTS)]) == set()
    assert GONE.undecided([ruling(RegradePolicy.NEW_COUNTS, NEW, *for_all)]) == for_all
    assert GONE.undecided([ruling(RegradePolicy.NO_CHANGE, NEW, *for_all)]) == set()


def test_a_version_that_is_too_different_is_credited_or_left() -> None:
    assert APART.too_different == {"old"}
    assert APART.policies == (RegradePolicy.FULL_CREDIT, RegradePolicy.NO_CHANGE)
    assert CHANGED.policies == tuple(RegradePolicy)


def test_a_decision_by_the_newest_key_settles_what_it_covers() -> None:
    assert CHANGED.undecided([]) == {"old"}
    assert CHANGED.undecided([ruling(RegradePolicy.BOTH_COUNT)]) == set()
    assert CHANGED.undecided([ruling(RegradePolicy.BOTH_COUNT, OLD)]) == {"old"}
