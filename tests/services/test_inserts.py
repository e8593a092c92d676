"""Whatever the Insert menus offer can be put into a page, and the checks have nothing to say."""

import json

import pytest

from lms.content.names import Role
from lms.content.patterns import all_menus
from lms.content.reading import PageReading, read_page
from lms.services.inserts import MOST_OFFERED, Citable, Inserts, Placeable, list_inserts
from tests import make
from tests.content import good_course
from tests.gallery import CHECK, EVALUATION, EXAMPLES, KINDS, LATER, SCENARIO

MODULE, QUIZ = "01-what-it-is.md", "01-what-it-is.quiz.md"
# What the gallery leaves to authors, and stamps, which the editor offers at once.
# and what nobody but authors can say.
LEFT_OUT = {"no-objective", "no-explanation", "no-stamp", "unwritten-text"}
PATTERNS = {(menu.role, it.title): it for menu in all_menus() for it in menu.patterns}
PATHS = {Role.MODULE: MODULE, Role.QUIZ: QUIZ}
TITLES = {"what-it-is": "What it is", "history": "Then & [now]"}
TEXTS = {Role.MODULE: good_course.MODULE, Role.QUIZ: good_course.QUIZ}


def read(role: Role, text: str) -> PageReading:
    files = good_course.with_files({PATHS[role]: f"{TEXTS[role]}\n{text}"})
    return read_page(good_course.SLUG, files, PATHS[role])


def inserts(path: str) -> Inserts:
    files = good_course.with_files({"images/bench.png": make.PIXEL})
    return list_inserts(files, TITLES, path)


@pytest.mark.parametrize("key", [it for it in PATTERNS if it[0] in PATHS], ids=lambda it: it[1])
def test_a_pattern_has_no_problem_in_a_page_of_its_role(key: tuple[Role, str]) -> None:
    found = read(key[0], PATTERNS[key].text)

    # A quiz as a whole may have too many keys in one place by it.
    about_it = [it for it in found.problems if it.line > TEXTS[key[0]].count("\n")]
    assert [str(it) for it in about_it if it.code not in LEFT_OUT] == []
    assert found.module or found.quiz


def test_the_patterns_are_those_of_the_gallery_for_instructors() -> None:
    shown = {EXAMPLES[name] for name in (*KINDS, CHECK, LATER, SCENARIO, EVALUATION)}

    offered = {it.text for (role, _), it in PATTERNS.items() if role is not Role.MODULE}
    offered.add(PATTERNS[Role.MODULE, "A question along the way"].text)

    assert offered == shown


OFFERED = {it.title: it for menu in inserts(QUIZ).menus for it in menu.patterns}


@pytest.mark.parametrize("title", [it for it in OFFERED if OFFERED[it].text.count("### ") == 1])
def test_a_question_that_is_put_in_says_what_it_tests_and_why(title: str) -> None:
    found = read(Role.QUIZ, OFFERED[title].text)

    codes = {it.code for it in found.problems if it.line > TEXTS[Role.QUIZ].count("\n")}
    assert codes <= {"no-stamp", "unwritten-text"}


def test_works_pictures_and_modules_can_be_put_in_as_they_are_offered() -> None:
    in_module, in_quiz = inserts(MODULE), inserts(QUIZ)
    links = "\n\n".join(each.text for each in _links(in_module))
    told = " ".join(each.text for each in _links(in_quiz))
    question = EXAMPLES["reflection"].rstrip("\n") + f"\n\n**Explanation:** {told}\n"

    found = read(Role.MODULE, links).problems + read(Role.QUIZ, question).problems

    assert [str(it) for it in found if it.code not in LEFT_OUT] == []
    assert [it.text for it in in_module.works] == ["[@hall2020]"]
    assert [(it.text, it.picture) for it in in_module.pictures] == [
        ("![A bench in a park](images/bench.png)", "bench.png")
    ]
    assert [it.text for it in in_module.modules] == ["[Then & now](02-history.md)"]
    assert in_quiz.modules[0].text == "[What it is](01-what-it-is.md)"


def test_a_picture_is_offered_with_what_its_author_just_said_of_it() -> None:
    files = good_course.with_files({"images/new.png": make.PIXEL, "images/bare.png": make.PIXEL})

    offered = list_inserts(files, {}, MODULE, {"images/new.png": "A [new] path"}).pictures

    assert {it.picture: it.text for it in offered} == {
        "bare.png": "![Say what it shows](images/bare.png)",
        "bench.png": "![A bench in a park](images/bench.png)",
        "new.png": r"![A \[new\] path](images/new.png)",
    }


def _links(offered: Inserts) -> list[Citable | Placeable]:
    return [*offered.works, *offered.pictures, *offered.modules]


def test_a_work_is_offered_with_its_authors_its_year_and_its_title() -> None:
    works = """[
      {"id": "a", "type": "book", "title": "One", "issued": {"date-parts": [[1970]]},
       "author": [{"family": "Masters"}, {"family": "Johnson"}]},
      {"id": "b", "type": "book", "title": "Two",
       "author": [{"family": "Hall"}, {"family": "Lee"}, {"family": "Moss"}]}
    ]"""

    found = list_inserts(good_course.with_files({"references.json": works}), {}, MODULE).works

    assert found == (
        Citable("[@b]", "Hall et al.", "n.d.", "Two"),
        Citable("[@a]", "Masters & Johnson", "1970", "One"),
    )


def test_a_file_that_is_no_page_is_offered_nothing() -> None:
    assert inserts("references.json").is_empty
    assert inserts("course.md").is_empty
    assert not inserts("evaluation.md").is_empty


def test_a_page_offers_so_many_works_and_says_how_many_more_there_are() -> None:
    works = [{"id": f"w{n}", "type": "book", "title": f"T {n}"} for n in range(MOST_OFFERED + 3)]
    files = good_course.with_files({"references.json": json.dumps(works).encode()})

    found = list_inserts(files, {}, MODULE)

    assert (len(found.works), found.more_works) == (MOST_OFFERED, 3)
    assert list_inserts(good_course.files(), {}, MODULE).more_works == 0
