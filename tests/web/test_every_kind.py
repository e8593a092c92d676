"""Every kind of question as a browser meets it: answered without a script, saved by one, marked."""

import re
from dataclasses import replace
from typing import Any

import pytest

from lms.domain.questions import Answer, Feedback, Question
from lms.store.database import Database
from tests import make
from tests.personas import Ada, Clock
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said
from tests.web.sheets import Fields, fields_of

HOME = "/courses/foundations/module-1"
QUIZ = f"{HOME}/quiz"
KINDS = make.of_every_kind()
ORDERING, MATCHING, CLOZE, WORDS, REFLECTION = range(4, 9)
STEP = re.compile(r'<li data-key="([^"]+)">')


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """Ada has read a module whose quiz has a question of every kind, in their order."""
    quiz = make.a_quiz(make.a_section(*KINDS), feedback=Feedback.AFTER_SUBMITTING)
    publishes(database, make.a_course(quiz=quiz))
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().reads()


def fields_with(place: int, answer: Answer) -> Fields:
    """The fields that give this answer to the question at that place."""
    question = KINDS[place]
    gaps = {slot.key for slot in question.slots if not slot.choices}
    filled = {
        f"{'gap' if key in gaps else 'pick'}-{place}-{key}": [text] for key, text in answer.filled
    }
    chosen = {f"chosen-{place}": sorted(answer.chosen)} if answer.chosen else {}
    return {**filled, **chosen, **({f"typed-{place}": [answer.typed]} if answer.typed else {})}


def sends(ada: Ada, do: str, *answers: tuple[int, Answer]) -> Any:
    """Send the sheet as it stands on her page with these answers in it."""
    fields = fields_of(ada.page.text, QUIZ, do=do)
    for place, answer in answers:
        fields |= fields_with(place, answer)
    return ada.post(QUIZ, fields)


def kept(learner: Learner) -> dict[int, Answer]:
    items = learner.sheet().items
    return {i.question.position: i.answer for i in items if not i.answer.is_blank}


def steps(page: str) -> list[str]:
    """The keys of the steps to order, as they stand."""
    return STEP.findall(page)


def test_a_sheet_shows_a_field_for_every_place_and_nothing_twice(
    learner: Learner, ada: Ada
) -> None:
    learner.begins()

    page = ada.get(QUIZ).text

    assert sorted(steps(page)) == ["first", "second", "third"]
    assert page.count(f'name="pick-{MATCHING}-') == 2
    assert f'name="gap-{CLOZE}-1"' in page
    assert f'<select id="q7-2" name="pick-{CLOZE}-2"' in page
    assert f'name="typed-{WORDS}"' in page
    assert f'<textarea id="q9-1" name="typed-{REFLECTION}"' in page
    assert "\ue000" not in page
    assert "not marked" in page
    assert repeated_ids(page) == set()


def test_all_are_answered_without_a_script_and_stand_on_the_page_again(
    learner: Learner, ada: Ada
) -> None:
    learner.begins()
    ada.get(QUIZ)

    right = [(place, make.right_answer(question)) for place, question in enumerate(KINDS)]
    sends(ada, "save", *right)

    assert kept(learner) == dict(right)
    ada.get(QUIZ)
    assert f"{len(KINDS)} of {len(KINDS)} answered" in said(ada.page.text)
    assert steps(ada.page.text) == ["first", "second", "third"]
    assert sends(ada, "hand-in").status_code == 303
    assert "Passed" in ada.follows().text


@pytest.mark.parametrize("place", range(len(KINDS)), ids=[it.kind.value for it in KINDS])
def test_a_script_saves_every_kind(learner: Learner, ada: Ada, place: int) -> None:
    sitting = learner.begins()
    ada.get(QUIZ)
    answer = make.right_answer(KINDS[place])
    fields = {
        name.replace(f"-{place}", "", 1): value
        for name, value in fields_with(place, answer).items()
    }

    said_back = ada.client.post(
        f"{QUIZ}/answers",
        data={"attempt": sitting.attempt, "position": place, "sequence": 1, **fields},
        headers={
            "Sec-Fetch-Site": "same-origin",
            "Accept": "application/json",
            "X-CSRFToken": ada.token(),
        },
    )

    assert said_back.status_code == 200
    assert kept(learner) == {place: answer}


def test_a_step_is_moved_by_a_button_that_saves(learner: Learner, ada: Ada) -> None:
    learner.begins()
    before = steps(ada.get(QUIZ).text)

    sends(ada, f"down-{ORDERING}-{before[0]}")

    after = [before[1], before[0], before[2]]
    assert steps(ada.get(QUIZ).text) == after
    assert kept(learner) == {ORDERING: numbered(after)}
    sends(ada, f"up-{ORDERING}-{before[0]}")
    assert steps(ada.get(QUIZ).text) == before


def test_a_step_at_the_end_stays_and_only_a_press_says_that_the_order_is_meant(
    learner: Learner, ada: Ada
) -> None:
    learner.begins()
    before = steps(ada.get(QUIZ).text)

    sends(ada, f"up-{ORDERING}-{before[0]}")
    assert kept(learner) == {}
    ada.get(QUIZ)
    sends(ada, f"save-{ORDERING}")

    assert kept(learner) == {ORDERING: numbered(before)}


def numbered(keys: list[str]) -> Answer:
    return make.filled_with((key, str(place)) for place, key in enumerate(keys, 1))


@pytest.mark.parametrize(
    ("place", "fields"),
    [
        (ORDERING, {f"pick-{ORDERING}-first": ["9"]}),
        (ORDERING, {f"pick-{ORDERING}-nobody": ["1"]}),
        (MATCHING, {f"pick-{MATCHING}-wanting": ["nothing-like-it"]}),
        (CLOZE, {f"pick-{CLOZE}-2": ["consent"]}),
        (CLOZE, {f"gap-{CLOZE}-1": ["x" * 201]}),
        (WORDS, {f"pick-{WORDS}-1": ["x"]}),
        (WORDS, {f"typed-{WORDS}": ["x" * 201]}),
        (REFLECTION, {f"typed-{REFLECTION}": ["x" * 6001]}),
        # Each of them is kept as six characters.
        (REFLECTION, {f"typed-{REFLECTION}": ["\x01" * 6000]}),
        (ORDERING, {f"pick-{ORDERING}-{key}": ["1"] for key in ("first", "second", "third")}),
        (0, {"typed-0": ["right"]}),
    ],
)
def test_what_no_field_of_the_sheet_can_give_is_refused(
    learner: Learner, ada: Ada, place: int, fields: Fields
) -> None:
    learner.begins()
    ada.get(QUIZ)

    answer = ada.post(QUIZ, fields_of(ada.page.text, QUIZ, do="save") | fields)

    assert answer.status_code == 400
    assert kept(learner) == {}


def test_what_is_left_empty_is_named_before_handing_in(learner: Learner, ada: Ada) -> None:
    learner.begins()
    ada.get(QUIZ)
    partly = make.filled_with([("wanting", "desire")])

    sends(ada, "hand-in", (MATCHING, partly), (REFLECTION, Answer(typed="Too short")))
    page = said(ada.follows().text)

    assert "Question 5: put the steps in order" in page
    assert "Question 6: choose an answer on one more line" in page
    assert "Question 7: fill in the gaps" in page
    assert "Question 9: write 1 more word" in page


def handed_in(learner: Learner, ada: Ada, *wrong: int) -> str:
    """The result of an attempt, so many of its questions answered wrongly."""
    learner.begins()
    ada.get(QUIZ)
    answers = [
        (place, make.wrong_answer(it) if place in wrong else make.right_answer(it))
        for place, it in enumerate(KINDS)
    ]
    sends(ada, "hand-in-anyway", *answers)
    return ada.follows().text


def test_ac_05_the_key_of_no_kind_is_told_while_an_attempt_is_left(
    learner: Learner, ada: Ada
) -> None:
    page = handed_in(learner, ada, 0, 1, ORDERING, MATCHING, CLOZE, WORDS)

    assert "Not passed yet" in page
    for key in ("consent", "agreement", "Dyspareunia", "painful", "Right place", "Right answer<"):
        assert key not in page
    assert "Not that." not in page


def test_once_passed_each_place_has_its_mark_and_what_is_right(learner: Learner, ada: Ada) -> None:
    page = handed_in(learner, ada, MATCHING)

    words = said(page)
    assert "Wanting Desire" not in words
    assert "Right place" in words
    assert "Arousal Not right" in words
    assert "Written" in words
    assert "1 consent consent Right" in words


def test_a_text_on_both_sides_of_a_matching_item_is_no_place(ada: Ada, database: Database) -> None:
    keys = ("desire", "arousal", "orgasm")
    slots = (make.Slot("desire", "<p>Desire</p>", keys, ("arousal",)),)
    question = make.a_matching_question(slots=slots)
    publishes(database, in_a_module(question))
    Learner(database, ada.person).enrolls()

    page = ada.client.get(HOME, query_string={"check": "0", "pick-desire": "arousal"})

    assert "Not right" not in page.text
    assert "answered just now" in page.text


@pytest.mark.parametrize("text", ["x", "<img src=x>", "0", "9", "1 "])
def test_in_14_a_place_that_is_none_answers_nothing(
    ada: Ada, database: Database, text: str
) -> None:
    publishes(database, in_a_module(KINDS[ORDERING]))
    Learner(database, ada.person).enrolls()

    page = ada.client.get(HOME, query_string={"check": "0", "pick-first": text})

    assert page.status_code == 200
    assert "Give an answer, then press the button." in page.text
    assert "<img src=x>" not in page.text


def test_the_ends_of_lines_make_no_other_answer(learner: Learner, ada: Ada) -> None:
    learner.begins()
    ada.get(QUIZ)

    sends(ada, "save", (REFLECTION, Answer(typed="One\r\ntwo\r\nthree")))

    assert kept(learner) == {REFLECTION: Answer(typed="One\ntwo\nthree")}


def in_a_module(question: Question) -> Any:
    section = make.a_reading_section("part-1", question)
    course = make.a_course()
    return replace(
        course, modules=(replace(course.modules[0], sections=(section,)), *course.modules[1:])
    )


@pytest.mark.parametrize("question", list(KINDS[3:8]), ids=lambda it: it.kind.value)
def test_a_knowledge_check_of_every_kind_is_marked_at_once(
    ada: Ada, database: Database, question: Question
) -> None:
    publishes(database, in_a_module(question))
    Learner(database, ada.person).enrolls()
    answer = make.right_answer(question)
    gaps = {slot.key for slot in question.slots if not slot.choices}
    fields = {("gap-" if key in gaps else "pick-") + key: text for key, text in answer.filled}

    page = ada.get(HOME).text
    assert all(f'name="{name}"' in page for name in fields)
    assert "\ue000" not in page
    right = ada.client.get(HOME, query_string={"check": "0", "typed": answer.typed, **fields}).text
    blank = ada.client.get(HOME, query_string={"check": "0", "typed": ""}).text

    assert "Why " in right
    assert "Not right" not in right
    assert "Your answer, right" in right or "Right</span>" in right
    assert "Give an answer, then press the button." in blank
