"""RIS as databases write it, and as nobody should."""

from lms.exchange.ris import is_ris, read_ris

ARTICLE = """\
TY  - JOUR
TI  - Sexual attraction to
  clients
AU  - Pope, Kenneth S.
AU  - King, Martin Luther, Jr.
AU  - World Health Organization
PY  - 1986/02//
DA  - 1986/02/14
JO  - American Psychologist
SP  - 147
EP  - 158
VL  - 41
IS  - 2
KW  - ethics
KW  - training
DO  - 10.1037/0003-066X.41.2.147
AB  - Much text.
ER  - 
"""


def test_an_article_is_one() -> None:
    found = read_ris(ARTICLE)

    [work] = found.works
    assert found.problems == ()
    assert (work.line, work.name, work.left_out) == (1, "entry 1", ("AB",))
    assert work.fields == {
        "type": "article-journal",
        "title": "Sexual attraction to clients",
        "author": [
            {"family": "Pope", "given": "Kenneth S."},
            {"family": "King", "given": "Martin Luther", "suffix": "Jr."},
            {"literal": "World Health Organization"},
        ],
        "issued": {"date-parts": [[1986, 2, 14]]},
        "container-title": "American Psychologist",
        "page": "147-158",
        "volume": "41",
        "issue": "2",
        "keyword": "ethics; training",
        "DOI": "10.1037/0003-066X.41.2.147",
    }


def test_each_type_keeps_what_is_its_own() -> None:
    found = read_ris(
        "TY  - CHAP\nTI  - A\nT2  - Book\nA2  - Ed, It\nER  -\n\n"
        "TY  - BOOK\nBT  - B\nT2  - Series\nSN  - 978\nPY  - in press\nER  - \n"
        "TY  - RPRT\nTI  - C\nM1  - 7\nER  - \n"
        "TY  - THES\nTI  - D\nM3  - Doctoral dissertation\nER  - "
    )

    chapter, book, report, thesis = (work.fields for work in found.works)
    assert found.problems == ()
    assert (chapter["container-title"], chapter["editor"]) == (
        "Book",
        [{"family": "Ed", "given": "It"}],
    )
    assert book["title"] == "B"
    assert (book["ISBN"], book["issued"]) == ("978", {"literal": "in press"})
    assert found.works[1].left_out == ("T2",)
    assert report["number"] == "7"
    assert thesis["genre"] == "Doctoral dissertation"


def test_what_is_not_understood_is_named_at_its_line_and_the_rest_is_read() -> None:
    found = read_ris("hello\nTY  - XYZ\nT1  - One\nTY  - BOOK\nodd\nTI  - Two")

    assert [work.fields["title"] for work in found.works] == ["One", "Two"]
    assert [(it.line, it.message) for it in found.problems] == [
        (1, "This line belongs to no entry, so it is left out."),
        (2, 'The type "XYZ" is not known, so the work is taken as a document.'),
        (2, "The entry that begins here has no end."),
        (4, "The entry that begins here has no end."),
        (5, "This line belongs to no entry, so it is left out."),
    ]


def test_a_text_with_a_line_that_begins_a_record_is_ris() -> None:
    assert is_ris("\ufeffTY  - JOUR")
    assert not is_ris("TYPE - of therapy")
