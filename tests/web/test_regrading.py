"""The studio's pages about corrected keys: what waits, the dry run, doing and undoing."""

import re

import pytest

from lms.content.folder import read_files
from lms.services import authoring, regrading, teaching
from lms.services.authoring import Draft
from lms.store.database import Database
from tests import make
from tests.content import good_course
from tests.personas import Ada, Cleo
from tests.queries import asked
from tests.services.test_accepting import FILES, types
from tests.services.test_regrading import STAMP, a_course, asking, publishes_again, sits
from tests.sittings import COURSE, Learner, publishes
from tests.web.looking import said
from tests.web.sheets import fields_of

HOME = f"/studio/{COURSE}"
PROPOSAL = f"{HOME}/module-1/questions/{STAMP}/regrade"
WORDS = f"/studio/{good_course.SLUG}/what-it-is/questions/w3d6"


@pytest.fixture
def teacher(cleo: Cleo, ada: Ada, database: Database) -> Cleo:
    """Cleo, who teaches a course whose key was changed after Ada and Eva had answered."""
    publishes(database, a_course(asking("First")))
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    sits(database, "Eva Lind", "First")
    sits(database, ada.person, "Second")
    publishes_again(database, a_course(asking("Second")), "key corrected")
    return cleo


def test_the_studio_lists_the_courses_and_who_is_in_them(teacher: Cleo) -> None:
    page = teacher.get("/studio/").text

    assert f'href="{HOME}"' in page
    told = {"In progress": 2, "Completed": 0, "Left": 0}
    cells = (f'<td class="num" data-words="{word}">{people}</td>' for word, people in told.items())
    assert "".join(cells) in page


def test_the_studio_says_where_a_changed_key_waits_and_for_how_many(teacher: Cleo) -> None:
    page = said(teacher.get("/studio/").text)
    teacher.post(PROPOSAL, edition=2, policy="no_change", reason="It is right as it was.")

    assert "2 attempts affected by changed keys in Foundations" in page
    assert f'href="{HOME}/regrades"' not in teacher.get("/studio/").text


def test_a_course_shows_its_learners_counts_first(teacher: Cleo) -> None:
    page = teacher.get(HOME).text

    assert page.index("In progress") < page.index("Eva Lind")
    assert "Quiz next" in page or "Module" in page


def test_a_learners_page_shows_every_module_with_its_best_score(teacher: Cleo) -> None:
    [address] = re.findall(rf'href="({HOME}/learners/[^"]+)"><bdi>Eva Lind', teacher.get(HOME).text)

    page = teacher.get(address).text

    assert "4 of 5" in page
    assert "Passed" in page


def test_a_changed_key_waits_for_a_decision(teacher: Cleo) -> None:
    page = teacher.get(f"{HOME}/regrades").text

    assert f'href="{PROPOSAL}"' in page
    assert "Question k7m2" in page


def test_the_dry_run_names_each_learner_and_each_flip(teacher: Cleo) -> None:
    page = teacher.get(f"{PROPOSAL}?policy=new_counts").text

    assert "2 attempts were asked by another key" in page
    assert page.count("Would newly fail</span>") == 1
    assert page.count("Would newly pass</span>") == 1
    assert "1 passed attempt would fail." in page


def test_an_unknown_policy_is_the_usual_one(teacher: Cleo) -> None:
    page = teacher.get(f"{PROPOSAL}?policy=a-coin").text

    assert 'value="both_count" checked' in page


def test_no_decision_is_made_by_a_policy_that_nobody_chose(teacher: Cleo) -> None:
    for policy in ("a-coin", ""):
        page = teacher.post(PROPOSAL, edition=2, policy=policy, reason="Second is right too.")

        assert page.status_code == 422
        assert "Choose what should become of the marks." in page.text
    assert (
        "No decision was made about a key of this course yet."
        in teacher.get(f"{HOME}/regrades").text
    )


def test_what_is_ordered_is_what_was_shown(teacher: Cleo, database: Database) -> None:
    page = teacher.get(f"{PROPOSAL}?policy=new_counts").text
    assert 'name="edition" value="2"' in page
    publishes_again(database, a_course(asking("Third")), "a colleague's")

    page = teacher.post(PROPOSAL, edition=2, policy="new_counts", reason="Second is right.")

    assert page.status_code == 422
    assert "Another edition of this course was published meanwhile" in page.text
    assert "Second is right." in page.text
    assert 'name="edition" value="3"' in page.text


def test_a_decision_taken_on_a_page_that_a_colleagues_made_untrue_is_shown_anew(
    teacher: Cleo, database: Database
) -> None:
    teacher.get(f"{PROPOSAL}?policy=new_counts")
    mine = fields_of(teacher.page.text, PROPOSAL, reason="Second is right, and not First.")
    teacher.post(PROPOSAL, edition=2, policy="full_credit", reason="It was unclear.")

    page = teacher.post(PROPOSAL, mine)

    assert page.status_code == 422
    told = said(page.text)
    assert "made or undone meanwhile, so yours was not kept." in told
    assert "Full credit to everybody who was asked. It is in force." in told
    assert "Second is right, and not First.</textarea>" in page.text
    assert 'value="new_counts" checked' in page.text
    assert said(teacher.get(f"{HOME}/regrades").text).count("In force") == 1
    teacher.post(PROPOSAL, fields_of(page.text, PROPOSAL, reason="Second is right."))
    assert "Second is right." in teacher.follows().text


def test_a_question_that_was_taken_out_is_listed_and_credited(
    teacher: Cleo, database: Database
) -> None:
    publishes_again(database, a_course(), "taken out")
    assert "Not asked any more" in teacher.get(f"{HOME}/regrades").text

    page = teacher.get(PROPOSAL).text

    assert "2 attempts were asked this question" in page
    assert 'value="new_counts"' not in page
    teacher.post(PROPOSAL, edition=3, policy="full_credit", reason="It was unclear.")
    assert "1 mark changed." in teacher.follows().text


def test_a_decision_is_applied_shown_and_undone(teacher: Cleo) -> None:
    teacher.post(PROPOSAL, edition=2, policy="both_count", reason="Second is right too.")
    done = teacher.follows().text
    assert "1 mark changed." in done
    assert "Second is right too." in done
    address = teacher.page.request.path

    teacher.post(f"{address}/undo", reason="It was not.")

    assert "Undone on" in teacher.follows().text
    assert f'href="{PROPOSAL}"' in teacher.get(f"{HOME}/regrades").text


def test_a_decision_needs_a_reason_and_what_was_chosen_stays(teacher: Cleo) -> None:
    page = teacher.post(PROPOSAL, edition=2, policy="full_credit", reason="  ")

    assert page.status_code == 422
    assert "Say why, in a sentence that the learners read." in page.text
    assert 'value="full_credit" checked' in page.text


def test_ds04_a_decision_that_is_sent_twice_is_one(teacher: Cleo) -> None:
    teacher.get(PROPOSAL)
    key = re.findall(r'name="once" value="([^"]+)"', teacher.page.text)[0]

    for _ in range(2):
        teacher.post(PROPOSAL, edition=2, policy="both_count", reason="Twice.", once=key)

    page = teacher.get(f"{HOME}/regrades").text
    assert page.count("Old and new answers both count") == 1


def test_a_question_that_is_not_there_is_not_found(teacher: Cleo) -> None:
    assert teacher.get(f"{HOME}/module-1/questions/nobody/regrade").status_code == 404
    assert teacher.get(f"{HOME}/no-module/questions/{STAMP}/regrade").status_code == 404
    assert teacher.get(f"{HOME}/regrades/never-was").status_code == 404


def test_the_learner_reads_what_changed_and_why(
    teacher: Cleo, ada: Ada, database: Database
) -> None:
    attempt = Learner(database, ada.person).learning().standing.modules[0].quiz
    assert attempt is not None
    assert attempt.best is not None
    teacher.post(PROPOSAL, edition=2, policy="both_count", reason="Second is right too.")
    decided = teacher.page.headers["Location"]

    page = ada.get(f"/courses/{COURSE}/module-1/quiz/{attempt.best.attempt}").text

    assert "Second is right too." in page
    assert "Your score went from 3 to 4 of 5." in page
    assert "You passed this quiz" in page
    assert "3 became 4 of 5" in ada.get("/me").text
    teacher.get(decided)
    teacher.post(f"{decided}/undo", reason="It was not.")
    page = ada.get(f"/courses/{COURSE}/module-1/quiz/{attempt.best.attempt}").text
    assert re.search("A decision about (question 1|a question) was undone", page)


@pytest.fixture
def asked_for_words(cleo: Cleo, database: Database) -> Cleo:
    """Cleo, who teaches a course that asks for words; Ada and Ben were not right, Eva was."""
    files = good_course.with_files(FILES)
    course = read_files(good_course.SLUG, files).course
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        authoring.publish(session, Draft(good_course.SLUG, course, files, ()), make.START)
        teaching.assign(session, cleo.email, good_course.SLUG, make.later(1))
    for name, words in (("Ada", "<Onlooking>"), ("Ben", "on looking"), ("Eva", "spectatoring")):
        types(database, f"{name} Marlowe", words)
    return cleo


def test_an_answer_is_accepted_after_its_page_has_shown_what_that_does(
    asked_for_words: Cleo,
) -> None:
    page = asked_for_words.get(WORDS).text
    assert "&lt;Onlooking&gt;" in page
    [address] = re.findall(rf'href="({WORDS}/accept[?]words=on[^"]*)"', page)

    page = asked_for_words.get(address).text

    told = said(page)
    assert "1 changed mark" in told
    assert "Ben Marlowe" in told
    assert "Ada Marlowe" not in told
    assert "Right now spectatoring Right too on looking" in told
    asked_for_words.post(f"{WORDS}/accept", fields_of(page, f"{WORDS}/accept"))
    assert "1 mark changed." in asked_for_words.follows().text


def test_accepting_on_a_page_that_a_decision_made_untrue_shows_it_anew(
    asked_for_words: Cleo,
) -> None:
    action = f"{WORDS}/accept"
    mine = fields_of(asked_for_words.get(f"{action}?words=on%20looking").text, action)
    reason = "It was unclear."
    asked_for_words.post(f"{WORDS}/regrade", edition=1, policy="full_credit", reason=reason)

    page = asked_for_words.post(action, mine)

    assert page.status_code == 422
    assert "made or undone meanwhile" in page.text
    assert "No mark would change." in page.text
    asked_for_words.post(action, fields_of(page.text, action))
    assert "An answer that people gave is accepted too." in asked_for_words.follows().text


def test_what_cannot_be_accepted_has_no_page(asked_for_words: Cleo) -> None:
    for words, why in (
        ("spectatoring", "accepted already"),
        ("voyeurism", "Add it to the file"),
        ("", "Add it to the file"),
    ):
        page = asked_for_words.get(f"{WORDS}/accept?words={words}")
        assert page.status_code == 409
        assert why in page.text


def test_a_question_says_that_its_changed_key_waits(teacher: Cleo) -> None:
    question = PROPOSAL.removesuffix("/regrade")
    assert "nobody has decided about the marks" in teacher.get(question).text

    teacher.post(PROPOSAL, edition=2, policy="both_count", reason="Second is right too.")

    assert "nobody has decided about the marks" not in teacher.get(question).text


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/studio/", 9),
        (HOME, 9),
        (f"{HOME}/regrades", 10),
        (f"{HOME}/coverage", 6),
        (PROPOSAL, 10),
    ],
)
def test_av04_a_page_of_the_studio_asks_a_counted_number_of_questions(
    address: str, queries: int, teacher: Cleo, database: Database
) -> None:
    # Questions that were read once are kept, and another test may have read them.
    teacher.get(address)

    with asked(database) as statements:
        assert teacher.get(address).status_code == 200

    assert len(statements) <= queries


def test_a_long_regrade_shows_how_far_it_is_and_never_reloads_by_itself(
    teacher: Cleo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regrading, "BATCH", 1)
    teacher.post(PROPOSAL, edition=2, policy="new_counts", reason="Second is right.")

    page = teacher.follows().text

    assert "Being applied" in page
    assert "See how far it is now" in page
    assert "http-equiv" not in page
