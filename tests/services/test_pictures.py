"""Pictures in the widths that screens need: made after publishing, and no files of the course."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.content.picture_files import size_of
from lms.services import authoring, jobs, pictures, reading
from lms.store import outbox
from lms.store.database import Database
from lms.store.rows import NarrowerPictureRow
from tests import make
from tests.content import good_course
from tests.pictures import a_picture
from tests.services.test_drafts import START, publishes
from tests.signing import signing_at
from tests.sittings import Learner

COURSE = good_course.SLUG
NOW = START + timedelta(hours=1)
WIDE = a_picture(1000, 40)
FILES = good_course.with_files({"images/bench.png": WIDE})


def works_off(database: Database) -> int:
    return jobs.work_off(database, signing_at("https://learn.example.org"), lambda: NOW)


def width_for(learner: Learner, width: int | None) -> int:
    """How wide the picture is that somebody is sent who asks for it in that width."""
    with learner.database.reading() as session:
        found = reading.get_picture_for(session, learner.person, COURSE, "bench.png", width)
    size = size_of(found.content)
    assert size is not None
    return size.width


def test_a_reader_is_sent_the_width_that_the_screen_asks_for(database: Database) -> None:
    publishes(database, FILES)
    ada = Learner(database, "Ada Marlowe", COURSE).enrolls()
    assert [width_for(ada, it) for it in (None, 480, 960)] == [1000, 1000, 1000]

    works_off(database)

    assert [width_for(ada, it) for it in (None, 480, 960, 7)] == [1000, 480, 960, 1000]


def test_a_course_comes_out_as_it_was_written(database: Database) -> None:
    publishes(database, FILES)
    works_off(database)

    with database.reading() as session:
        assert authoring.export(session, COURSE) == tuple(sorted(FILES, key=lambda it: it.path))


def test_what_is_made_once_is_not_made_again(database: Database) -> None:
    publishes(database, FILES)
    works_off(database)
    with database.writing() as session:
        outbox.add(session, pictures.JOB, "1", NOW)
    with database.reading() as session:
        assert pictures.list_waiting(session, 1) == ()

    assert works_off(database) == 1

    with database.reading() as session:
        rows = session.scalar(select(func.count()).select_from(NarrowerPictureRow))
    assert rows == 2


def test_a_course_without_wide_pictures_asks_for_nothing(database: Database) -> None:
    publishes(database, good_course.with_files({"images/bench.png": a_picture(480, 4)}))

    with database.reading() as session:
        assert outbox.find(session, pictures.JOB, "1") is None


@pytest.mark.parametrize("content", [make.PIXEL, WIDE[:100], b"", b"<svg/>"])
def test_nothing_is_made_of_what_is_narrow_or_no_picture(content: bytes) -> None:
    assert pictures.narrower(content) == {}
