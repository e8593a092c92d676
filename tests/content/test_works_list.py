"""The list of works, changed entry by entry; and which of its works seem to be one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.citations import Name, Work, read_works
from lms.content.disk import load_file
from lms.content.names import WORKS
from lms.content.problems import Problem
from lms.content.works_list import (
    EMPTY,
    ListUnreadable,
    added,
    alike,
    key_for,
    listed_alone,
    without,
    work_of,
)
from lms.content.works_pasted import fit, read_csl
from lms.domain.courses import SourceFile
from lms.paths import shipped_courses_folder

NEW = {"id": "new2026", "type": "book", "title": "Nëw", "author": [{"family": "A"}]}


def work(key: str, title: str = "A title", **fields: object) -> Work:
    return Work(key, 1, "book", title, **fields)


def shipped() -> list[bytes]:
    paths = sorted(shipped_courses_folder().glob(f"*/{WORKS}"))
    files = [load_file(path, WORKS) for path in paths]
    return [it.content for it in files if isinstance(it, SourceFile)]


# -- which seem to be one ----------------------------------------------------------

HALL = (Name("Hall", "K. S. K."),)
CASES = [
    ("one DOI", work("a", "One", doi="10.1/x"), work("b", "Two", doi="10.1/X"), True),
    ("another DOI", work("a", "One", doi="10.1/x"), work("b", "Two", doi="10.1/y"), False),
    (
        "one title, year and author, marks and case apart",
        work("a", "Sex—therapy: <i>Principles</i>", authors=HALL, date=("2020",)),
        work("b", "Sex-Therapy, principles.", authors=(Name("HALL", "Kathryn"),), date=("2020",)),
        True,
    ),
    (
        "accents",
        work("a", "Über Sexualität", authors=(Name("Bőthe", "B."),), date=("2020",)),
        work("b", "Uber Sexualitat", authors=(Name("Bothe", "B."),), date=("2020",)),
        True,
    ),
    (
        "another year",
        work("a", authors=HALL, date=("2020",)),
        work("b", authors=HALL, date=("2007",)),
        False,
    ),
    (
        "another author",
        work("a", authors=HALL, date=("2020",)),
        work("b", authors=(Name("Binik", "Y."),), date=("2020",)),
        False,
    ),
    ("one title of nobody and no year", work("a"), work("b"), True),
]


@pytest.mark.parametrize(("one", "other", "is_one"), [it[1:] for it in CASES], ids=str)
def test_works_seem_to_be_one(one: Work, other: Work, is_one: bool) -> None:
    assert [it.keys for it in alike([one, other])] == ([("a", "b")] if is_one else [])


def test_no_shipped_course_has_a_work_twice() -> None:
    for content in shipped():
        works, _ = read_works(WORKS, content)
        assert alike(works.values()) == ()


# -- keys --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_work", "taken", "key"),
    [
        (work("", authors=(Name("Masters", "W."),), date=("1970",)), (), "masters1970"),
        (work("", authors=(Name("Bőthe", "B."),), date=("2020",)), (), "bothe2020"),
        (work("", authors=(Name("Del Re", "A. C."),), date=("2018",)), (), "delre2018"),
        (work("", authors=(Name("World Health Organization"),), date=("2006",)), (), "who2006"),
        (work("", authors=(Name("Veterans Affairs"),), date=("2006",)), (), "veteransaffairs2006"),
        (work("", authors=HALL, date=("2020",)), ("hall2020",), "hall2020b"),
        (work("", authors=HALL, date=("2020",)), ("Hall2020", "hall2020b"), "hall2020c"),
        (work("", "The touch policy", authors=(Name("Able Bee Corp"),)), (), "abctouch"),
        (work("", "A guide to care", date=("2020",)), (), "guide2020"),
        (work("", authors=(Name("李", "明"),), date=("2020",)), (), "李2020"),
        (work("", "!", authors=()), (), "work"),
    ],
)
def test_a_key_follows_the_convention_and_is_nobody_elses(
    given_work: Work, taken: tuple[str, ...], key: str
) -> None:
    assert key_for(given_work, taken) == key


def test_there_is_always_a_further_key() -> None:
    taken: list[str] = []
    for _ in range(60):
        taken.append(key_for(work("", authors=HALL, date=("2020",)), taken))

    assert len(set(taken)) == 60
    assert all(isinstance(work_of({"type": "book", "title": "x"}, it), Work) for it in taken)


# -- changing the list -------------------------------------------------------------


def test_an_entry_more_is_written_as_those_before_it() -> None:
    for content in shipped():
        more = added(content, [NEW])

        assert more.startswith(content[: content.rindex(b"\n]")])
        assert more.endswith(b" ]\n }\n]\n") or more.endswith(b'"\n   }\n  ]\n }\n]\n')
        assert without(more, "new2026") == content
        assert list(read_works(WORKS, more)[0])[-1] == "new2026"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (EMPTY, b'[\n {\n  "id": "a"\n }\n]\n'),
        (b"[ ]", b'[\n {\n  "id": "a"\n }\n]'),
        (b'[{"id": "x"}]', b'[{"id": "x"},{"id": "a"}]'),
        (b'[\n    {"id": "x"}\n]', b'[\n    {"id": "x"},\n    {"id": "a"}\n]'),
        (b'[\r\n{\r\n\t"id": 1\r\n}]', b'[\r\n{\r\n\t"id": 1\r\n},\r\n{\r\n\t"id": "a"\r\n}]'),
        (b'\xef\xbb\xbf[{"id": "x"}] ', b'\xef\xbb\xbf[{"id": "x"},{"id": "a"}] '),
    ],
)
def test_all_else_keeps_every_byte(before: bytes, after: bytes) -> None:
    assert added(before, [{"id": "a"}]) == after
    assert without(after, "b") == after
    assert json.loads(without(after, "a")) == json.loads(before.decode("utf-8-sig"))


@given(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1), st.data())
def test_whatever_is_taken_out_the_others_stay_as_they_stand(
    keys: list[str], data: st.DataObject
) -> None:
    pad = st.sampled_from(["", " ", "\n ", "\r\n\t"])
    pieces = [f'{data.draw(pad)}{{"id": "{key}", "n": [1,  2]}}{data.draw(pad)}' for key in keys]
    content = f"[{','.join(pieces)}]".encode()
    key = data.draw(st.sampled_from(keys))

    rest = without(content, key)

    assert [it["id"] for it in json.loads(rest)] == [it for it in keys if it != key]
    for each in keys:
        assert (f'{{"id": "{each}", "n": [1,  2]}}'.encode() in rest) == (each != key)


@pytest.mark.parametrize("broken", [b"", b"{}", b"[", b"[{]", b"\xff[]", b"[" * 100_000])
def test_a_list_that_cannot_be_read_is_not_changed(broken: bytes) -> None:
    with pytest.raises(ListUnreadable, match=r"references\.json"):
        added(broken, [NEW])


# -- a paste -----------------------------------------------------------------------


def test_only_what_the_list_has_room_for_is_kept() -> None:
    [pasted] = read_csl(
        '{"id": "zotero:1", "type": "book", "title": " A\\n title\\u0000", "volume": 3,\n'
        '"author": [{"family": "Hall", "given": "K.", "ORCID": "x"}, 7], "abstract": "…",\n'
        '"issued": {"date-parts": [["2020", 5, {}]]}, "DOI": "https://doi.org/10.1/x",\n'
        '"edition": {"no": "text"}, "note": ""}'
    )
    clean = fit(pasted.fields or {})

    assert (pasted.line, pasted.name) == (1, "zotero:1")
    assert clean.fields == {
        "type": "book",
        "title": "A title",
        "author": [{"family": "Hall", "given": "K."}],
        "issued": {"date-parts": [[2020, 5]]},
        "volume": "3",
        "DOI": "10.1/x",
    }
    assert clean.left_out == ("abstract", "edition")


def test_a_work_without_a_title_is_a_problem_and_no_work() -> None:
    found = work_of({"type": "book"}, "a")

    assert isinstance(found, Problem)
    assert found.message == '"a" has no title.'


def test_a_work_alone_is_shown_without_links() -> None:
    shown = listed_alone(work("a", "Sex <b> & therapy", doi="10.1/x", date=("2020",)))

    assert shown == "<i>Sex &lt;b&gt; &amp; therapy</i>. (2020). doi.org/10.1/x"
