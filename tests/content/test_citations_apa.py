"""Works in APA 7: in the text and in the reference list."""

import re

import pytest

from lms.content.citations import Name, Work
from lms.content.render_references import entry
from lms.content.render_works import Label, labels

DOI = "https://doi.org/"


def work(key: str = "a", type: str = "book", title: str = "A title", **fields: object) -> Work:
    return Work(key, 1, type, title, **fields)


def named(*names: str) -> tuple[Name, ...]:
    """Names as `Family, Given`; without a comma they are organizations."""
    return tuple(Name(*name.split(", ")) for name in names)


def in_text(*works: Work) -> dict[str, str]:
    """How the text names each work, in the order of the reference list."""
    found = labels({each.key: each for each in works})
    return {key: ", ".join(filter(None, [it.names, it.year])) for key, it in found.items()}


def listed(item: Work, *others: Work) -> str:
    """The work's entry, its links as their text alone."""
    label = labels({each.key: each for each in (item, *others)})[item.key]
    return re.sub(r"</?a\b[^>]*>", "", entry(item, label))


ENTRIES = [
    (
        "a journal article",
        work(
            type="article-journal",
            title="Sexual attraction to clients: the human therapist and the (sometimes) inhuman "
            "training system",
            authors=named("Pope, Kenneth S.", "Keith-Spiegel, Patricia", "Tabachnick, Barbara G."),
            date=("1986",),
            container="American Psychologist",
            volume="41",
            issue="2",
            page="147-158",
            doi="10.1037/0003-066X.41.2.147",
        ),
        "Pope, K. S., Keith-Spiegel, P., &amp; Tabachnick, B. G. (1986). Sexual attraction to "
        "clients: The human therapist and the (sometimes) inhuman training system. "
        "<i>American Psychologist, 41</i>(2), 147–158. doi.org/10.1037/0003-066X.41.2.147",
    ),
    (
        "an article with a number instead of pages",
        work(
            type="article-journal",
            title="Position statements",
            authors=named("Dewitte, Marieke"),
            date=("2021", "12"),
            container="Sexual Medicine",
            volume="9",
            issue="6",
            page="100434",
        ),
        "Dewitte, M. (2021). Position statements. <i>Sexual Medicine, 9</i>(6), Article 100434.",
    ),
    (
        "an article in an issue without a volume",
        work(
            type="article-journal",
            title="Is it so?",
            authors=named("Melnik, Tamara", "Soares, Bernardo"),
            date=("2007",),
            container="Cochrane Database of Systematic Reviews",
            issue="3",
            page="CD004825",
        ),
        "Melnik, T., &amp; Soares, B. (2007). Is it so? "
        "<i>Cochrane Database of Systematic Reviews</i>, (3), Article CD004825.",
    ),
    (
        "a magazine article",
        work(
            type="article-magazine",
            title="The inadequacy of Masters and Johnson",
            authors=named("Zilbergeld, Bernie", "Evans, Michael"),
            date=("1980", "08"),
            container="Psychology Today",
            volume="14",
        ),
        "Zilbergeld, B., &amp; Evans, M. (1980, August). The inadequacy of Masters and Johnson. "
        "<i>Psychology Today, 14</i>.",
    ),
    (
        "a book with editors and an edition",
        work(
            title="Principles and practice of sex therapy",
            editors=named("Hall, Kathryn S. K.", "Binik, Yitzchak M."),
            date=("2020",),
            publisher="Guilford Press",
            edition="6",
        ),
        "Hall, K. S. K., &amp; Binik, Y. M. (Eds.). (2020). "
        "<i>Principles and practice of sex therapy</i> (6th ed.). Guilford Press.",
    ),
    (
        "a chapter",
        work(
            type="chapter",
            title="The case",
            authors=named("Bergeron, Sophie"),
            editors=named("Hall, Kathryn S. K.", "Binik, Yitzchak M."),
            date=("2020",),
            container="Principles and practice",
            edition="3",
            page="12-34",
            publisher="Guilford Press",
        ),
        "Bergeron, S. (2020). The case. In K. S. K. Hall &amp; Y. M. Binik (Eds.), "
        "<i>Principles and practice</i> (3rd ed., pp. 12–34). Guilford Press.",
    ),
    (
        "a report of an organization that published it itself",
        work(
            type="report",
            title="Trauma-informed approach",
            authors=named("Substance Abuse and Mental Health Services Administration"),
            date=("2014",),
            publisher="SAMHSA",
            number="HHS Publication No. (SMA) 14-4884",
        ),
        "Substance Abuse and Mental Health Services Administration. (2014). "
        "<i>Trauma-informed approach</i> (HHS Publication No. (SMA) 14-4884).",
    ),
    (
        "a report by two organizations",
        work(
            type="report",
            title="Clinical practice guideline",
            authors=named("Department of Veterans Affairs", "Department of Defense"),
            date=("2023",),
            publisher="Department of Veterans Affairs and Department of Defense",
            number="7",
        ),
        "Department of Veterans Affairs &amp; Department of Defense. (2023). "
        "<i>Clinical practice guideline</i> (Report No. 7).",
    ),
    (
        "an undated page that someone has looked at",
        work(
            type="webpage",
            title="Therapy never includes sexual behavior",
            authors=named("California Department of Consumer Affairs"),
            publisher="State of California",
            url="https://www.dca.ca.gov/x/",
            seen=("2026", "11", "1"),
        ),
        "California Department of Consumer Affairs. (n.d.). <i>Therapy never includes sexual "
        "behavior</i>. State of California. Retrieved November 1, 2026, from dca.ca.gov/x",
    ),
    (
        "a law, by its title",
        work(
            type="legislation",
            title='Florida Administrative Code, rule 64B4-7.004: Use of the title "sex therapist"',
            authors=named("State of Florida"),
        ),
        "Florida Administrative Code, rule 64B4-7.004: Use of the title “sex therapist.”",
    ),
    (
        "a thesis",
        work(
            type="thesis",
            title="Desire",
            authors=named("Roe, Jane"),
            date=("2019",),
            genre="Doctoral dissertation",
            publisher="McGill University",
        ),
        "Roe, J. (2019). <i>Desire</i> [Doctoral dissertation, McGill University].",
    ),
    (
        "a work without an author, by its title",
        work(title="Standards & practice?", date=("2001",), publisher="A press"),
        "<i>Standards &amp; practice?</i> (2001). A press.",
    ),
    (
        "a data set",
        work(
            type="dataset",
            title="Natsal-3",
            authors=named("Mercer, Catherine H."),
            date=("2013",),
            publisher="UK Data Service",
        ),
        "Mercer, C. H. (2013). <i>Natsal-3</i> [Data set]. UK Data Service.",
    ),
]


@pytest.mark.parametrize(("item", "expected"), [case[1:] for case in ENTRIES], ids=lambda _: "")
def test_a_work_is_listed_as_apa_lists_its_kind(item: Work, expected: str):
    assert listed(item) == expected


def test_a_doi_is_a_link_and_goes_before_an_address():
    both = work(authors=named("Roe, Jane"), doi="10.1/a<b>", url="https://example.org")

    assert entry(both, Label("Roe", "n.d.")).endswith(
        '<a href="https://doi.org/10.1/a%3Cb%3E">doi.org/10.1/a&lt;b&gt;</a>'
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//example.org", "https://a b", 'https://"x', "ftp://x", ""]
)
def test_an_address_that_is_no_web_address_is_left_out(address: str):
    assert "<a" not in entry(work(url=address), Label("", "n.d."))


def test_everything_that_an_author_can_write_is_escaped():
    evil = '<b onclick="x">&'
    fields = dict.fromkeys(
        ("container", "volume", "issue", "page", "number", "edition", "genre", "publisher"), evil
    )
    for kind in ("book", "article-journal", "chapter", "report", "thesis", "legislation"):
        item = work(
            type=kind,
            title=evil,
            authors=(Name(evil, evil, evil),),
            editors=(Name(evil, evil),),
            date=(evil, evil, evil),
            **fields,
        )

        html = listed(item)

        assert not re.findall(r"<(?!/?i>)", html)
        assert not re.findall(r"&(?!amp;|lt;|gt;|quot;)", html)


def test_italics_within_a_title_are_kept():
    assert "<i>On <i>E. coli</i> &lt;b&gt;</i>." in listed(work(title="On <i>E. coli</i> <b>"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Kathryn S. K.", "Roe, K. S. K. (n.d.)."),
        ("Marie-Hélène", "Roe, M.-H. (n.d.)."),
        ("W. P.", "Roe, W. P. (n.d.)."),
        ("W.P.", "Roe, W. P. (n.d.)."),
        ("JP", "Roe, J. P. (n.d.)."),
        ("Simone de", "Roe, S. de. (n.d.)."),
        ("Štěpán", "Roe, Š. (n.d.)."),
        ("明", "Roe, 明. (n.d.)."),
        ("", "Roe. (n.d.)."),
    ],
)
def test_given_names_become_initials(given: str, shown: str):
    assert listed(work(authors=(Name("Roe", given),))).startswith(shown)


def test_of_more_than_twenty_authors_the_first_nineteen_and_the_last_are_listed():
    names = tuple(Name(f"N{n}", "A.") for n in range(1, 23))

    assert "N19, A., . . . N22, A. (n.d.)" in listed(work(authors=names))
    assert "N19, A., &amp; N20, A. (n.d.)" in listed(work(authors=names[:20]))


def test_two_names_stand_with_an_ampersand_and_three_become_et_al():
    found = in_text(
        work("one", authors=named("Kaplan, H."), date=("1974",)),
        work("two", authors=named("Masters, W. H.", "Johnson, V. E."), date=("1970",)),
        work("three", authors=named("Pope, K.", "Keith-Spiegel, P.", "Roe, J."), date=("1986",)),
    )

    assert found == {
        "one": "Kaplan, 1974",
        "two": "Masters & Johnson, 1970",
        "three": "Pope et al., 1986",
    }


def test_editors_stand_for_the_authors_of_a_book_and_not_of_a_chapter():
    editors = named("Hall, K.", "Binik, Y.")

    assert in_text(
        work("book", editors=editors, date=("2020",)),
        work("part", "chapter", "Of desire: a view", editors=editors, date=("2020",)),
    ) == {"book": "Hall & Binik, 2020", "part": "“Of desire”, 2020"}


def test_works_of_one_author_and_year_get_letters_by_title():
    kaplan = named("Kaplan, H.")

    found = in_text(
        work("z", title="The arousal", authors=kaplan, date=("1974",)),
        work("y", title="Zest", authors=kaplan, date=("1974",)),
        work("x", title="Zest", authors=kaplan, date=("1979",)),
        work("w", title="Undated", authors=kaplan),
        work("v", title="An undated one", authors=kaplan),
        work("u", title="Soon", authors=kaplan, date=("in press",)),
    )

    assert found == {
        "w": "Kaplan, n.d.-a",
        "v": "Kaplan, n.d.-b",
        "z": "Kaplan, 1974a",
        "y": "Kaplan, 1974b",
        "x": "Kaplan, 1979",
        "u": "Kaplan, in press",
    }


def test_a_thirtieth_work_of_a_year_still_has_a_letter_of_its_own():
    many = [
        work(f"k{n:02}", title=f"T{n:02}", date=("1974",), authors=named("K, H")) for n in range(30)
    ]

    found = in_text(*many)

    assert len(set(found.values())) == 30
    assert found["k29"] == "K, 1974dd"


def test_et_al_names_as_many_as_tell_two_works_apart():
    found = in_text(
        work("a", authors=named("Brotto, L.", "Chivers, M.", "Roe, J.", "X, Y"), date=("2016",)),
        work("b", authors=named("Brotto, L.", "Basson, R.", "Roe, J.", "X, Y"), date=("2016",)),
        work("c", authors=named("Brotto, L.", "Basson, R.", "Luria, M."), date=("2017",)),
    )

    assert found["a"] == "Brotto, Chivers, et al., 2016"
    assert found["b"] == "Brotto, Basson, et al., 2016"
    assert found["c"] == "Brotto et al., 2017"


def test_different_people_of_one_name_are_told_apart_by_their_initials():
    found = in_text(
        work("a", authors=named("Johnson, Sue M."), date=("2004",)),
        work("b", authors=named("Johnson, S."), date=("2010",)),
        work("c", authors=named("Rosen, Raymond"), date=("2000",)),
        work("d", authors=named("Rosen, Natalie O."), date=("2001",)),
    )

    assert found["a"] == "Johnson, 2004"
    assert found["c"] == "R. Rosen, 2000"
    assert found["d"] == "N. O. Rosen, 2001"


def test_an_organization_goes_by_initials_that_its_own_works_use():
    found = in_text(
        work("a", authors=named("American Psychological Association"), title="APA code"),
        work("b", authors=named("American Psychiatric Association"), title="DSM"),
        work("c", authors=(Name("Association of Sexuality, Counselors and Therapists"),)),
        work("d", authors=(Name("Association for Family Therapy"),), publisher="AFT"),
    )

    assert found["a"] == "APA, n.d."
    assert found["b"] == "American Psychiatric Association, n.d."
    assert found["c"] == "Association of Sexuality, Counselors and Therapists, n.d."
    assert found["d"] == "AFT, n.d."


def test_initials_that_two_organizations_use_stand_for_neither():
    found = in_text(
        work("a", authors=named("American Psychological Association"), title="APA code"),
        work("b", authors=named("American Psychiatric Association"), title="APA manual"),
    )

    assert not any("APA" in label for label in found.values())


def test_the_list_is_sorted_by_name_without_regard_to_accents_case_and_articles():
    found = in_text(
        work("1", authors=named("van Lankveld, J.")),
        work("2", authors=named("Özer, A.")),
        work("3", title="The middle", date=("1999",)),
        work("4", authors=named("de Vries, A.")),
        work("5", authors=named("Łukasz, A.")),
        work("6", authors=named("Brown, A.")),
        work("7", authors=named("Brown, A.", "Aaron, B.")),
        work("8", authors=named("Browne, A.")),
    )

    assert list(found) == ["6", "7", "8", "4", "5", "3", "2", "1"]
