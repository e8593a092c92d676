"""BibTeX as reference managers write it, and as nobody should."""

import logging

import pytest

from lms.exchange.bibtex import LONGEST_FIELD, is_bibtex, read_bibtex
from lms.exchange.works_found import WorksFound


def read(entry: str) -> dict[str, object]:
    """The fields of the one work in an entry that is understood."""
    found = read_bibtex(entry)
    assert not found.problems
    [work] = found.works
    return dict(work.fields)


def messages(found: WorksFound) -> list[tuple[int, str]]:
    return [(it.line, it.message) for it in found.problems]


def test_an_article_is_one_without_its_latex() -> None:
    fields = read(
        r"""
@article{masters1970,
  author = {Masters, William H. and {World Health Organization} and von der M{\"u}ller, J{\'o}zef},
  title = {Human {S}exual Response \& 50% more: \emph{A} study},
  subtitle = {Part --- two},
  journal = "J. Sex Res.",
  year = 1970, month = mar, volume = 3, number = {2}, pages = {1--12},
  doi = {10.1000/xyz\_1}, url = {https://example.org/a%20b}, urldate = {2026-11-02},
}
"""
    )

    assert fields == {
        "type": "article-journal",
        "title": "Human Sexual Response & 50% more: A study: Part — two",
        "container-title": "J. Sex Res.",
        "volume": "3",
        "issue": "2",
        "page": "1-12",
        "author": [
            {"family": "Masters", "given": "William H."},
            {"literal": "World Health Organization"},
            {"non-dropping-particle": "von der", "family": "Müller", "given": "Józef"},
        ],
        "issued": {"date-parts": [[1970, 3]]},
        "accessed": {"date-parts": [[2026, 11, 2]]},
        "DOI": "10.1000/xyz_1",
        "URL": "https://example.org/a%20b",
    }


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("@book{a, title={T}, publisher={P}, edition={2}}", {"type": "book", "edition": "2"}),
        (
            "@incollection{a, title={T}, booktitle={B}, editor={Ed, It}}",
            {
                "type": "chapter",
                "container-title": "B",
                "editor": [{"family": "Ed", "given": "It"}],
            },
        ),
        (
            "@phdthesis{a, title={T}, school={Brown}}",
            {"type": "thesis", "genre": "Doctoral dissertation", "publisher": "Brown"},
        ),
        (
            "@techreport{a, title={T}, number={7}, institution={WHO}}",
            {"type": "report", "number": "7", "publisher": "WHO"},
        ),
        (
            r"@misc{a, title={T}, howpublished={\url{https://e.org/x_y}}}",
            {"type": "webpage", "URL": "https://e.org/x_y"},
        ),
        ("@online{a, title={T}, date={2020-05-01}}", {"issued": {"date-parts": [[2020, 5, 1]]}}),
        ("@book{a, title={T}, year={in press}}", {"issued": {"literal": "in press"}}),
        ("@article{a, title={T}, eid={e12}, year={2020}}", {"number": "e12"}),
    ],
)
def test_each_type_keeps_what_is_its_own(entry: str, expected: dict[str, object]) -> None:
    assert read(entry).items() >= expected.items()


def test_what_is_not_understood_is_named_at_its_line_and_the_rest_is_read() -> None:
    found = read_bibtex(
        "@article{broken,\n  title = {no end\n@book{fine, title={Fine}}\ngarbage\n"
        "@book{fine, title={Once more}}\n@book{two, title={a}, title={b}}\n@odd{it, title={c}}\n"
        '@book{joined, title={d}, publisher = "a" # b}\n'
        "@book{many, title={e}, author={A and others}}"
    )

    assert [work.fields["title"] for work in found.works] == [
        *("Fine", "Once more", "a", "c", "d", "e"),
    ]
    assert messages(found) == [
        (1, "The entry that begins here cannot be read, so it is left out."),
        (4, "The text that begins here belongs to no entry, so it is left out."),
        (6, "The entry that begins here says a field twice; the first one counts."),
        (7, "The type @odd is not known, so the work is taken as a document."),
        (8, "The field publisher joins several strings with #, so it is left out."),
        (9, "The authors end in “and others”, so not all are named."),
    ]


def test_an_entry_that_the_parser_sets_aside_is_read_like_any_other() -> None:
    entry = "@string{j = {A Journal}}\n@article{k, author={Hall, K.}, journal=j, title={%s}}"
    found = read_bibtex(f"{entry % 'One'}\n{entry.split(chr(10))[1] % 'Two'}")

    one, two = (dict(work.fields) for work in found.works)
    assert found.problems == ()
    assert one["author"] == two["author"] == [{"family": "Hall", "given": "K."}]
    assert one["container-title"] == two["container-title"] == "A Journal"


def test_fields_without_room_are_named_and_no_file_is_read() -> None:
    [work] = read_bibtex(r"@book{a, title={\input{/etc/passwd}x}, abstract={b}, file={c}}").works

    assert (work.fields["title"], work.left_out) == ("x", ("abstract", "file"))


def test_latex_that_is_too_much_costs_its_part_alone() -> None:
    deep = r"\emph{" * 800 + "}" * 800
    found = read_bibtex(f"@book{{a, title={{T}}, publisher={{{deep}}}}}")

    assert [work.fields["title"] for work in found.works] == ["T"]
    assert [line for line, _ in messages(found)] == [1]
    long = read_bibtex(f"@book{{a, title={{T}}, publisher={{{'x' * (LONGEST_FIELD + 1)}}}}}")
    assert "more than 5,000 characters" in long.problems[0].message


def test_nothing_of_a_paste_comes_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read_bibtex("@article{secret, title = {no end")

    assert caplog.text == ""


def test_a_text_in_which_an_entry_begins_is_bibtex() -> None:
    assert is_bibtex("% by hand\n  @Book {a, title={b}}")
    assert not is_bibtex("Write to a@book.org")


def test_blank_lines_before_an_entry_are_read_once() -> None:
    """From each of them anew it would take hours, and hold up the whole server."""
    assert not is_bibtex("\n" * 2_000_000)
    assert is_bibtex("\n" * 2_000_000 + " \t@book{a,")


@pytest.mark.parametrize("pages", ["1--12", "1 - 12", "1 --- 12", " 1 – 12 "])
def test_pages_have_one_hyphen_between_them(pages: str) -> None:
    assert read(f"@article{{a, title={{T}}, pages={{{pages}}}}}")["page"] == "1-12"
