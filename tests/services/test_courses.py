"""The catalog and a course's page; coming into a course, leaving it, and going on in an edition."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from lms.domain.access import Person
from lms.domain.completion import Step
from lms.domain.courses import Course
from lms.domain.credit import Method
from lms.domain.errors import CourseClosed, NotFound
from lms.services import authoring, courses
from lms.services.authoring import Draft
from lms.services.courses import Catalog, CoursePage, EditionMoved, Filters
from lms.services.enrollments import get_learning_for
from lms.store.database import Database
from lms.store.rows import AuditEventRow, EnrollmentRow
from tests import make
from tests.sittings import COURSE, Learner, approves_credit, publishes

LAST_DAY = date(2029, 10, 31)


def offers(database: Database, *slugs: str, **changes: Any) -> None:
    """Courses of these slugs, published."""
    for slug in slugs:
        publishes(database, make.a_course(slug=slug, **({"title": slug.title()} | changes)))


def republishes(database: Database, course: Course, text: str) -> None:
    """Another edition of the course, out of files that say something else."""
    draft = Draft(course.facts.slug, course, (make.a_source_file(text=text),), ())
    with database.writing() as session:
        authoring.publish(session, draft, make.later(30))


def catalog(database: Database, person: Person | None = None, **filters: str) -> Catalog:
    with database.reading() as session:
        return courses.list_catalog(
            session, person, make.a_provider(), Filters(**filters), make.later(2)
        )


def titles(found: Catalog) -> list[str]:
    return [entry.facts.title for entry in found.entries]


def page(
    database: Database, person: Person | None = None, slug: str = COURSE, **changes: Any
) -> CoursePage:
    """The course's page at `now`, of a provider with these `approvals`."""
    provider = make.a_provider(*changes.get("approvals", ()))
    with database.reading() as session:
        return courses.get_course_page(
            session, person, slug, provider, changes.get("now", make.later(2))
        )


def chooses(learner: Learner, number: int) -> None:
    with learner.database.writing() as session:
        courses.choose_edition(session, learner.person, COURSE, number, learner.at)


# The catalog


def test_the_catalog_begins_with_the_courses_for_beginners(database: Database) -> None:
    offers(database, "zeal", "art")
    offers(database, "mastery", level="advanced")

    assert titles(catalog(database)) == ["Art", "Zeal", "Mastery"]
    assert catalog(database).levels == ("beginning", "advanced")


def test_words_are_sought_in_titles_summaries_and_module_titles(database: Database) -> None:
    offers(database, "art", summary="The LONG history")
    offers(database, "zeal")

    assert titles(catalog(database, words="history long")) == ["Art"]
    assert titles(catalog(database, words="ZEAL")) == ["Zeal"]
    assert titles(catalog(database, words="module 2")) == ["Art", "Zeal"]
    assert titles(catalog(database, words="zebra")) == []


def test_an_area_and_a_level_narrow_the_catalog_together(database: Database) -> None:
    shares = make.credit_terms(areas=(make.AreaShare("k", 100),))
    offers(database, "art", credit_terms_=shares)
    offers(database, "zeal", level="advanced")

    assert catalog(database).areas == ("a", "k", "p")
    assert titles(catalog(database, area="k")) == ["Art"]
    assert titles(catalog(database, area="p", level="advanced")) == ["Zeal"]
    assert titles(catalog(database, area="k", level="advanced")) == []


def test_an_area_that_no_course_has_narrows_nothing(database: Database) -> None:
    offers(database, "art")

    found = catalog(database, area="'; DROP TABLE", level="none")

    assert titles(found) == ["Art"]
    assert not found.is_narrowed


def test_the_catalog_says_where_somebody_is_and_hangs_the_ribbon_where_they_were_last(
    database: Database,
) -> None:
    offers(database, "art", "zeal", "mastery")
    ada = Learner(database, course="art").enrolls().does_everything().evaluates()
    ada.attests()
    Learner(database, ada.person, "mastery").enrolls()
    later = Learner(database, ada.person, "zeal")
    later.waits(hours=1)
    later.enrolls().reads()

    found = catalog(database, ada.person)

    steps = {e.facts.slug: e.learning.step for e in found.entries if e.learning}
    assert steps == {"art": Step.NOTHING, "zeal": Step.QUIZ, "mastery": Step.READ}
    assert found.here is not None
    assert found.here.facts.slug == "zeal"


def test_an_archived_course_leaves_the_catalog(database: Database) -> None:
    offers(database, "art", "zeal")
    with database.writing() as session:
        authoring.archive(session, "art", make.later(1))

    assert titles(catalog(database)) == ["Zeal"]


def test_hours_are_credit_only_where_an_approval_covers_the_format(database: Database) -> None:
    offers(database, "art")
    offers(database, "zeal", format="Live webinar")
    for course in ("art", "zeal"):
        approves_credit(database, course)
    provider = make.a_provider(make.an_approval(formats=("Live webinar",)))

    with database.reading() as session:
        found = courses.list_catalog(session, None, provider, Filters(), make.later(2))

    assert {e.facts.slug: e.has_credit for e in found.entries} == {"art": False, "zeal": True}


# A course's page


def test_a_visitor_is_shown_the_newest_edition_and_may_enroll(database: Database) -> None:
    publishes(database)
    republishes(database, make.a_course(3), "three modules")

    shown = page(database)

    assert shown.edition.number == 2
    assert len(shown.facts.outline) == 3
    assert shown.may_enroll
    assert shown.changes == ()


def test_without_an_approval_the_course_designates_no_credit(database: Database) -> None:
    publishes(database)

    approves_credit(database)

    assert not page(database).has_credit
    assert page(database, approvals=[make.an_approval()]).has_credit
    lapsed = make.an_approval(valid_to=date(2026, 11, 8))
    assert not page(database, approvals=[lapsed]).has_credit


def test_without_an_approver_no_approval_designates_credit(database: Database) -> None:
    publishes(database)

    assert not page(database, approvals=[make.an_approval()]).has_credit


def test_the_last_day_still_counts_where_the_provider_is(database: Database) -> None:
    publishes(database, make.a_course(expires_on=date(2026, 11, 9)))
    evening = make.START.replace(hour=23, minute=0)  # 6 PM in New York
    night = evening + timedelta(hours=5, minutes=59)  # 11:59 PM

    assert page(database, now=night).days_left == 0
    assert page(database, now=night).may_enroll
    assert not page(database, now=night + timedelta(minutes=1)).may_enroll


def test_whoever_is_in_a_course_is_warned_before_it_closes_and_visitors_are_not(
    database: Database,
) -> None:
    publishes(database)
    ada = Learner(database).enrolls()
    last_noon = make.START.replace(year=LAST_DAY.year, month=LAST_DAY.month, day=LAST_DAY.day)

    assert not page(database, ada.person).is_closing
    assert not page(database, ada.person, now=last_noon - timedelta(days=61)).is_closing
    assert page(database, ada.person, now=last_noon - timedelta(days=60)).is_closing
    assert page(database, ada.person, now=last_noon + timedelta(days=2)).is_closing
    assert not page(database, now=last_noon).is_closing


def test_the_outline_keeps_the_order_of_its_parts(database: Database) -> None:
    course = make.a_course(3)
    parts = ("Zeal", "Art", "Zeal")
    outline = tuple(replace(e, part=p) for e, p in zip(course.facts.outline, parts, strict=True))
    publishes(database, replace(course, facts=replace(course.facts, outline=outline)))

    assert [title for title, _ in page(database).parts] == ["Zeal", "Art", "Zeal"]


def test_the_arithmetic_has_a_line_for_every_method_and_the_chosen_one_among_them(
    database: Database,
) -> None:
    terms = make.credit_terms(method=Method.LOWER, pilot_minutes=(60, 90))
    publishes(database, make.a_course(credit_terms_=terms))

    lines = {line.method: line for line in page(database).methods}

    credit = page(database).facts.credit
    assert [m for m, line in lines.items() if line.is_chosen] == [Method.LOWER]
    assert lines[Method.WORDS].hours == Decimal(1)
    assert lines[Method.MERGENER].minutes == credit.mergener_minutes
    assert lines[Method.LOWER].hours == min(credit.word_hours, credit.mergener_hours)
    assert lines[Method.PILOT].minutes == Decimal(75)


def test_without_pilot_readers_their_line_has_no_figure(database: Database) -> None:
    publishes(database)

    pilot = next(line for line in page(database).methods if line.method is Method.PILOT)

    assert (pilot.minutes, pilot.hours) == (None, None)


def test_a_course_that_is_not_there_or_archived_is_found_by_nobody_outside_it(
    database: Database,
) -> None:
    publishes(database)
    ada, ben = Learner(database).enrolls(), Learner(database, "Ben Okafor")
    with database.writing() as session:
        authoring.archive(session, COURSE, make.later(2))

    assert page(database, ada.person).learning is not None
    with pytest.raises(NotFound):
        page(database, ben.person)
    with pytest.raises(NotFound):
        page(database)
    with pytest.raises(NotFound):
        page(database, ada.person, "no-such-course")


# Coming in and leaving


def test_enrolling_twice_is_enrolling_once(database: Database) -> None:
    publishes(database)

    Learner(database).enrolls().enrolls()

    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(EnrollmentRow)) == 1


def test_nobody_comes_into_a_course_that_is_closed_or_archived(database: Database) -> None:
    publishes(database, make.a_course(expires_on=date(2026, 11, 8)))
    with pytest.raises(CourseClosed):
        Learner(database).enrolls()

    offers(database, "art")
    with database.writing() as session:
        authoring.archive(session, "art", make.later(1))
    with pytest.raises(CourseClosed):
        Learner(database, "Ben Okafor", "art").enrolls()
    with pytest.raises(NotFound):
        Learner(database, "Cleo Hart", "no-such-course").enrolls()


def test_whoever_leaves_and_comes_back_goes_on_with_the_attempts_that_are_left(
    database: Database,
) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    ada.takes(right=2)

    ada.leaves()
    assert page(database, ada.person).learning is None
    ada.enrolls()

    learning = page(database, ada.person).learning
    assert learning is not None
    quiz = learning.standing.modules[0].quiz
    assert quiz is not None
    assert quiz.attempts_left == 2


def test_leaving_twice_is_leaving_once_and_leaving_nothing_is_nothing(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls()

    ada.leaves()
    ada.leaves()
    Learner(database, "Ben Okafor").leaves()

    with database.reading() as session:
        kinds = session.scalars(select(AuditEventRow.kind)).all()
    assert kinds.count("left") == 1


def test_a_completion_stands_when_its_learner_leaves_and_a_new_start_is_anew(
    database: Database,
) -> None:
    publishes(database)
    ada = Learner(database).enrolls().does_everything().evaluates()
    ada.attests()

    ada.leaves()
    ada.enrolls()

    learning = page(database, ada.person).learning
    assert learning is not None
    assert not learning.is_begun


# Editions


def test_an_editorial_edition_is_followed_without_asking(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls()
    republishes(database, make.a_course(summary="Said better."), "said better")

    shown = page(database, ada.person)

    assert shown.edition.number == 2
    assert shown.facts.summary == "Said better."
    assert shown.changes == ()


def test_a_material_edition_is_offered_with_every_reason_since_theirs(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    republishes(database, make.a_course(3), "three modules")
    republishes(database, make.a_course(3, pass_mark_percent=75), "another mark")

    shown = page(database, ada.person)

    assert shown.edition.number == 1
    assert [mark.number for mark in shown.changes] == [2, 3]
    assert shown.changes[0].reason.startswith("changed: modules, objectives, credit")
    assert shown.changes[1].reason == "changed: pass mark or attempts"


def test_whoever_chooses_the_new_edition_keeps_what_is_finished(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    republishes(database, make.a_course(3), "three modules")

    chooses(ada, 2)
    chooses(ada, 2)

    shown = page(database, ada.person)
    assert shown.edition.number == 2
    assert shown.changes == ()
    assert shown.learning is not None
    assert shown.learning.standing.modules[0].finished_at is not None


def test_nobody_is_taken_into_an_edition_whose_changes_they_were_not_shown(
    database: Database,
) -> None:
    publishes(database)
    ada = Learner(database).enrolls()
    republishes(database, make.a_course(3), "three modules")
    republishes(database, make.a_course(4), "four modules")

    with pytest.raises(EditionMoved):
        chooses(ada, 2)

    assert page(database, ada.person).edition.number == 1


def test_somebody_elsewhere_chooses_no_edition_of_this_course(database: Database) -> None:
    publishes(database)

    with pytest.raises(NotFound):
        chooses(Learner(database, "Ben Okafor"), 1)


# What is next


def here(learner: Learner) -> tuple[Step, int]:
    with learner.database.reading() as session:
        learning = get_learning_for(session, learner.person, COURSE)
    return learning.step, learning.here_number


def test_a_course_says_what_is_next_from_its_first_page_to_its_certificate(
    database: Database,
) -> None:
    publishes(database)
    ada = Learner(database).enrolls()
    way = [here(ada)]

    acts = (
        ada.reads,
        ada.takes,
        lambda: ada.reads("module-2").takes("module-2"),
        ada.evaluates,
        ada.attests,
    )
    for act in acts:
        act()
        way.append(here(ada))

    assert way == [
        (Step.READ, 1),
        (Step.QUIZ, 1),
        (Step.READ, 2),
        (Step.EVALUATE, 0),
        (Step.ATTEST, 0),
        (Step.NOTHING, 0),
    ]


def test_whoever_has_used_up_a_quiz_goes_on_elsewhere_and_then_asks(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    for _ in range(3):
        ada.takes(right=0)

    assert here(ada) == (Step.READ, 2)
    ada.reads("module-2").takes("module-2")
    assert here(ada) == (Step.ASK, 1)


def test_whoever_has_completed_is_not_asked_about_a_new_edition(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().does_everything().evaluates()
    ada.attests()
    republishes(database, make.a_course(modules=3), "new")

    chooses(ada, 2)

    with database.reading() as session:
        reading = get_learning_for(session, ada.person, COURSE).reading
    assert (reading.current.number, reading.offered) == (1, None)
