"""A page with its changes: what a reader sees of them, and nothing that a page may not hold."""

from dataclasses import replace

from lms.content.page_changes import (
    MOST_AT_ONCE,
    MOST_IN_ALL,
    MOVED,
    Room,
    html_change,
    page_change,
)
from lms.content.reading import read_files
from lms.domain.courses import Module
from tests.content import good_course
from tests.domain.alike import half_in_common


def a_module(text: str) -> Module:
    files = good_course.files(module=text)
    course = read_files(good_course.SLUG, files).course
    assert course is not None
    return course.modules[0]


BEFORE = a_module(good_course.MODULE)


def test_a_page_that_stays_has_no_change() -> None:
    assert page_change(BEFORE, BEFORE) == ""
    assert page_change(BEFORE, replace(BEFORE, minimum_minutes=99)) == ""


def test_words_that_changed_are_marked_where_they_stand() -> None:
    changed = page_change(BEFORE, a_module(good_course.MODULE.replace("Opening", "Welcoming")))

    assert "<ins>Welcoming</ins>" in changed
    assert "<del>Opening</del>" in changed
    assert changed.count("<ins>") == 1


def test_a_changed_beginning_takes_no_title_along() -> None:
    changed = page_change(BEFORE, a_module(good_course.MODULE.replace("Opening words", "Words")))

    assert changed.startswith("<p><strong>What it is</strong></p>")


def test_sections_that_came_and_went_are_marked_whole() -> None:
    longer = a_module(good_course.MODULE + "\n## After it\n\nMore of it.\n")

    came, went = page_change(BEFORE, longer), page_change(longer, BEFORE)

    assert "<ins>After it</ins>" in came
    assert "<ins>More of it.</ins>" in came
    assert "<del>After it</del>" in went
    assert "<del>More of it.</del>" in went


def test_another_title_is_marked_too() -> None:
    changed = page_change(BEFORE, a_module(good_course.MODULE.replace("What it is", "What is it")))

    assert "<ins>" in changed.partition("</p>")[0]


def test_neither_text_brings_an_id_a_button_or_a_script() -> None:
    hostile = good_course.MODULE.replace(
        "Opening words.", "Opening <script>alert(1)</script> words[^1].\n\n[^1]: A note."
    )

    for changed in (page_change(BEFORE, a_module(hostile)), page_change(a_module(hostile), BEFORE)):
        assert "<script" not in changed
        assert " id=" not in changed
        assert "<button" not in changed
        assert "&lt;script&gt;" in changed


def test_of_a_picture_that_was_taken_out_its_words_are_shown() -> None:
    without = a_module(good_course.MODULE.replace("![A bench in a park](images/bench.png)", "It"))
    section = a_module(good_course.MODULE.partition("## At last")[0] + "## Else\n\nWords.\n")

    for after in (without, section):
        gone = page_change(BEFORE, after)
        assert "<img" not in gone
        assert "Picture: A bench in a park" in gone.partition("<del>")[2]
    assert "<ins><img " in page_change(without, BEFORE)
    silent = '<p>1 &lt; 2 <img src="/courses/a/media/a.png" alt=""></p>'
    told = "<p>1 &lt; 2 <del><em>Picture: a decoration</em></del> </p>"
    assert html_change(silent, "<p>1 &lt; 2</p>") == told


def test_where_a_link_leads_is_said_only_where_nothing_else_changed() -> None:
    plain = "<p>Read it.</p>"
    linked, elsewhere = (f'<p>Read <a href="/{to}">it</a>.</p>' for to in ("one", "two"))

    assert "Link" not in html_change(plain, f"{plain}<p>See {linked}</p>")
    assert "/two" in html_change(linked, elsewhere)


def test_sections_that_change_places_say_so() -> None:
    first, second, third = (f"## {name}\n\n{name} is said here.\n\n" for name in ("A", "B", "C"))
    opening = f"{good_course.MODULE}\n"
    before, after = (
        a_module(opening + text) for text in (first + second + third, third + first + second)
    )

    changed = page_change(before, after)

    assert changed.count(MOVED) == 1
    assert changed.index(MOVED) < changed.index("C is said") < changed.index("A is said")
    assert MOVED not in page_change(before, a_module(opening + first + third))


def test_what_is_too_much_to_compare_is_shown_whole() -> None:
    half = MOST_AT_ONCE // 2
    before, after = (f"<p>{word * half}</p>" for word in ("a ", "b "))

    assert html_change(before, after) == f"<del>{before}</del><ins>{after}</ins>"
    picture = '<p><img alt="A bench" src="images/a.png">'
    assert "<em>Picture: A bench</em>" in html_change(f"{picture}{'a ' * half}</p>", after)
    room, old = Room(), f"<p>old {'a' * half}</p>"
    small = [html_change(old, "<p>new</p>", room) for _ in range(MOST_IN_ALL // half)]
    assert "<ins>new</ins>" in small[0]
    assert small[-1] == f"<del>{old}</del><ins><p>new</p></ins>"


def test_words_that_repeat_are_compared_only_as_long_as_a_review_has_time() -> None:
    before, after = (
        f"<p>{' '.join(it.replace(' ', '') for it in side)}</p>" for side in half_in_common(3_200)
    )
    assert len(before) + len(after) < MOST_AT_ONCE
    room = Room()

    assert html_change(before, after, room) == f"<del>{before}</del><ins>{after}</ins>"
    assert html_change("<p>1</p>", "<p>2</p>", room) == "<del><p>1</p></del><ins><p>2</p></ins>"
    assert "<del>1</del>" in html_change("<p>1</p>", "<p>2</p>")
