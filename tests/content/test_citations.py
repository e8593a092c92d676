"""references.json: what is read from it, and what is said about what cannot be read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.citations import Cited, Name, Work, read_citation, read_works
from lms.content.problems import Severity

KAPLAN = {
    "id": "kaplan1974",
    "type": "book",
    "title": "The New Sex Therapy",
    "author": [{"family": "Kaplan", "given": "Helen Singer"}],
    "issued": {"date-parts": [[1974]]},
    "publisher": "Brunner/Mazel",
}


def read(*entries: object) -> tuple[dict[str, Work], list[tuple[str, int]]]:
    """The works, and each problem as its code and line."""
    content = json.dumps(list(entries), indent=1).encode()
    works, problems = read_works("c/references.json", content)
    return works, [(problem.code, problem.line) for problem in problems]


def test_a_work_is_read_with_the_line_of_its_id():
    works, problems = read(KAPLAN)

    assert problems == []
    assert works == {
        "kaplan1974": Work(
            key="kaplan1974",
            line=3,
            type="book",
            title="The New Sex Therapy",
            authors=(Name("Kaplan", "Helen Singer"),),
            date=("1974",),
            publisher="Brunner/Mazel",
        )
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"id": None}, "reference-without-id"),
        ({"id": ""}, "reference-without-id"),
        ({"id": "two words"}, "bad-reference-id"),
        ({"id": '"><script>'}, "bad-reference-id"),
        ({"type": "artcle-journal"}, "unknown-reference-type"),
        ({"type": None}, "unknown-reference-type"),
        ({"type": ["book"]}, "unknown-reference-type"),
        ({"title": " "}, "reference-without-title"),
        ({"title": {"text": "x"}}, "reference-without-title"),
    ],
)
def test_a_work_that_cannot_be_used_is_a_problem_and_hides_no_other(
    changes: dict[str, object], code: str
):
    works, problems = read({**KAPLAN, **changes}, {**KAPLAN, "id": "other"})

    assert [found for found, _ in problems] == [code]
    assert list(works) == ["other"]


def test_the_second_of_two_equal_ids_is_a_problem_that_names_the_first():
    content = json.dumps([KAPLAN, {**KAPLAN, "title": "Another"}], indent=1).encode()

    works, problems = read_works("references.json", content)

    assert works["kaplan1974"].title == "The New Sex Therapy"
    assert problems[0].code == "duplicate-reference"
    assert "line 3" in problems[0].message
    assert problems[0].line > 3


def test_numbers_stay_the_text_that_stands_there():
    content = b'[{"id": 7, "type": "book", "title": "x", "volume": 014, "issue": 1e9}]'
    content = content.replace(b"014", b"9" * 5000)

    works, problems = read_works("references.json", content)

    assert problems == ()
    assert works["7"].volume == "9" * 5000
    assert works["7"].issue == "1e9"


def test_what_is_no_object_is_a_problem():
    works, problems = read("kaplan1974", 7, None, [KAPLAN], KAPLAN)

    assert [code for code, _ in problems] == ["bad-reference"] * 4
    assert list(works) == ["kaplan1974"]


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"", 1, 1),
        (b"{}", 1, 1),
        (b'"works"', 1, 1),
        (b'[\n {"id": "a",}\n]', 2, 13),
        (b'[\n {"id": "a"}\n {"id": "b"}\n]', 3, 2),
        (b"[\n1, 2", 2, 5),
        (b"[\n1, 2\n\n", 2, 5),
        (b"[] trailing", 1, 4),
        (b"[" * 100_000, 1, 1),
    ],
)
def test_what_is_no_list_in_json_is_a_problem_with_its_place(
    content: bytes, line: int, column: int
):
    works, problems = read_works("references.json", content)

    assert works == {}
    assert (problems[-1].line, problems[-1].column) == (line, column)
    assert problems[-1].code == "bad-references"
    assert problems[-1].severity is Severity.ERROR


def test_bytes_that_are_not_utf8_are_a_problem_with_their_line():
    works, problems = read_works("references.json", b'[\n{"id": "caf\xe9"}]')

    assert works == {}
    assert [(problem.code, problem.line) for problem in problems] == [("not-utf8", 2)]


def test_works_before_a_mistake_in_the_json_are_kept():
    content = json.dumps([KAPLAN])[:-1].encode() + b", {oops}]"

    works, problems = read_works("references.json", content)

    assert list(works) == ["kaplan1974"]
    assert [problem.code for problem in problems] == ["bad-references"]


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2020, 5, 1]]}, ("2020", "5", "1")),
        ({"date-parts": [["2020"]]}, ("2020",)),
        ({"date-parts": []}, ()),
        ({"date-parts": [[None]]}, ()),
        ({"raw": "2019-05-01"}, ("2019",)),
        ({"literal": "in press"}, ("in press",)),
        ("2020", ()),
        (None, ()),
    ],
)
def test_a_date_is_read_in_each_of_the_ways_csl_writes_it(issued: object, date: tuple[str, ...]):
    works, _ = read({**KAPLAN, "issued": issued})

    assert works["kaplan1974"].date == date


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ({"family": "O'Driscoll", "given": "Ciarán"}, Name("O’Driscoll", "Ciarán")),
        ({"literal": "World Health Organization"}, Name("World Health Organization")),
        (
            {"family": "Beauvoir", "given": "Simone", "dropping-particle": "de"},
            Name("Beauvoir", "Simone de"),
        ),
        ({"family": "Lankveld", "non-dropping-particle": "van"}, Name("van Lankveld")),
        ({"family": "King", "given": "M. L.", "suffix": "Jr."}, Name("King", "M. L.", "Jr.")),
        ({"given": "Madonna"}, Name("Madonna")),
    ],
)
def test_a_name_is_read_with_its_particles(written: object, name: Name):
    works, _ = read({**KAPLAN, "author": [written, {}, "x", None, {"family": 7.5}]})

    assert works["kaplan1974"].authors[0] == name


def test_invisible_characters_are_left_out_of_every_field():
    works, _ = read({**KAPLAN, "title": "Private \ue001\ue011\ue000 use\n\tand\u0085 breaks\x00"})

    assert works["kaplan1974"].title == "Private use and breaks"


@pytest.mark.parametrize(
    ("brackets", "works"),
    [
        ("@a", (Cited("a", ""),)),
        ("@a; @b, p. 12", (Cited("a", ""), Cited("b", "p. 12"))),
        (" @a ,  pp.\n12-14, table 2 ", (Cited("a", "pp. 12-14, table 2"),)),
        ("@smith:2020.a-b", (Cited("smith:2020.a-b", ""),)),
        ("see @a", ()),
        ("@a; and b", ()),
        ("@", ()),
        ("@a b", ()),
        ("@a;", ()),
        ("@-a", ()),
        ("a@example.org", ()),
    ],
)
def test_citations_are_read_whole_or_not_at_all(brackets: str, works: tuple[Cited, ...]):
    assert read_citation(brackets) == works


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "title", "author", "family", "issued", "date-parts", "DOI"]
            )
            | st.text(max_size=5),
            inside,
            max_size=6,
        )
    ),
    max_leaves=30,
)


@given(JSON)
def test_reading_works_never_raises_whatever_the_json(value: object):
    read_works("references.json", json.dumps(value).encode())


@given(st.binary(max_size=200))
def test_reading_works_never_raises_whatever_the_bytes(content: bytes):
    read_works("references.json", content)
