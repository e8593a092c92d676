"""Publishing: immutable editions, and what they mean for learners in progress."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.courses import Course, Provider, SourceFile
from lms.domain.editions import Change
from lms.domain.errors import CourseClosed, NotFound
from lms.services import authoring, courses, reading
from lms.services.authoring import Draft, Overrule, Published, PublishingRefused
from lms.services.enrollments import get_learning_for
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import (
    CourseEditionRow,
    CourseRow,
    ModuleVersionRow,
    ProviderEditionRow,
    QuestionVersionRow,
)
from tests import make
from tests.accounts import signed_up
from tests.content.good_course import write_library
from tests.recorded import CAPTIONS, CLIPS
from tests.sittings import Learner
from tests.store.at_once import at_once

COURSE = "foundations"


def a_draft(course: Course | None, text: str = "first") -> Draft:
    slug = course.facts.slug if course else COURSE
    return Draft(slug, course, (make.a_source_file(text=text),), ())


def publishes(
    database: Database, course: Course, text: str = "first", overrule: Overrule | None = None
) -> Published:
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        return authoring.publish(session, a_draft(course, text), make.START, overrule)


def reworded(course: Course) -> Course:
    """The same course with another word in its first module."""
    first, *others = course.modules
    return replace(course, modules=(replace(first, opening_html="<p>Said better.</p>"), *others))


def rekeyed(course: Course) -> Course:
    """The same course with another right answer in its first quiz."""
    first, *others = course.quizzes
    block, *blocks = first.blocks
    question, *questions = block.questions
    options = tuple(replace(o, is_right=not o.is_right) for o in question.options)
    changed = replace(block, questions=(replace(question, options=options), *questions))
    return replace(course, quizzes=(replace(first, blocks=(changed, *blocks)), *others))


def catalog(session: Session, at: datetime) -> courses.Catalog:
    return courses.list_catalog(session, None, make.a_provider(), courses.Filters(), at)


def count(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def test_publishing_twice_is_publishing_once(database: Database) -> None:
    course = make.a_course()

    first, second = publishes(database, course), publishes(database, course)

    assert first.edition is not None
    assert first.edition.change is Change.FIRST
    assert second.edition is None
    assert count(database, CourseEditionRow) == 1


def test_of_files_that_are_published_nothing_is_made_and_nothing_changes(
    database: Database, tmp_path: Path
) -> None:
    folder = write_library(tmp_path)
    whole = authoring.read_library(tmp_path).drafts[0]
    assert whole.course is not None
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, whole, make.START)

    with database.reading() as session:
        known = authoring.read_library(tmp_path, partial(authoring.is_newest, session)).drafts[0]

    assert (known.course, known.is_known) == (None, True)
    with database.writing() as session:
        assert authoring.publish(session, known, make.later()).edition is None
    (folder / "course.md").write_bytes((folder / "course.md").read_bytes() + b"\n")
    with database.reading() as session:
        again = authoring.read_library(tmp_path, partial(authoring.is_newest, session)).drafts[0]
    assert again.course is not None


def test_whoever_is_overtaken_while_reading_is_told_to_publish_again(database: Database) -> None:
    publishes(database, make.a_course())
    known = replace(a_draft(None), is_known=True)
    publishes(database, reworded(make.a_course()), "second")

    with database.writing() as session, pytest.raises(PublishingRefused, match="publish again"):
        authoring.publish(session, known, make.later())


def test_what_comes_out_is_what_went_in(database: Database) -> None:
    course = make.a_course(3)

    publishes(database, course)

    with database.reading() as session:
        newest = editions.find_newest(session, COURSE)
        assert newest is not None
        assert editions.get_course(session, newest) == course


def test_a_reworded_module_is_editorial_and_shares_everything_else(database: Database) -> None:
    course = make.a_course(3)
    publishes(database, course)
    modules, items = count(database, ModuleVersionRow), count(database, QuestionVersionRow)

    published = publishes(database, reworded(course), "second")

    assert published.edition is not None
    assert published.edition.change is Change.EDITORIAL
    assert count(database, ModuleVersionRow) == modules + 1
    assert count(database, QuestionVersionRow) == items


def test_another_key_is_material(database: Database) -> None:
    course = make.a_course()
    publishes(database, course)

    published = publishes(database, rekeyed(course), "second")

    assert published.edition is not None
    assert published.edition.change is Change.MATERIAL
    assert published.reasons == ("questions or keys",)


def test_the_publisher_may_overrule_with_a_reason(database: Database) -> None:
    course = make.a_course()
    publishes(database, course)
    word = Overrule(Change.EDITORIAL, "the key was a typing error; nobody has answered yet")

    published = publishes(database, rekeyed(course), "second", word)

    assert published.edition is not None
    assert published.edition.change is Change.EDITORIAL
    assert published.edition.reason == word.reason


def test_a_published_edition_never_changes(database: Database) -> None:
    course = make.a_course()
    publishes(database, course)
    with database.reading() as session:
        before = editions.find_newest(session, COURSE)
        assert before is not None

    publishes(database, rekeyed(course), "second")

    with database.reading() as session:
        after = editions.list_by_ids(session, [before.id])[before.id]
        assert after == before
        assert editions.get_course(session, after) == course


def test_a_learner_follows_an_editorial_edition(database: Database) -> None:
    course = make.a_course()
    publishes(database, course)
    ada = signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        courses.enroll(session, ada, COURSE, make.later())

    publishes(database, reworded(course), "second")

    with database.reading() as session:
        page = reading.get_module_page(session, ada, COURSE, "module-1", None)
    assert page.module.opening_html == "<p>Said better.</p>"
    assert page.learning.reading.offered is None


def test_a_learner_is_asked_before_a_material_edition_and_facts_carry_over(
    database: Database,
) -> None:
    course = make.a_course()
    publishes(database, course)
    ada = signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        courses.enroll(session, ada, COURSE, make.later())
        reading.finish_module(session, ada, COURSE, "module-1", make.later(2))

    publishes(database, rekeyed(course), "second")
    with database.reading() as session:
        asked = get_learning_for(session, ada, COURSE)
    with database.writing() as session:
        courses.choose_edition(session, ada, COURSE, 2, make.later(3))

    with database.reading() as session:
        moved = get_learning_for(session, ada, COURSE)
    assert (asked.reading.current.number, asked.reading.offered is not None) == (1, True)
    assert (moved.reading.current.number, moved.reading.offered) == (2, None)
    assert moved.standing.modules[0].finished_at == make.later(2)


def test_whoever_has_completed_is_not_asked_to_move(database: Database) -> None:
    course = make.a_course()
    publishes(database, course)
    ada = Learner(database).enrolls().does_everything()
    ada.evaluates()
    ada.attests()

    publishes(database, rekeyed(course), "second")

    with database.reading() as session:
        assert get_learning_for(session, ada.person, COURSE).reading.offered is None


def test_an_archived_course_takes_nobody_in_and_keeps_who_is_in(database: Database) -> None:
    publishes(database, make.a_course())
    ada, ben = signed_up(database, "Ada Marlowe"), signed_up(database, "Ben Okafor")
    with database.writing() as session:
        courses.enroll(session, ada, COURSE, make.later())

    with database.writing() as session:
        authoring.archive(session, COURSE, make.later(2))

    with database.reading() as session:
        assert catalog(session, make.later(3)).entries == ()
        page = courses.get_course_page(session, ada, COURSE, make.a_provider(), make.later(3))
    assert page.learning is not None
    with pytest.raises(CourseClosed), database.writing() as session:
        courses.enroll(session, ben, COURSE, make.later(3))


def test_publishing_an_archived_course_puts_it_back(database: Database) -> None:
    publishes(database, make.a_course())
    with database.writing() as session:
        authoring.archive(session, COURSE, make.later())

    published = publishes(database, make.a_course())

    assert published.edition is None
    with database.reading() as session:
        assert len(catalog(session, make.later()).entries) == 1


def test_export_gives_every_byte_back(database: Database) -> None:
    files = (
        SourceFile("course.md", b"---\r\ntitle: \xe2\x80\xa6\r\n---"),
        SourceFile("images/a.png", bytes(range(256))),
        SourceFile("media/clip.mp4", CLIPS["clip.mp4"]),
        SourceFile("media/clip.vtt", CAPTIONS.replace(b"\n", b"\r\n")),
    )
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, Draft(COURSE, make.a_course(), files, ()), make.START)

    with database.reading() as session:
        assert authoring.export(session, COURSE) == files


def test_a_course_with_errors_is_not_published(database: Database) -> None:
    with pytest.raises(PublishingRefused, match="has errors"), database.writing() as session:
        authoring.publish(session, a_draft(None), make.START)

    assert count(database, CourseEditionRow) == 0


def test_what_is_not_there_is_neither_archived_nor_exported(database: Database) -> None:
    with pytest.raises(NotFound), database.writing() as session:
        authoring.archive(session, "nowhere", make.START)
    with pytest.raises(NotFound), database.reading() as session:
        authoring.export(session, "nowhere")


def test_leaving_and_coming_back_gives_no_attempts_back(database: Database) -> None:
    publishes(database, make.a_course())
    ada = signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        courses.enroll(session, ada, COURSE, make.later())
        reading.finish_module(session, ada, COURSE, "module-1", make.later(2))
        courses.leave(session, ada, COURSE, make.later(3))

    with database.writing() as session:
        courses.enroll(session, ada, COURSE, make.later(4))

    with database.reading() as session:
        here = get_learning_for(session, ada, COURSE)
    assert here.standing.modules[0].finished_at == make.later(2)


# -- what publishing needs ---------------------------------------------------------


def test_nothing_is_published_before_somebody_is_known_to_offer_it(database: Database) -> None:
    with pytest.raises(PublishingRefused, match=r"provider\.md"), database.writing() as session:
        authoring.publish(session, a_draft(make.a_course()), make.START)
    with pytest.raises(PublishingRefused, match=r"provider\.md"), database.writing() as session:
        authoring.publish_shipped(session, a_draft(make.a_course()), make.START)

    assert count(database, CourseEditionRow) == 0


def test_in13_a_file_whose_path_the_table_cannot_keep_is_refused_by_name(
    database: Database,
) -> None:
    files = (SourceFile("images/" + "a" * 300 + ".png", b""),)
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)

    with pytest.raises(PublishingRefused, match="shorten it"), database.writing() as session:
        authoring.publish(session, Draft(COURSE, make.a_course(), files, ()), make.START)


def test_several_who_publish_at_once_make_one_edition(database: Database) -> None:
    course = make.a_course()

    published = at_once([lambda: publishes(database, course)] * 6)

    assert [it.edition.number for it in published if it.edition is not None] == [1]
    kinds = (CourseRow, CourseEditionRow, ProviderEditionRow)
    assert [count(database, kind) for kind in kinds] == [1, 1, 1]


def test_several_who_publish_different_editions_at_once_number_them(database: Database) -> None:
    course = make.a_course()

    published = at_once(
        [partial(publishes, database, reworded(course), text) for text in ("a", "b", "c", "d")]
    )

    numbers = [it.edition.number for it in published if it.edition is not None]
    assert sorted(numbers) == [1, 2, 3, 4]


# -- what a start publishes --------------------------------------------------------


def starts(
    database: Database, course: Course, text: str = "first", provider: Provider | None = None
) -> Published:
    """A start of the product, which ships that course and that provider."""
    with database.writing() as session:
        shipped = provider or make.a_provider(name="Name of your organization")
        authoring.publish_shipped_provider(session, shipped, make.START)
    with database.writing() as session:
        return authoring.publish_shipped(session, a_draft(course, text), make.START)


def in_force(database: Database) -> str:
    with database.reading() as session:
        provider = editions.find_provider(session)
    assert provider is not None
    return provider.name


def newest(database: Database) -> editions.Edition:
    with database.reading() as session:
        found = editions.find_newest(session, COURSE)
    assert found is not None
    return found


def test_a_first_start_publishes_what_is_shipped(database: Database) -> None:
    published = starts(database, make.a_course())

    assert published.edition is not None
    assert published.edition.change is Change.FIRST
    assert in_force(database) == "Name of your organization"


def test_a_start_leaves_a_course_of_which_somebody_published_an_edition(database: Database) -> None:
    starts(database, make.a_course())
    publishes(database, reworded(make.a_course()), "our own words")

    again = starts(database, make.a_course(), "what a newer version ships")

    assert again.edition is None
    assert newest(database).number == 2


def test_a_start_brings_what_a_newer_version_ships(database: Database) -> None:
    starts(database, make.a_course())

    again = starts(database, reworded(make.a_course()), "what a newer version ships")

    assert again.edition is not None
    assert newest(database).number == 2


def test_an_archived_course_that_was_changed_comes_back_with_a_word(database: Database) -> None:
    publishes(database, make.a_course())
    with database.writing() as session:
        authoring.archive(session, COURSE, make.later())

    published = publishes(database, reworded(make.a_course()), "changed")

    assert published.edition is not None
    assert published.is_back


def test_a_restart_leaves_an_archived_course_archived(database: Database) -> None:
    starts(database, make.a_course())
    with database.writing() as session:
        authoring.archive(session, COURSE, make.later())

    starts(database, make.a_course())

    assert newest(database).is_archived
    assert count(database, CourseEditionRow) == 1


def test_a_restart_leaves_ones_own_provider_in_force(database: Database) -> None:
    starts(database, make.a_course())
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(name="Our own"), make.later())

    starts(database, make.a_course())
    # A newer version of the product, whose placeholder reads otherwise.
    starts(database, make.a_course(), provider=make.a_provider(name="Your name here"))

    assert in_force(database) == "Our own"
    assert count(database, ProviderEditionRow) == 2


def test_a_provider_published_before_the_first_start_stays_in_force(database: Database) -> None:
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(name="Our own"), make.START)

    starts(database, make.a_course())

    assert in_force(database) == "Our own"


def test_a_restart_does_not_bring_an_older_edition_back(database: Database) -> None:
    starts(database, make.a_course())
    publishes(database, reworded(make.a_course()), "second")

    restarted = starts(database, make.a_course())

    assert restarted.edition is None
    assert newest(database).number == 2


def test_a_newer_version_of_the_product_brings_its_newer_course(database: Database) -> None:
    starts(database, make.a_course())

    upgraded = starts(database, reworded(make.a_course()), "second")

    assert upgraded.edition is not None
    assert (upgraded.edition.number, upgraded.edition.change) == (2, Change.EDITORIAL)


def test_a_newer_shipped_course_stays_archived_until_it_is_published(database: Database) -> None:
    starts(database, make.a_course())
    with database.writing() as session:
        authoring.archive(session, COURSE, make.later())

    starts(database, reworded(make.a_course()), "second")
    assert (newest(database).number, newest(database).is_archived) == (2, True)

    publishes(database, reworded(make.a_course()), "second")
    assert (newest(database).number, newest(database).is_archived) == (2, False)
