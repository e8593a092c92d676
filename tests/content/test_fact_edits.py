"""The head of course.md as values: what changes is written, and every other line stays."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.course_facts import FACTS, value_problems
from lms.content.course_page import read_course_page
from lms.content.example import example
from lms.content.fact_edits import SINGLE, InBraces, NoFacts, Values, read_values, with_values
from lms.content.names import COURSE
from lms.content.pages import open_page
from lms.content.problems import Fix
from lms.content.write import with_fixes
from tests.content import good_course

NOW = date(2026, 11, 1)
PAGE = good_course.COURSE.replace("pass mark: 80%", "pass mark: 80%   # for all").replace(
    "attempts: 3\n", "# a comment\nattempts: 3\nown key: stays\n"
)

FULL = {
    **read_values(good_course.COURSE).single,
    "approved_title": "Foundations of It",
    "support": "A foundation",
    "valid_for": "24 months",
}


def changed_lines(before: str, after: str) -> set[str]:
    return set(before.split("\n")) ^ set(after.split("\n"))


def single(**facts: str) -> Values:
    values = read_values(PAGE)
    return replace(values, single={**values.single, **facts})


def test_what_does_not_change_is_written_as_it_was() -> None:
    assert with_values(PAGE, read_values(PAGE)) == PAGE


@pytest.mark.parametrize(
    ("name", "said", "line"),
    [
        ("title", "Ethics: a course", 'title: "Ethics: a course"'),
        ("title", "No", 'title: "No"'),
        ("title", 'Say "yes" \\ no', 'title: Say "yes" \\ no'),
        ("audience", "- all", 'audience: "- all"'),
        ("pass_mark", "90%", "pass mark: 90%   # for all"),
        ("credit_difficulty", "2.5", "  difficulty: 2.5"),
        ("approved_title", "Foundations of It", "approved title: Foundations of It"),
        ("valid_for", "24 months", "valid for: 24 months"),
    ],
)
def test_a_value_is_one_line(name: str, said: str, line: str) -> None:
    page = with_values(PAGE, single(**{name: said}))

    assert line in page.split("\n")
    assert len(changed_lines(PAGE, page)) <= 2
    assert read_values(page).single[name] == said


def test_an_optional_value_that_is_emptied_leaves_no_line() -> None:
    with_support = with_values(PAGE, single(support="A foundation"))

    assert (
        with_values(with_support, replace(read_values(with_support), single=single().single))
        == PAGE
    )


def test_lists_change_by_their_rows() -> None:
    values = read_values(PAGE)
    authors = (("Cleo Ray", "PhD", values.authors[0][2]), ("Ben: O.", "MD", "None."), ("", "", ""))
    objectives = (("O1", ""), ("O2", "Explain the frame"))

    page = with_values(PAGE, replace(values, authors=authors, objectives=objectives))

    assert read_values(page).authors == authors[:2]
    assert read_values(page).objectives == objectives[1:]
    assert "    credentials: PhD\n" in page
    assert '  - name: "Ben: O."\n    credentials: MD\n    disclosure: None.\n' in page
    assert "# a comment\nattempts: 3\nown key: stays\n" in page


def braced() -> str:
    """A page with an author in braces, with keys that no form asks for, and with comments."""
    values = read_values(PAGE)
    name, credentials, disclosure = values.authors[0]
    start = PAGE.index("authors:")
    end = start + PAGE[start:].index("objectives:")
    return (
        PAGE[:start]
        + "authors:  # in the order of the work\n"
        + f"  - name: {name}\n    credentials: {credentials}\n    disclosure: {disclosure}\n"
        + "    orcid: 0000-0001\n"
        + "  # joined later\n"
        + "  - {name: Ada Lund, credentials: MD, disclosure: None., orcid: 0000-0002}  # too\n"
        + PAGE[end:]
    )


def test_a_row_more_is_lines_more_whatever_stands_in_the_others() -> None:
    page = braced()
    values = read_values(page)

    more = with_values(page, replace(values, authors=(*values.authors, ("Ben", "MD", "None."))))

    added = "  - name: Ben\n    credentials: MD\n    disclosure: None.\n"
    assert more.replace(added, "") == page
    assert read_values(more).authors[2] == ("Ben", "MD", "None.")


def test_a_value_in_braces_changes_in_its_place_and_its_row_can_be_taken_out() -> None:
    page = braced()
    values = read_values(page)
    first, (name, _, disclosure) = values.authors

    changed = with_values(page, replace(values, authors=(first, (name, "PhD, MD", disclosure))))
    gone = with_values(page, replace(values, authors=(first, ("", "", ""))))

    assert changed == page.replace("credentials: MD", 'credentials: "PhD, MD"')
    assert "Ada Lund" not in gone
    assert "  # joined later\n" in gone


@pytest.mark.parametrize(
    ("authors", "rows"),
    [
        ("\n  - {name: Ada}", (("Ada", "MD", ""),)),
        (" [{name: Ada, credentials: MD}]", (("Ada", "MD", ""), ("Ben", "MD", ""))),
        (" [{name: Ada}, {name: Ben}]", (("Ada", "", ""), ("", "", ""))),
        ("\n  - Ada", (("Ada", "", ""),)),
    ],
)
def test_what_would_be_lost_in_braces_is_left_to_its_author(
    authors: str, rows: tuple[tuple[str, ...], ...]
) -> None:
    page = f"---\ntitle: T\nauthors:{authors}\n---\n"

    with pytest.raises(InBraces):
        with_values(page, replace(read_values(page), authors=rows))


@pytest.mark.parametrize("nobody", ["", " []", "  # nobody yet", " []  # nobody yet"])
def test_the_first_row_of_a_list_keeps_the_comment_behind_its_key(nobody: str) -> None:
    page = f"---\nauthors:{nobody}\ntitle: T\n---\n"

    written = with_values(page, replace(read_values(page), authors=(("Ada", "MD", "None."),)))

    assert ("# nobody yet\n" in written) == ("#" in nobody)
    assert read_values(written).authors == (("Ada", "MD", "None."),)
    assert "title: T\n" in written


def test_a_list_that_is_none_is_not_written_over() -> None:
    page = "---\nauthors: Ada\n---\n"

    with pytest.raises(NoFacts):
        with_values(page, replace(read_values(page), authors=(("Ben", "MD", "None."),)))


def test_areas_and_minutes_are_written_on_their_lines() -> None:
    page = with_values(
        PAGE, replace(read_values(PAGE), areas="a 50%, q 50%", pilot_minutes="9, 11")
    )

    assert changed_lines(PAGE, page) == {
        "areas: {a: 60%, p: 40%}",
        "areas: {a: 50%, q: 50%}",
        "  pilot minutes: [9, 11]",
    }


@pytest.mark.parametrize("page", ["", "# no head", "---\ntitle: [\n---\n", "---\n{a: b}\n---\n"])
def test_a_head_that_cannot_be_read_has_no_facts(page: str) -> None:
    with pytest.raises(NoFacts):
        read_values(page)


@given(
    st.sampled_from(sorted(SINGLE)),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30),
)
def test_whatever_is_typed_comes_out_as_it_went_in_or_is_refused(name: str, typed: str) -> None:
    said = " ".join(typed.split())
    try:
        page = with_values(PAGE, single(**{name: said}))
    except NoFacts:
        return

    values = read_values(page)
    assert values.single[name] == said
    assert {**values.single, name: ""} == {**read_values(PAGE).single, name: ""}
    assert page.partition("\n---\n")[2] == PAGE.partition("\n---\n")[2]


# -- the same definitions as the checks ------------------------------------------------


def codes_without(keys: tuple[str, ...]) -> set[str]:
    """What the checks find in the example's page with one key of it left out."""
    files = {it.path: it.content for it in example("Title", "Author", NOW)}
    lines = files[COURSE].decode().split("\n")
    at = next(i for i, line in enumerate(lines, 1) if line.strip().startswith(f"{keys[-1]}:"))
    page = open_page(COURSE, with_fixes(files[COURSE], [Fix(at, at, ("# gone",), "")])[0])
    read_course_page(page)
    return {it.code for it in page.findings.problems}


@pytest.mark.parametrize("fact", [it for it in FACTS if it.is_needed], ids=lambda it: it.name)
def test_what_a_form_asks_for_is_what_the_checks_miss(fact) -> None:
    assert "missing-key" in codes_without(fact.keys)
    assert set(value_problems({**FULL, fact.name: ""})) == {fact.name}


def test_every_fact_is_a_key_that_the_checks_know() -> None:
    page = open_page(COURSE, with_values(PAGE, replace(single(), single=FULL)).encode())
    read_course_page(page)

    assert [it.message for it in page.findings.problems] == ["The course has no key “own key”."]
    assert value_problems(FULL) == {}
    assert {fact.name for fact in FACTS} == set(SINGLE)


def test_a_value_is_refused_in_the_words_of_the_checks() -> None:
    assert value_problems({**FULL, "released": "2026-02-30"}) == {
        "released": "There is no day 2026-02-30 in the calendar. Correct the month or the day."
    }
