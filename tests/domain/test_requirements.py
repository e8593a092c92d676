"""What counts toward a set of requirements, and the laws that no set and no transcript breaks."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st

from lms.domain.credit import AREA_NAMES
from lms.domain.requirement_sets import (
    Approved,
    AreasGoal,
    Ceiling,
    Dimension,
    HoursGoal,
    RequirementSet,
    Wording,
)
from lms.domain.requirements import Outcome, Reason, Tracker, Window, names, tally, window_from
from lms.domain.transcripts import REASSESSMENT, SKILLS, Line, Method, Standing, line_of
from tests import make
from tests.domain.laws import law
from tests.records import AASECT, a_line, a_set, hours_in, shipped_sets

CERTIFICATION = shipped_sets()["aasect-certification"]
RENEWAL = shipped_sets()["aasect-renewal"]
FLORIDA = shipped_sets()["florida-64b4-7-004"]
ADVERTISED = ("Advertised as education for rule 64B4-7.004, F.A.C.",)


def reasons(tracker: Tracker) -> dict[Reason, Decimal]:
    """The hours of all lines that have each reason."""
    total: Counter[Reason] = Counter()
    for tallied in tracker.lines:
        total.update(dict(tallied.reasons))
    return dict(total)


# The rules, one by one


def test_hours_count_toward_the_goal_that_takes_their_area() -> None:
    goals = HoursGoal("Core", Decimal(5), ("a", "b")), HoursGoal("Skills", Decimal(5), (SKILLS,))
    line = a_line(6, areas=hours_in(a=2, p=1, skills=1))

    tracker = tally(a_set(*goals), [line], None)

    assert [goal.hours for goal in tracker.goals] == [2, 1]
    assert reasons(tracker) == {Reason.OTHER_AREA: 1, Reason.NO_AREA: 2}
    assert [goal.left for goal in tracker.goals] == [3, 4]


def test_hours_that_have_to_be_live_are_not_read() -> None:
    live = (Method.IN_PERSON, Method.LIVE_ONLINE)
    skills = HoursGoal("Skills", Decimal(4), (SKILLS,), live)
    lines = [a_line(4, areas=hours_in(skills=4), method=m) for m in (Method.READING, *live)]

    tracker = tally(a_set(skills), lines, None)

    assert tracker.counted == 8
    assert reasons(tracker) == {Reason.OTHER_METHOD: 4}
    assert skills.is_beyond_text


def test_of_one_area_or_one_method_no_more_counts_than_its_ceiling() -> None:
    most = Ceiling(Dimension.METHOD, Decimal(5), (), is_for_approved=True)
    teaching = [a_line(4, method=Method.TEACHING), a_line(4, method=Method.TEACHING)]

    tracker = tally(a_set(ceiling=most), [*teaching, a_line(4)], None)

    assert (tracker.counted, tracker.capped, tracker.not_counted) == (9, 3, 0)


def test_a_ceiling_may_be_for_named_areas_alone() -> None:
    most = Ceiling(Dimension.AREA, Decimal(1), ("a",), is_for_approved=True)
    line = a_line(6, areas=hours_in(a=3, b=3))

    tracker = tally(a_set(ceiling=most), [line], None)

    assert (tracker.in_area("a"), tracker.in_area("b"), tracker.capped) == (1, 3, 2)


def test_what_is_completed_first_counts_first() -> None:
    most = Ceiling(Dimension.METHOD, Decimal(5), (), is_for_approved=True)
    later, first = a_line(5, title="Later"), a_line(5, completed_on=date(2026, 1, 1))

    tracker = tally(a_set(ceiling=most), [later, first], None)

    assert [it.hours(Outcome.COUNTED) for it in tracker.lines] == [5, 0]
    assert tracker.lines[1].line is later


def test_a_window_has_its_first_and_its_last_day() -> None:
    window = Window(date(2026, 1, 1), date(2026, 12, 31))
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))

    tracker = tally(a_set(), [a_line(1, completed_on=day) for day in days], window)

    assert tracker.counted == 2
    assert reasons(tracker) == {Reason.BEFORE_CYCLE: 1, Reason.AFTER_CYCLE: 1}


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2025, 1, 15), 36, date(2028, 1, 14)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 30)),
    ],
)
def test_a_cycle_ends_on_the_day_before_the_next_one(first: date, months: int, last: date) -> None:
    assert window_from(first, months) == Window(first, last)


def test_hours_of_study_count_toward_nothing() -> None:
    tracker = tally(a_set(), [a_line(6, approvals=())], None)

    assert reasons(tracker) == {Reason.NO_CREDIT: 6}


def test_what_a_certificate_needs_to_state_is_looked_for_as_a_word() -> None:
    needed = Wording(("64B4-7.004",), "that it was so advertised")
    lines = [a_line(1, approvals=(text,)) for text in ("Rule 64b4-7.004.", "64B4-7.0041", "None")]

    tracker = tally(a_set(wording=needed), lines, None)

    assert tracker.counted == 1
    assert reasons(tracker) == {Reason.WORDING_MISSING: 2}


@pytest.mark.parametrize(
    ("statement", "is_named"),
    [
        ("Approved by AASECT for 2.00 CE credit hours.", True),
        ("aasect: 14-007", True),
        ("PREAASECT", False),
        ("AASECTs", False),
        ("An approval of the Example Board", False),
    ],
)
def test_an_approval_is_known_by_the_name_of_its_body(statement: str, is_named: bool) -> None:
    assert names((statement,), ("AASECT",)) is is_named


def test_voided_and_replaced_certificates_are_there_and_count_nothing() -> None:
    snapshot = make.a_snapshot(make.an_approval())
    lines = [
        line_of(make.a_certificate(snapshot)),
        line_of(replace(make.a_voided_certificate(), snapshot=snapshot)),
        line_of(make.a_certificate(snapshot, replaced_by=make.SERIAL)),
        line_of(replace(make.a_voided_certificate(replaced_by="A"), snapshot=snapshot)),
    ]

    tracker = tally(a_set(), lines, None)

    assert [it.line.standing for it in tracker.lines] == [
        Standing.VALID, Standing.VOIDED, Standing.REPLACED, Standing.VOIDED,
    ]  # fmt: skip
    assert tracker.counted == snapshot.hours
    assert reasons(tracker) == {Reason.VOIDED: 2 * snapshot.hours, Reason.REPLACED: snapshot.hours}


# The sets that come with the product


def test_certification_counts_two_hours_that_aasect_has_not_approved_as_one() -> None:
    lines = [
        a_line(10, areas=hours_in(a=10)),
        a_line(10, areas=hours_in(b=10), approvals=(AASECT,)),
    ]

    tracker = tally(CERTIFICATION, lines, None)

    assert (tracker.in_area("a"), tracker.in_area("b")) == (5, 10)
    assert reasons(tracker) == {Reason.WEIGHED: 5}


def test_certification_is_met_by_core_areas_skills_and_a_live_reassessment() -> None:
    core = [
        a_line(6, areas=hours_in(**{letter: 6}), approvals=(AASECT,), method=Method.READING)
        for letter in AREA_NAMES
    ]
    live = [
        a_line(60, areas=hours_in(skills=60), approvals=(AASECT,)),
        a_line(14, areas=hours_in(sar=14), approvals=(AASECT,)),
    ]

    assert not tally(CERTIFICATION, core, None).is_met
    assert not tally(CERTIFICATION, [*core[1:], *live], None).is_met  # the sixteenth area is open
    assert tally(CERTIFICATION, [*core, *live], None).is_met
    assert [goal.is_beyond_text for goal in CERTIFICATION.goals] == [False, True, True]
    assert {area for goal in CERTIFICATION.goals for area in goal.areas} == {
        *AREA_NAMES, SKILLS, REASSESSMENT,
    }  # fmt: skip


def test_renewal_takes_five_hours_of_every_other_method_and_asks_for_five_approved() -> None:
    others = [a_line(8, method=method) for method in (Method.TEACHING, Method.WRITING)]
    window = window_from(date(2025, 1, 15), RENEWAL.window_months or 0)

    tracker = tally(RENEWAL, others, window)
    with_approved = tally(RENEWAL, [*others, a_line(10, approvals=(AASECT,))], window)

    assert (tracker.counted, tracker.capped) == (10, 6)
    assert not tracker.is_met
    assert (with_approved.counted, with_approved.approved) == (20, 10)
    assert with_approved.is_met


def test_renewal_is_not_met_by_twenty_hours_of_which_too_few_are_approved() -> None:
    methods = (Method.TEACHING, Method.WRITING, Method.READING, Method.LIVE_ONLINE)
    lines = [a_line(5, method=method) for method in methods]

    tracker = tally(RENEWAL, lines, None)

    assert tracker.goals[0].is_met
    assert not tracker.is_met


def test_florida_asks_for_twelve_areas_of_courses_that_are_so_advertised() -> None:
    areas = list(AREA_NAMES)[:12]
    lines = [a_line(10, areas=hours_in(**{letter: 10}), approvals=ADVERTISED) for letter in areas]

    assert tally(FLORIDA, lines, None).is_met
    assert tally(FLORIDA, lines, None).areas_met == 12
    assert not tally(FLORIDA, lines[1:], None).is_met
    assert tally(FLORIDA, [a_line(120, areas=hours_in(a=120))], None).counted == 0


def test_every_shipped_set_says_where_it_comes_from() -> None:
    assert len(shipped_sets()) == 3
    for each in shipped_sets().values():
        assert each.source
        assert each.version
        assert each.dated_on >= date(2026, 11, 28)
        assert "Check the body's current rule" in each.note


# Laws

AREAS = ("a", "b", SKILLS, "")
BODIES = ("Example Board", AASECT, *ADVERTISED)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    """A line of up to forty quarters of an hour in each of some areas, and some without."""
    quarters = {area: draw(st.integers(0, 40)) for area in AREAS}
    areas = {area: str(Decimal(count) / 4) for area, count in quarters.items() if area}
    line = a_line(
        str(Decimal(sum(quarters.values())) / 4),
        areas=hours_in(**areas),
        method=draw(st.sampled_from(Method)),
        approvals=tuple(draw(st.sets(st.sampled_from(BODIES)))),
        completed_on=date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 900))),
    )
    return replace(line, standing=draw(st.sampled_from(Standing)))


HOURS = st.integers(0, 60).map(Decimal)
SOME_AREAS = st.lists(st.sampled_from(AREAS[:3]), unique=True).map(tuple)
SOME_METHODS = st.lists(st.sampled_from(Method), unique=True, max_size=3).map(tuple)
GOALS = st.builds(HoursGoal, st.just("Hours"), HOURS, SOME_AREAS, SOME_METHODS)
SETS = st.builds(
    lambda goals, each_area, approved, ceiling, wording: a_set(
        *goals, each_area=each_area, approved=approved, ceiling=ceiling, wording=wording
    ),
    st.lists(GOALS, min_size=1, max_size=3),
    st.none() | st.builds(AreasGoal, st.integers(0, 3), HOURS, SOME_AREAS),
    st.none()
    | st.builds(
        Approved, st.just(("AASECT",)), HOURS, st.integers(0, 4).map(lambda n: Decimal(n) / 4)
    ),
    st.none()
    | st.builds(
        Ceiling, st.sampled_from(Dimension), HOURS, SOME_AREAS | st.just(()), st.booleans()
    ),
    st.none() | st.just(Wording(("64B4-7.004",), "that")),
) | st.sampled_from([CERTIFICATION, RENEWAL, FLORIDA])
WINDOWS = st.none() | st.just(Window(date(2026, 3, 1), date(2027, 12, 31)))
TRANSCRIPTS = st.lists(lines(), max_size=8)


@law(SETS, TRANSCRIPTS, WINDOWS)
def test_law_counted_capped_and_not_counted_are_all_hours(
    requirements: RequirementSet, known: list[Line], window: Window | None
) -> None:
    tracker = tally(requirements, known, window)

    assert tracker.counted + tracker.capped + tracker.not_counted == sum(it.hours for it in known)
    for tallied in tracker.lines:
        assert sum(tallied.hours(outcome) for outcome in Outcome) == tallied.line.hours
        assert all(share.hours > 0 for share in tallied.shares)


@law(SETS, TRANSCRIPTS, WINDOWS)
def test_law_no_requirement_counts_an_hour_twice(
    requirements: RequirementSet, known: list[Line], window: Window | None
) -> None:
    tracker = tally(requirements, known, window)

    assert sum(goal.hours for goal in tracker.goals) == tracker.counted
    assert sum(tracker.in_area(area) for area in (*AREA_NAMES, *AREAS[2:])) == tracker.counted
    assert sum(hours for _, hours in tracker.areas) <= tracker.counted
    assert tracker.approved <= tracker.counted
    for tallied in tracker.lines:
        by_area = Counter({it.letter: it.hours for it in tallied.line.portions})
        spent: Counter[str] = Counter()
        for share in tallied.shares:
            spent[share.area] += share.hours
        assert spent == by_area


@law(SETS, TRANSCRIPTS, lines(), WINDOWS)
def test_law_more_credits_never_count_fewer(
    requirements: RequirementSet, known: list[Line], more: Line, window: Window | None
) -> None:
    before, after = (tally(requirements, them, window) for them in (known, [*known, more]))

    assert after.counted >= before.counted
    assert after.capped + after.not_counted >= before.capped + before.not_counted


@law(SETS, TRANSCRIPTS, WINDOWS, st.randoms())
def test_law_the_order_of_what_was_entered_changes_no_sum(
    requirements: RequirementSet, known: list[Line], window: Window | None, chance: object
) -> None:
    shuffled = [*known]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = (tally(requirements, them, window) for them in (known, shuffled))

    assert (one.counted, one.capped, one.not_counted) == (
        other.counted, other.capped, other.not_counted,
    )  # fmt: skip
