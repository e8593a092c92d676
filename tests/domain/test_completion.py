"""Where a learner stands: the gates, and a completion that nothing undoes."""

import pytest
from hypothesis import strategies as st

from lms.domain.completion import (
    Completed,
    Fact,
    GateName,
    GateState,
    Graded,
    Standing,
    Started,
    Step,
    standing,
)
from lms.domain.courses import CourseFacts
from tests import make
from tests.domain.laws import MODULES, facts, law

COURSE = make.course_facts()


def stand(*known: Fact, course: CourseFacts = COURSE) -> Standing:
    return standing(course, known)


def states(it: Standing) -> list[str]:
    return [gate.state.value for gate in it.gates]


def test_at_the_start_modules_and_quizzes_are_open_and_the_rest_opens_later():
    it = stand()

    assert [gate.name for gate in it.gates] == list(GateName)
    assert states(it) == ["now", "now", "later", "later"]
    assert [(gate.done, gate.total) for gate in it.gates] == [(0, 2), (0, 2), (0, 1), (0, 1)]


def test_a_gate_names_the_modules_it_still_waits_for():
    it = stand(make.finished("module-1"), make.finished("module-2"), make.graded("module-2"))

    assert it.gate(GateName.MODULES).left == ()
    assert [m.entry.slug for m in it.gate(GateName.QUIZZES).left] == ["module-1"]
    assert (it.gate(GateName.QUIZZES).done, it.gate(GateName.QUIZZES).total) == (1, 2)


def test_a_module_is_done_when_it_is_finished_and_its_quiz_passed():
    finished = stand(make.finished("module-1")).module("module-1")
    passed = stand(make.graded("module-1")).module("module-1")
    both = stand(make.finished("module-1"), make.graded("module-1")).module("module-1")

    assert [finished.is_done, passed.is_done, both.is_done] == [False, False, True]


def test_a_module_without_a_quiz_is_done_when_it_is_read():
    course = make.course_facts((make.an_entry_without_quiz("reading"),))

    it = stand(make.finished("reading"), course=course)

    assert it.modules[0].is_done
    assert it.modules[0].quiz is None
    assert states(it) == ["done", "done", "now", "later"]
    assert it.gate(GateName.QUIZZES).total == 0


def test_optional_modules_hold_nobody_up():
    outline = (*make.an_outline(1), make.an_entry("appendix", is_optional=True))
    course = make.course_facts(outline)

    it = stand(*make.all_work(make.course_facts(make.an_outline(1))), course=course)

    assert it.may_evaluate
    assert it.gate(GateName.MODULES).total == 1
    assert it.module_to_go_on_with("") is None
    assert not it.module("appendix").is_done


def test_the_next_module_is_the_first_required_one_that_is_not_done():
    outline = (make.an_entry("appendix", is_optional=True), *make.an_outline(3))
    course = make.course_facts(outline)

    it = stand(make.finished("module-1"), make.graded("module-1"), course=course)

    assert it.module_to_go_on_with("").entry.slug == "module-2"
    assert it.module_to_go_on_with("module-3").entry.slug == "module-3"
    assert it.module_to_go_on_with("module-1").entry.slug == "module-2"
    assert it.module_to_go_on_with("appendix").entry.slug == "appendix"


def test_a_module_with_no_attempt_left_waits_while_another_one_can_be_done():
    course = make.course_facts(make.an_outline(2, attempts=1))
    failed = (make.finished("module-1"), make.started("module-1"), make.graded("module-1", right=0))

    it = stand(*failed, course=course)
    alone = stand(*failed, *make.all_work(course)[3:], course=course)

    assert it.modules[0].is_stuck
    assert not it.modules[1].is_stuck
    assert it.module_to_go_on_with("").entry.slug == "module-2"
    assert it.step(it.modules[1]) is Step.READ
    assert alone.step(alone.module_to_go_on_with("")) is Step.ASK


def test_the_evaluation_opens_when_all_required_work_is_done_and_not_before():
    work = make.all_work()

    for missing in range(len(work)):
        partly = [fact for place, fact in enumerate(work) if place != missing]
        is_needed = not isinstance(work[missing], Started)
        assert stand(*partly).may_evaluate != is_needed
    assert states(stand(*work)) == ["done", "done", "now", "later"]


def test_the_attestation_opens_when_the_evaluation_was_sent():
    it = stand(*make.all_work(), make.evaluated())

    assert states(it) == ["done", "done", "done", "now"]
    assert it.may_attest
    assert not it.may_evaluate
    assert it.evaluated_at == make.evaluated().at


def test_an_evaluation_sent_before_an_edition_added_a_module_does_not_open_the_attestation():
    course = make.course_facts(make.an_outline(3))

    it = stand(*make.all_work(), make.evaluated(), course=course)

    assert states(it) == ["now", "now", "done", "later"]
    assert not it.may_attest


def test_a_completion_without_its_facts_is_still_no_reason_to_attest_again():
    it = stand(make.completed())

    assert it.is_complete
    assert not it.may_attest
    assert not it.may_evaluate


# A recorded completion


def test_a_recorded_completion_stays_complete_when_an_edition_adds_a_module():
    known = (*make.all_work(), make.evaluated(), make.completed())

    it = stand(*known, course=make.course_facts(make.an_outline(3)))

    assert it.is_complete
    assert states(it) == ["done"] * 4
    assert all(gate.left == () and gate.done == gate.total for gate in it.gates)
    assert it.module_to_go_on_with("") is None


def test_a_recorded_completion_stays_complete_after_a_regrade():
    known = (*make.all_work(), make.evaluated(), make.completed())

    it = stand(*known, make.graded("module-1", right=0, at=make.later(900)))

    assert it.is_complete
    assert states(it) == ["done"] * 4
    assert not it.module("module-1").quiz.is_passed


def test_the_first_of_two_completions_is_the_one():
    first, second = make.completed("ZZZZ"), make.completed("AAAA", at=make.later(900))

    assert stand(second, first).completed == Completed(make.COMPLETED_AT, "ZZZZ")


def test_a_module_is_finished_when_it_was_first_finished():
    it = stand(make.finished(at=make.later(7)), make.finished(at=make.later(2)))

    assert it.module("module-1").finished_at == make.later(2)


def test_facts_about_a_module_that_the_edition_does_not_have_are_left_aside():
    it = stand(make.finished("gone"), make.graded("gone"))

    assert it == stand()
    assert it.module("gone") is None


# Laws

THREE = make.course_facts(make.an_outline(3))
MANY = st.lists(facts(), max_size=14)


def done(it: Standing) -> set[str]:
    """Everything that is done, by name."""
    modules = {f"finished {m.entry.slug}" for m in it.modules if m.finished_at}
    passed = {f"passed {m.entry.slug}" for m in it.modules if m.quiz and m.quiz.is_passed}
    gates = {f"gate {gate.name}" for gate in it.gates if gate.state is GateState.DONE}
    return modules | passed | gates | ({"complete"} if it.is_complete else set())


def is_regrade(fact: Fact, known: list[Fact]) -> bool:
    before = {f.attempt for f in known if isinstance(f, Graded)}
    return isinstance(fact, Graded) and fact.attempt in before


@law(MANY.flatmap(lambda known: st.tuples(st.just(known), st.permutations(known))))
def test_law_the_order_of_facts_does_not_matter(orders):
    known, mixed = orders

    assert standing(THREE, iter(mixed)) == standing(THREE, known)


@law(MANY, facts())
def test_law_no_fact_but_a_regrade_undoes_a_standing(known, fact):
    before, after = standing(THREE, known), standing(THREE, [*known, fact])

    assert is_regrade(fact, known) or done(before) <= done(after)


@law(MANY, st.lists(facts(), max_size=5))
def test_law_nothing_undoes_a_recorded_completion(known, more):
    it = standing(THREE, [*known, make.completed(), *more])

    assert it.completed == make.completed()
    assert states(it) == ["done"] * 4
    assert not it.may_evaluate
    assert not it.may_attest


@law(MANY)
def test_law_the_attestation_is_open_only_when_everything_before_it_is_done(known):
    it = standing(THREE, known)

    is_ready = it.evaluated_at is not None and all(m.is_done for m in it.modules)
    assert it.may_attest == is_ready
    assert (it.module_to_go_on_with("") is None) == all(m.is_done for m in it.modules)
    assert len(it.modules) == len(MODULES)


@pytest.mark.parametrize("count", [0, 1, 30])
def test_standings_keep_the_order_of_the_outline(count):
    course = make.course_facts(make.an_outline(count))

    it = standing(course, make.all_work(course))

    assert [m.entry for m in it.modules] == list(course.outline)


def test_a_course_without_required_modules_has_no_day_of_finishing_them() -> None:
    optional = make.course_facts(make.an_outline(is_optional=True))

    assert standing(optional, [make.finished()]).modules_finished_at is None


def test_the_modules_are_finished_with_the_last_of_them() -> None:
    first, last = make.finished("module-1", make.later(1)), make.finished("module-2", make.later(9))

    assert standing(make.course_facts(), [last, first]).modules_finished_at == make.later(9)
    assert standing(make.course_facts(), [last]).modules_finished_at is None
