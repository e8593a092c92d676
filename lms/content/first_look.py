"""What a course without an edition is called, and its modules, read from its page alone."""

from dataclasses import dataclass

from lms.content.course_page import read_course_page
from lms.content.lessons import file_of
from lms.content.names import COURSE, file_name
from lms.content.pages import open_page


@dataclass(frozen=True)
class Chapter:
    """A module as the outline lists it."""

    slug: str
    title: str


@dataclass(frozen=True)
class FirstLook:
    """The title, empty where there is none, and the modules of the outline."""

    title: str
    outline: tuple[Chapter, ...]


def first_look(content: bytes) -> FirstLook:
    """What the page of a course says of itself, whatever is wrong with it."""
    course = read_course_page(open_page(COURSE, content))
    listed = course.outline.modules
    return FirstLook(
        course.title, tuple(Chapter(file_name(file_of(it)).slug, it.title) for it in listed)
    )
