"""Works and facts that change, as learners and authors know them rather than as their files do."""

from lms.content.fact_changes import FactChange, fact_changes
from lms.content.uses import alternatives_at
from lms.content.works_changes import work_changes
from lms.domain.courses import SourceFile
from tests.content.good_course import COURSE, REFERENCES
from tests.domain.alike import half_in_common

HALL = '{"id": "hall2020", "type": "book", "title": "Principles"}'
ORR = (
    '{"id": "orr2021", "type": "book", "title": "Maps & <b>plans</b>", '
    '"author": [{"family": "Orr", "given": "Ida"}], "issued": {"date-parts": [[2021]]}}'
)


def a_list(*works: str) -> bytes:
    return f"[{','.join(works)}]".encode()


# -- works -------------------------------------------------------------------------


def test_a_work_that_came_or_went_is_shown_as_an_entry_of_the_list() -> None:
    [came] = work_changes(REFERENCES.encode(), a_list(HALL, ORR))
    [went] = work_changes(a_list(HALL, ORR), REFERENCES.encode())

    assert (came.key, came.what) == ("orr2021", "added")
    assert (went.key, went.what) == ("orr2021", "removed")
    assert came.html.startswith("<ins>Orr, I. (2021).")
    assert went.html.startswith("<del>Orr, I. (2021).")
    assert "{" not in came.html


def test_words_of_a_work_that_changed_are_marked_where_they_stand() -> None:
    [change] = work_changes(a_list(HALL), a_list(HALL.replace("Principles", "Practice")))

    assert change.what == "changed"
    assert "<ins><i>Practice</i></ins>" in change.html
    assert "<del><i>Principles</i></del>" in change.html


def test_a_work_whose_letter_changes_by_another_one_is_told_of_too() -> None:
    second = ORR.replace("orr2021", "orr2021b").replace("Maps", "Atlas")

    changes = work_changes(a_list(ORR), a_list(ORR, second))

    assert {it.key: it.what for it in changes} == {"orr2021": "changed", "orr2021b": "added"}


def test_works_are_compared_by_words_only_as_long_as_one_page_has_time() -> None:
    titles = (" ".join(it.replace(" ", "") for it in side) for side in half_in_common(3_200))
    before, after = (f'{{"id": "long", "type": "book", "title": "{it}"}}' for it in titles)
    practice = HALL.replace("Principles", "Principles and practice")

    [_, change] = work_changes(a_list(before, HALL), a_list(after, practice))

    assert change.html == f"<del>{change.before}</del><ins>{change.after}</ins>"
    assert work_changes(a_list(HALL), a_list(practice))[0].html != change.html


def test_what_reads_alike_is_no_change() -> None:
    assert work_changes(a_list(HALL), REFERENCES.encode()) == ()
    assert work_changes(b"", b"[]") == ()


def test_of_a_list_that_cannot_be_read_whole_no_work_is_called_removed() -> None:
    assert work_changes(a_list(HALL, ORR), a_list(HALL, "3")) == ()
    assert work_changes(a_list(HALL, ORR), b"[{") == ()
    assert work_changes(b"\xff", a_list(HALL)) == ()


def test_an_entry_brings_no_markup_of_its_own() -> None:
    hostile = HALL.replace("Principles", "<script>alert(1)</script><img src=x onerror=y>")

    [change] = work_changes(b"", a_list(hostile))

    assert "<script" not in change.html
    assert "<img" not in change.html


# -- facts -------------------------------------------------------------------------


def test_each_fact_that_says_something_else_stands_under_its_name() -> None:
    after = (
        COURSE.replace("pass mark: 80%", "pass mark: 75%")
        .replace("difficulty: 3", "difficulty: 4")
        .replace("areas: {a: 60%, p: 40%}", "areas: {a: 100%}")
        .replace("Distinguish sex therapy", "Tell sex therapy")
        .replace("expires: 2029-10-31\n", "expires: 2029-10-31\nvalid for: 24 months\n")
    )

    assert fact_changes(COURSE, after) == (
        FactChange("Credit, difficulty", "3", "4"),
        FactChange("Pass mark", "80%", "75%"),
        FactChange("Certificates are valid for", "", "24 months"),
        FactChange("Core knowledge areas", "a 60%, p 40%", "a 100%"),
        FactChange(
            "Objective O1",
            "Distinguish sex therapy from other services",
            "Tell sex therapy from other services",
        ),
    )


def test_an_author_who_came_is_told_by_name() -> None:
    more = "  - name: Ida Orr\n    credentials: MD\n    disclosure: None.\nobjectives:"

    assert fact_changes(COURSE, COURSE.replace("objectives:", more, 1)) == (
        FactChange("Author Ida Orr", "", "MD · None."),
    )


def test_authors_of_one_name_are_told_apart_and_stand_before_objectives() -> None:
    ida = "  - name: Ida Orr\n    credentials: {}\n    disclosure: None.\n"
    both = COURSE.replace("objectives:", ida.format("MD") + ida.format("PhD") + "objectives:", 1)
    after = both.replace("credentials: MD", "credentials: DO", 1)

    changed = fact_changes(both, after.replace("Distinguish sex therapy", "Tell sex therapy"))
    assert [it.label for it in changed] == ["Author Ida Orr", "Objective O1"]
    assert fact_changes(COURSE, both)[-1].label == "Author Ida Orr (2)"


def test_facts_that_stay_or_cannot_be_read_are_no_changes() -> None:
    assert fact_changes(COURSE, COURSE.replace("level: beginning", "level:   beginning")) == ()
    assert fact_changes(COURSE, COURSE.replace("authors:", "authors: [")) == ()
    assert fact_changes("Words alone.", COURSE) == ()


# -- alternative texts --------------------------------------------------------------


def test_what_pages_say_of_a_picture_is_found_once_each() -> None:
    module = "![A bench](images/a.png)\n\n![A\nbench](images/a.png) [a link](images/b.png)\n"
    quiz = "![A seat](images/a.png) ![](images/c.png)\n"
    files = (
        SourceFile("01-one.md", module.encode()),
        SourceFile("01-one.quiz.md", quiz.encode()),
        SourceFile("images/a.png", b"![No page](images/a.png)"),
    )

    assert alternatives_at(files) == {
        "images/a.png": ("A bench", "A seat"),
        "images/c.png": ("",),
    }
