"""Results as a browser meets them, and what no page may tell before its time (AC-05)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from werkzeug.test import TestResponse

from lms.domain.courses import Course
from lms.domain.questions import Answer, Feedback, LaterPart, Mistake, Option, Question
from lms.services.quizzes import Sitting
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Ben, Clock, Visitor
from tests.sittings import Learner, publishes
from tests.web.looking import said
from tests.web.sheets import fields_of

QUIZ = "/courses/foundations/module-1/quiz"
LINK = re.compile(r'(?:href|src|action|data-save-url)="([^"#?]+)')
# A number that stands nowhere else, in the forms that people write it in.
NUMBER = ("7654321", "7,654,321")
SECRETS = ("SECRET-FEEDBACK", "SECRET-WHY", "SECRET-SOURCE", "SECRET-SLIP", *NUMBER)
NOT_DRAWN = "NEVER-DRAWN"
OPTION_ROW = re.compile(r'<label class="option">.*?</label>', re.DOTALL)


def with_secrets(question: Question) -> Question:
    """The question with a marker in everything that its learner must not see too early."""
    return replace(
        question,
        options=tuple(_marked(option, question.stamp) for option in question.options),
        explanation_html=f"<p>SECRET-WHY {question.stamp}</p>",
        source_html=f"<p>SECRET-SOURCE {question.stamp}</p>",
    )


def _marked(option: Option, stamp: str) -> Option:
    return replace(option, feedback_html=f"<p>SECRET-FEEDBACK {stamp} {option.key}</p>")


def a_number(stamp: str) -> Question:
    """A question whose answer stands nowhere but in its key."""
    number = make.a_numeric_question(stamp, low=NUMBER[0], high=NUMBER[0], unit="", mistakes=())
    assert number.numeric is not None
    mistake = Mistake("41", "<p>SECRET-SLIP</p>")
    key = replace(number.numeric, shown=NUMBER[1], mistakes=(mistake,))
    return replace(number, numeric=key)


def a_course(feedback: Feedback) -> Course:
    """A quiz of every kind of question beside a pool that asks one of two; all are needed."""
    asked = (
        make.a_question("k7m2"),
        make.a_multiple_question("p3x9"),
        make.a_true_false_question("t4f5"),
        a_number("b2n6"),
    )
    undrawn = tuple(make.a_question(f"u{place}", right=(f"{NOT_DRAWN} {place}",)) for place in "ab")
    quiz = make.a_quiz(
        make.a_section(*map(with_secrets, asked)),
        make.a_pool(*map(with_secrets, undrawn)),
        feedback=feedback,
        pass_mark_percent=100,
    )
    return make.a_course(quiz=quiz)


@pytest.fixture(params=[Feedback.AFTER_PASSING, Feedback.AFTER_SUBMITTING])
def learner(request: pytest.FixtureRequest, database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: she has read the first module."""
    publishes(database, a_course(request.param))
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().reads()


def crawled(visitor: Visitor, *starts: str) -> Iterator[tuple[str, str]]:
    """Every page that can be reached from there with its headers, as (address, text)."""
    waiting, seen = ["/", "/me", *starts], set()
    while waiting:
        address = waiting.pop()
        if address in seen or not address.startswith("/") or "/static/" in address:
            continue
        seen.add(address)
        response = visitor.get(address)
        yield address, whole(response)
        if response.mimetype == "text/html":
            waiting += [unescape(link) for link in LINK.findall(response.text)]


def whole(response: TestResponse) -> str:
    """Headers and body of an answer."""
    return f"{response.headers}\n{response.get_data(as_text=True)}"


def leaks(pages: Iterator[tuple[str, str]], secrets: tuple[str, ...] = SECRETS) -> list[str]:
    return [f"{page}: {secret}" for page, text in pages for secret in secrets if secret in text]


def undrawn(learner: Learner, sitting: Sitting) -> str:
    """The words of the question that this attempt did not draw."""
    drawn = learner.asked(sitting)[-1].stamp
    return f"{NOT_DRAWN} {'b' if drawn == 'ua' else 'a'}"


def handed_in_wrong(learner: Learner) -> Sitting:
    """An attempt with everything wrong, and the common mistake made."""
    sitting = learner.begins()
    answers = {
        place: Answer(typed="41") if question.numeric else make.wrong_answer(question)
        for place, question in enumerate(learner.asked(sitting))
    }
    assert learner.submits(sitting, answers) is None
    return sitting


# -- AC-05 -------------------------------------------------------------------------


def test_ac_05_in_mid_attempt_no_page_header_or_answer_holds_a_key(
    learner: Learner, ada: Ada
) -> None:
    sitting = learner.begins()
    secrets = (*SECRETS, undrawn(learner, sitting))

    result = f"{QUIZ}/{sitting.attempt}"
    pages = dict(crawled(ada, QUIZ, result, f"{result}/receipt"))
    sheet = ada.get(QUIZ).text
    number = next(i for i, q in enumerate(learner.asked(sitting)) if q.numeric)
    saved = {"attempt": sitting.attempt, "position": number, "sequence": 1, "typed": "41"}
    pages["a save"] = whole(ada.post(f"{QUIZ}/answers", saved))
    pages["a refused save"] = whole(ada.post(f"{QUIZ}/answers", saved | {"typed": "42"}))
    pages["an older sheet"] = whole(ada.post(QUIZ, fields_of(sheet, QUIZ, do="hand-in")))
    pages["an unfinished sheet"] = whole(ada.get(f"{QUIZ}/hand-in"))

    assert len(pages) > 10
    assert leaks(iter(pages.items()), secrets) == []


def test_ac_05_nothing_about_an_option_tells_whether_it_is_right(
    learner: Learner, ada: Ada
) -> None:
    sitting = learner.begins()
    rows = OPTION_ROW.findall(ada.get(QUIZ).text)

    bare = set()
    for question in learner.asked(sitting):
        for option in question.options:
            row = next(row for row in rows if option.html in row)
            rows.remove(row)
            bare.add(
                re.sub(r'id="[^"]+"|name="[^"]+"|value="[^"]+"|type="\w+"', "", row).replace(
                    option.html, ""
                )
            )

    assert len(bare) == 1


def test_ac_05_after_a_failed_attempt_beside_two_options_nothing_is_explained(
    learner: Learner, ada: Ada
) -> None:
    sitting = handed_in_wrong(learner)

    pages = dict(crawled(ada, QUIZ, f"{QUIZ}/{sitting.attempt}"))

    assert "Receipt of your answers" in pages[f"{QUIZ}/{sitting.attempt}/receipt"]
    assert leaks(iter(pages.items()), (*NUMBER, undrawn(learner, sitting))) == []
    assert leaks(iter(pages.items())) == []


def test_ac_05_in_mid_attempt_the_results_before_tell_no_more_either(
    learner: Learner, ada: Ada
) -> None:
    sittings = [handed_in_wrong(learner), handed_in_wrong(learner), learner.begins()]

    pages = crawled(ada, QUIZ, *(f"{QUIZ}/{it.attempt}" for it in sittings))

    assert leaks(pages, (*NUMBER, "SECRET-WHY", "SECRET-SOURCE")) == []


def test_ac_05_others_find_nothing_and_visitors_less(
    learner: Learner, ben: Ben, visitor: Visitor
) -> None:
    passed = learner.takes(right=5)
    bens = Learner(learner.database, ben.person).enrolls().reads()

    addresses = (QUIZ, f"{QUIZ}/{passed.attempt}")
    for somebody in (ben, visitor):
        assert leaks(crawled(somebody, *addresses)) == []
    own = handed_in_wrong(bens)
    result = dict(crawled(ben, *addresses, f"{QUIZ}/{own.attempt}"))
    assert leaks(iter(result.items()), (*NUMBER, "SECRET-WHY", "SECRET-SOURCE")) == []


def test_ac_05_nothing_of_a_later_part_reaches_the_browser_before_it_is_opened(
    database: Database, ada: Ada, clock: Clock
) -> None:
    hidden = make.a_question("h1dn", right=("NEVER-OPENED option",), hint_html="NEVER-OPENED hint")
    hidden = replace(hidden, stem_html="<p>NEVER-OPENED stem</p>")
    case = make.a_case(make.questions(1), (hidden,), (make.a_question("l4st"),))
    story = LaterPart("NEVER-OPENED title", "<p>NEVER-OPENED story</p>", 1)
    case = replace(case, parts=(story, case.parts[1]))
    publishes(database, make.a_course(quiz=make.a_quiz(case)))
    learner = Learner(database, ada.person)
    learner.at = clock()
    sitting = learner.enrolls().reads().begins()
    it = {"attempt": sitting.attempt, "csrf_token": ada.token()}
    guesses = {"chosen-1": make.key_of("NEVER-OPENED option"), "sequence-1": "1"}

    pages = dict(crawled(ada, QUIZ, f"{QUIZ}/hand-in", f"{QUIZ}/{sitting.attempt}"))
    for do in ("save-1", "open-1", "open-2", "hand-in", "mine-1-1", "other-1"):
        pages[do] = whole(ada.post(QUIZ, it | {"do": do}))
        pages[f"{do} with an answer"] = whole(ada.post(QUIZ, it | guesses | {"do": do}))
    alone = {"attempt": sitting.attempt, "position": 1, "sequence": 1, "typed": "x"}
    pages["a save"] = whole(ada.post(f"{QUIZ}/answers", alone))
    after = dict(crawled(ada, QUIZ, f"{QUIZ}/hand-in"))

    assert leaks(iter([*pages.items(), *after.items()]), ("NEVER-OPENED",)) == []
    learner.goes_on(sitting, 1, {0: make.right_answer(learner.asked(sitting)[0])})
    opened = ada.get(QUIZ).text
    for part in ("title", "story", "stem", "option", "hint"):
        assert f"NEVER-OPENED {part}" in opened


def test_once_passed_everything_is_told(learner: Learner, ada: Ada) -> None:
    passed = learner.takes(right=5)

    page = ada.get(f"{QUIZ}/{passed.attempt}").text

    for secret in ("SECRET-FEEDBACK k7m2 right", "SECRET-WHY b2n6", "SECRET-SOURCE t4f5"):
        assert secret in page


# -- the page ----------------------------------------------------------------------


@pytest.fixture
def simply(database: Database, ada: Ada, clock: Clock) -> Learner:
    """Ada before two quizzes of five questions."""
    publishes(database)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().reads()


def test_a_failed_attempt_says_what_was_needed_and_what_is_left(simply: Learner, ada: Ada) -> None:
    sitting = simply.takes(right=3)

    page = ada.get(f"{QUIZ}/{sitting.attempt}").text

    assert ada.title.startswith("Not passed yet: quiz, ")
    assert "Not passed yet: 3 of 5, and 4 were needed." in page
    assert "Right answers stay hidden until the quiz is passed" in page
    assert "You have 2 attempts left." in page
    assert page.count("Not right") == 2 * 2  # in the question and beside the sheet
    assert "Objective O1: Explain what O1 is about" in page
    assert "Begin another attempt" in page


def test_a_failed_last_attempt_says_whom_to_ask(simply: Learner, ada: Ada) -> None:
    for _ in range(3):
        sitting = simply.takes(right=3)

    page = ada.get(f"{QUIZ}/{sitting.attempt}").text

    assert "No attempt is left." in page
    assert '<a href="mailto:office@example.org">' in page
    assert "Begin another attempt" not in page


def test_a_passed_attempt_leads_on_through_the_course_to_its_certificate(
    simply: Learner, ada: Ada
) -> None:
    first = simply.takes(right=4)
    page = ada.get(f"{QUIZ}/{first.attempt}").text
    assert ada.title.startswith("Passed: quiz, ")
    assert "80%, and 80% was needed. Attempt 1 of 3, handed in" in page
    assert "Next: Module 2" in page

    simply.reads("module-2")
    second = simply.takes("module-2")
    result = f"/courses/foundations/module-2/quiz/{second.attempt}"
    assert 'href="/courses/foundations/evaluation"' in ada.get(result).text

    simply.evaluates()
    assert 'href="/courses/foundations/certificate"' in ada.get(result).text

    serial = simply.attests()
    assert f'href="/certificates/{serial}"' in ada.get(result).text


def test_an_earlier_attempt_says_that_another_one_passed(simply: Learner, ada: Ada) -> None:
    failed = simply.takes(right=1)
    simply.takes(right=5)

    page = ada.get(f"{QUIZ}/{failed.attempt}").text

    assert "This attempt did not pass" in page
    assert "You passed this quiz with another attempt, and that one counts." in page
    assert "Not passed yet" not in page


def test_part_of_the_points_is_shown_as_earned(database: Database, ada: Ada) -> None:
    quiz = make.a_quiz(make.a_section(make.a_multiple_question(points=3)))
    publishes(database, make.a_course(quiz=quiz))
    learner = Learner(database, ada.person).enrolls().reads()
    sitting = learner.begins()
    learner.submits(sitting, {0: Answer(frozenset({"first-right"}))})

    page = ada.get(f"{QUIZ}/{sitting.attempt}").text

    assert "Not passed yet: 1.5 of 3 points, and 3 were needed." in page
    assert "Partly right, 50%" in page


def test_what_a_learner_typed_is_shown_as_text(database: Database, ada: Ada) -> None:
    quiz = make.a_quiz(make.a_section(make.a_numeric_question()))
    publishes(database, make.a_course(quiz=quiz))
    learner = Learner(database, ada.person).enrolls().reads()
    sitting = learner.begins()
    learner.saves(sitting, 0, Answer(typed='<img src=x onerror="alert(1)">'))

    pages = [ada.get(QUIZ).text]
    ada.post(QUIZ, fields_of(ada.page.text, QUIZ, do="hand-in"))
    pages.append(ada.follows().text)
    ada.post(QUIZ, fields_of(ada.page.text, QUIZ, do="hand-in-anyway"))
    pages.append(ada.follows().text)

    assert not any("<img" in page for page in pages)


def test_late_answers_are_named_and_not_counted(database: Database, ada: Ada, clock: Clock) -> None:
    quiz = make.a_quiz(make.a_section(*make.questions(2)), time_limit_minutes=10)
    publishes(database, make.a_course(quiz=quiz))
    learner = Learner(database, ada.person)
    learner.at = clock()
    learner.enrolls().reads()
    sitting = learner.begins()
    learner.waits(minutes=20)
    learner.submits(sitting, make.answers(learner.asked(sitting), 2))

    page = ada.get(f"{QUIZ}/{sitting.attempt}").text

    assert "Some answers came after the time limit." in page
    assert "do not count: questions 1, 2." in page


@pytest.mark.parametrize("feedback", [Feedback.AFTER_PASSING, Feedback.AFTER_SUBMITTING])
def test_a_choice_made_too_late_is_shown_as_such_beside_the_one_that_counts(
    feedback: Feedback, database: Database, ada: Ada, clock: Clock
) -> None:
    options = tuple(make.an_option(it, is_right=it == "First") for it in ("First", "Second"))
    changed, unanswered = (replace(make.a_question(it), options=options) for it in ("k7m2", "p3x9"))
    asked = (changed, unanswered, make.a_words_question("w3d6"))
    quiz = make.a_quiz(make.a_section(*asked), time_limit_minutes=10, feedback=feedback)
    publishes(database, make.a_course(quiz=quiz))
    learner = Learner(database, ada.person)
    learner.at = clock()
    sitting = learner.enrolls().reads().begins()
    places = {question.stamp: at for at, question in enumerate(learner.asked(sitting))}
    first, second = (Answer(frozenset({make.key_of(it)})) for it in ("First", "Second"))
    learner.saves(sitting, places["k7m2"], first)
    learner.waits(minutes=20)
    learner.saves(sitting, places["k7m2"], second, sequence=2)
    learner.saves(sitting, places["p3x9"], second)
    learner.saves(sitting, places["w3d6"], Answer(typed="too <late>"))
    learner.submits(sitting, {})

    page = ada.get(f"{QUIZ}/{sitting.attempt}").text

    for stamp, mine, too_late in (("k7m2", ["First"], ["Second"]), ("p3x9", [], ["Second"])):
        item = item_of(page, places[stamp])
        assert rows_marked("Your answer", item) == mine
        assert rows_marked("You chose this after the time was over", item) == too_late
        assert "Your answer after the time was over: “Second”. It is kept" in said(item)
    typed = item_of(page, places["w3d6"])
    assert "Left empty" in typed
    assert "“too &lt;late&gt;”. It is kept, and does not count." in typed


def item_of(page: str, position: int) -> str:
    """The part of a result's page about one question."""
    start = page.index(f'<section class="question" id="q{position + 1}"')
    return page[start : page.index("</section>", start)]


def rows_marked(words: str, item: str) -> list[str]:
    """What stands in the rows of an item that are tagged with these words, or begin with them."""
    rows = re.findall(r'<li class="verdict.*?</li>', item, re.DOTALL)
    tagged = (re.sub(r"<[^>]+>", "\n", row).split("\n") for row in rows)
    return [
        " ".join(it for it in lines if it.strip() and not it.startswith(words))
        for lines in tagged
        if any(it.startswith(words) for it in lines)
    ]


def test_ac_05_a_statement_says_right_or_not_only_with_the_right_answers(
    learner: Learner, ada: Ada
) -> None:
    sitting = handed_in_wrong(learner)

    page = ada.get(f"{QUIZ}/{sitting.attempt}").text
    learner.takes()
    passed = ada.get(f"{QUIZ}/{sitting.attempt}").text

    reason = "A question here has two options, so none says right or not right before then"
    assert reason in page
    items = len(learner.asked(sitting))
    assert page.count("Handed in</span>") == 2 * items  # at the question, and beside the sheet
    assert "Not right" not in page
    assert reason not in passed
    assert "Handed in</span>" not in passed
    assert (
        "unless one of them has two options: then none does until right answers are shown"
        in ada.get("/courses/foundations/module-2/quiz").text
    )
