"""My learning: what is next and why no certificate yet."""

from datetime import date
from typing import Any

import pytest

from lms.domain.courses import Provider
from lms.services import certificates
from lms.store.database import Database
from tests import make
from tests.accounts import NOON, new_cookie
from tests.personas import Ada, Cleo, Clock, Dora
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

APPROVED = make.a_provider(make.an_approval())


def enrolled(
    ada: Ada,
    database: Database,
    slug: str = "foundations",
    provider: Provider | None = None,
    **changes: Any,
) -> Learner:
    """Ada's learning, in a course that is published here."""
    title = {} if slug == "foundations" else {"title": slug.title()}
    publishes(database, make.a_course(slug=slug, **(title | changes)), provider)
    return Learner(database, ada.person, slug).enrolls()


def sees(ada: Ada, path: str = "/me") -> str:
    return said(ada.get(path).text)


# What is next


def test_whoever_is_new_is_shown_the_way_to_the_catalog(ada: Ada) -> None:
    assert "Nothing here yet. Choose a course and it will appear in this place." in sees(ada)


def test_whoever_writes_or_administers_is_told_where_that_is_done(cleo: Cleo, dora: Dora) -> None:
    assert "You are an instructor here: the studio shows the courses that you instruct." in sees(
        cleo
    )
    assert "You are an administrator here: the office looks after the provider’s facts" in sees(
        dora
    )
    assert 'href="/office/">the office</a>' in dora.page.text
    assert "certificates are looked after with the lms command" not in sees(dora)


def test_the_ribbon_block_goes_with_the_learner_to_the_certificate(
    ada: Ada, database: Database
) -> None:
    learner = enrolled(ada, database)
    start = sees(ada)
    for section in ("where-it-began", "where-it-is-now"):
        ada.post("/courses/foundations/module-1/place", section=section)
    stopped, page = sees(ada), ada.page.text
    learner.at = NOON
    read = sees(ada) if learner.reads() else ""
    learner.begins()
    in_quiz = sees(ada)
    learner.takes()
    second = sees(ada)
    learner.reads("module-2").takes("module-2")
    all_passed = sees(ada)
    learner.evaluates()
    evaluated = sees(ada)

    assert "Foundations of sex therapy, module 1 of 2 Module 1 Not begun." in start
    assert "About 30 minutes of reading, then a quiz of five questions. Start reading" in start
    assert "You stopped today at “Where it is now.” About 15 minutes of reading remain." in stopped
    assert 'href="/courses/foundations/module-1#s-where-it-is-now">Continue reading' in page
    assert "Its quiz is next: five questions, 80% to pass, three attempts left. Go to" in read
    assert "You are in the middle of its quiz. Your answers are kept. Continue the quiz" in in_quiz
    assert "module 2 of 2 Module 2 Not begun." in second
    assert "The course evaluation Every quiz is passed." in all_passed
    assert "Attest that the work is your own The last step." in evaluated


def test_whoever_has_used_up_every_attempt_is_told_whom_to_ask(
    ada: Ada, database: Database
) -> None:
    learner = enrolled(ada, database).reads().reads("module-2")
    learner.takes("module-2")
    for _ in range(3):
        learner.takes(right=0)

    page = sees(ada)

    assert "Every attempt on its quiz is used. Write to office@example.org" in page
    assert "No attempts left on the quiz of module 1" in page
    assert "Open now: Module 1 (no attempts left)" in page


# Why not complete yet


def test_every_gate_says_why_it_is_not_passed(ada: Ada, database: Database) -> None:
    learner = enrolled(ada, database)
    before = sees(ada)
    learner.reads()
    open_quiz, page = sees(ada), ada.page.text
    learner.takes()
    one = sees(ada)

    assert "Finish the two required modules None finished. Left: Module 1 (30 min)" in before
    assert "Module 2 (30 min). 0 of 2" in before
    assert "Pass each quiz at 80% None passed. Each opens when its module is finished." in before
    assert "Three attempts each." in before
    assert "Opens when every quiz is passed. Five minutes; never shown beside your name." in before
    assert "Attest that the work is your own The last step." in before
    assert '<a href="/courses/foundations/module-2">Module 2</a>' in page
    assert "Open now: Module 1 (3 attempts left)." in open_quiz
    assert '<a href="/courses/foundations/module-1/quiz">Module 1</a>' in page
    assert "1 of 2 passed, with 5 of 5." in one


def test_gates_that_are_done_say_since_when_and_those_that_are_open_lead_on(
    ada: Ada, database: Database
) -> None:
    learner = enrolled(ada, database).does_everything()
    passed = sees(ada)
    learner.evaluates()
    evaluated = sees(ada)

    assert "Finished November 9, 2026. Done" in passed
    assert "All passed, with 10 of 10 points in all." in passed
    assert "Open the evaluation." in passed
    assert "Sent November 9, 2026." in evaluated
    assert "Read the attestation and confirm it." in evaluated


def test_a_long_course_names_the_next_modules_and_counts_the_rest(
    ada: Ada, database: Database
) -> None:
    publishes(database, make.a_course(14))
    Learner(database, ada.person).enrolls()

    assert "Module 4 (30 min) and 10 more." in sees(ada)


def test_quizzes_with_marks_of_their_own_are_said_so(ada: Ada, database: Database) -> None:
    publishes(database, make.a_course(quiz=make.a_quiz(pass_mark_percent=75)))
    Learner(database, ada.person).enrolls()

    assert "Pass each quiz at its mark, 75% to 80%" in sees(ada)


def test_a_course_without_quizzes_has_no_gate_for_them(ada: Ada, database: Database) -> None:
    publishes(database, make.course_of((make.a_module("module-1"),)))
    Learner(database, ada.person).enrolls()

    page = sees(ada)

    assert "Finish the one required module" in page
    assert "quiz" not in page.casefold()
    assert "Opens when every required module is finished." in page


# The table


def test_every_course_says_where_somebody_is_and_what_is_left(ada: Ada, database: Database) -> None:
    enrolled(ada, database, "art").does_everything().evaluates().attests()
    enrolled(ada, database, "mastery").does_everything()
    enrolled(ada, database, "zeal").reads()

    page = sees(ada)

    assert "Art 2 modules, edition 1 Completed Nov 9, 2026 0.75 View" in page
    assert "Evaluation not yet sent 0.75 Send the evaluation" in page
    assert "Quiz next, of module 1 0.75 Not yet" in page
    assert "Hours of study" in page
    assert "No CE credit designated" in page
    assert repeated_ids(ada.page.text) == set()


def test_with_an_approval_the_hours_are_credit(ada: Ada, database: Database) -> None:
    enrolled(ada, database, provider=APPROVED)

    page = sees(ada)

    assert "0.75 CE credit hours. Credit can be earned through October 31, 2029." in page
    assert "No CE credit" not in page


def test_when_everything_is_complete_my_learning_says_so(ada: Ada, database: Database) -> None:
    enrolled(ada, database).does_everything().evaluates().attests()

    page = sees(ada)

    assert "Every course you are in is complete." in page
    assert "waiting for" not in page


def test_a_course_that_closes_soon_is_pointed_out(
    ada: Ada, database: Database, clock: Clock
) -> None:
    enrolled(ada, database, expires_on=date(2026, 11, 23))

    assert "closes on November 23, 2026." in sees(ada)
    clock.passes(days=2)
    ada.cookie = new_cookie(database, ada.person, clock())
    assert "closed on November 23, 2026." in sees(ada)


@pytest.mark.parametrize("count", [1, 12])
def test_my_learning_and_the_transcript_ask_as_much_for_one_course_as_for_twelve(
    ada: Ada, database: Database, count: int
) -> None:
    for number in range(count):
        enrolled(ada, database, f"course-{number}").reads()
    for number in range(count):
        enrolled(ada, database, f"done-{number}").does_everything().evaluates().attests()
    sees(ada)

    for path, queries in (("/me", 5), ("/me/transcript", 4)):
        with asked(database) as statements:
            ada.get(path)
        assert len(statements) == queries, path


def test_a_voided_certificate_does_not_look_good_on_my_learning(
    ada: Ada, database: Database
) -> None:
    serial = enrolled(ada, database, provider=APPROVED).does_everything().evaluates().attests()
    before = sees(ada, "/me")
    with database.writing() as session:
        certificates.void(session, serial, "Issued in <error>", NOON)

    after = sees(ada, "/me")

    assert "Certificate voided" not in before
    assert "Certificate voided" in after
    assert "No CE credit designated" in after
