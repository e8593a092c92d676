"""Values for the tests of every floor: sensible defaults, consistent with each other, never random.

Say only what the test is about, any field by its name: `make.a_quiz(attempts=2)`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any

from lms.content.folder import ProgramReading
from lms.domain import certificates
from lms.domain.access import Person, Role
from lms.domain.accounts import Account, NewAccount, SignedIn
from lms.domain.certificates import Certificate, Holder, License, Snapshot
from lms.domain.completion import (
    Completed,
    Evaluated,
    Fact,
    Finished,
    Graded,
    Granted,
    Started,
)
from lms.domain.courses import (
    Approval,
    Author,
    Course,
    CourseFacts,
    Evaluation,
    EvaluationItem,
    Module,
    Objective,
    OutlineEntry,
    Part,
    Provider,
    ScenarioEntry,
    Section,
    SourceFile,
    credit_of,
    with_approval,
)
from lms.domain.credit import (
    AreaShare,
    Credit,
    CreditApproval,
    CreditTerms,
    Method,
    Rounding,
    calculate,
)
from lms.domain.editions import Change, EditionMark
from lms.domain.grading import Grade, grade
from lms.domain.programs import Program
from lms.domain.questions import (
    Answer,
    Block,
    Draw,
    Feedback,
    Kind,
    LaterPart,
    Mistake,
    NumericKey,
    Option,
    Question,
    Quiz,
    ShownQuestion,
    Shuffle,
    Slot,
    WordsKey,
    filled_with,
    shown,
)
from lms.domain.references import ReferenceEntry
from lms.domain.scenarios import Choice, Scenario, Scene

START = datetime(2026, 11, 9, 14, 30, tzinfo=UTC)
# Still the fourteenth in New York, where the provider is: the day that counts.
COMPLETED_AT = datetime(2026, 11, 15, 2, 10, tzinfo=UTC)
COMPLETED_ON = date(2026, 11, 14)
EDITION_HASH = "c0ffee" + "0" * 58
SERIAL = "7K3M-Q9XA-04TZ"
ALL_OF_THE_ABOVE = "All of the above"
# The smallest picture.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8"
    "ffff3f0005fe02fea7355b0a0000000049454e44ae426082"
)


def later(hours: int = 1) -> datetime:
    """A moment so many hours after the start."""
    return START + timedelta(hours=hours)


# Questions


def an_option(text: str = "Ask what she hopes for", *, is_right: bool = False) -> Option:
    """An option known by its content; `All of the above` stays last."""
    return Option(
        key=key_of(text),
        html=f"<p>{text}</p>",
        is_right=is_right,
        feedback_html=f"<p>About: {text}</p>",
        stays_last=text == ALL_OF_THE_ABOVE,
    )


def key_of(text: str) -> str:
    """The key of the option that says this."""
    return re.sub(r"\W+", "-", text.casefold()).strip("-")


def a_question(
    stamp: str = "k7m2",
    *,
    right: Sequence[str] = ("Right",),
    wrong: Sequence[str] = ("Wrong", "Also wrong"),
    **changes: Any,
) -> Question:
    """A choice between options, the right ones first; two or more right ones make it multiple."""
    question = Question(
        stamp=stamp,
        kind=Kind.SINGLE if len(right) == 1 else Kind.MULTIPLE,
        name=f"Question {stamp}",
        stem_html=f"<p>What does {stamp} ask?</p>",
        options=(
            *(an_option(text, is_right=True) for text in right),
            *(an_option(text) for text in wrong),
        ),
        numeric=None,
        points=1,
        has_partial_credit=False,
        keeps_order=False,
        is_application=False,
        objectives=("O1",),
        hint_html="",
        explanation_html=f"<p>Why {stamp} is so.</p>",
        source_html="",
    )
    return replace(question, **changes)


def a_multiple_question(stamp: str = "p3x9", **changes: Any) -> Question:
    """A question with two right options of four, for partial credit."""
    given: dict[str, Any] = {
        "right": ("First right", "Second right"),
        "wrong": ("First wrong", "Second wrong"),
        "has_partial_credit": True,
    }
    return a_question(stamp, **(given | changes))


def a_true_false_question(stamp: str = "t4f5", *, is_true: bool = True, **changes: Any) -> Question:
    """A statement that is true or false, in this order."""
    options = (an_option("True", is_right=is_true), an_option("False", is_right=not is_true))
    given: dict[str, Any] = {"kind": Kind.TRUE_FALSE, "options": options}
    return a_question(stamp, **(given | changes))


def a_numeric_question(
    stamp: str = "b2n6",
    *,
    low: str = "1",
    high: str = "1",
    unit: str = "minute",
    mistakes: Iterable[str] = ("2",),
    **changes: Any,
) -> Question:
    """A question that a number answers, both ends of its range included."""
    number = NumericKey(
        low=low,
        high=high,
        unit=unit,
        shown=f"{low} to {high} {unit}",
        mistakes=tuple(Mistake(value, f"<p>{value} is a common slip.</p>") for value in mistakes),
    )
    given: dict[str, Any] = {"right": (), "wrong": (), "kind": Kind.NUMERIC, "numeric": number}
    return a_question(stamp, **(given | changes))


def an_ordering_question(
    stamp: str = "o5r7", steps: Sequence[str] = ("First", "Second", "Third"), **changes: Any
) -> Question:
    """Steps to put in order."""
    given: dict[str, Any] = {"kind": Kind.ORDERING, "right": steps, "wrong": ()}
    return a_question(stamp, **(given | changes))


def a_matching_question(stamp: str = "m2t8", **changes: Any) -> Question:
    """Two lines to pair with two of three answers."""
    options = tuple(an_option(text) for text in ("Desire", "Arousal", "Orgasm"))
    keys = tuple(option.key for option in options)
    slots = (
        Slot("wanting", "<p>Wanting</p>", keys, ("desire",)),
        Slot("responding", "<p>Responding</p>", keys, ("arousal",)),
    )
    given: dict[str, Any] = {"kind": Kind.MATCHING, "options": options, "slots": slots}
    return a_question(stamp, **(given | changes))


def a_cloze_question(stamp: str = "c9z4", **changes: Any) -> Question:
    """A sentence with a gap to type into and one to choose for."""
    options = (an_option("talk"), an_option("massage"))
    slots = (
        Slot("1", "", (), ("consent", "agreement")),
        Slot("2", "", tuple(option.key for option in options), ("talk",)),
    )
    given: dict[str, Any] = {
        "kind": Kind.CLOZE,
        "stem_html": "<p>Informed \ue0001\ue001 to \ue0002\ue001 therapy.</p>",
        "options": options,
        "slots": slots,
    }
    return a_question(stamp, **(given | changes))


def a_words_question(stamp: str = "w3d6", **changes: Any) -> Question:
    """A question that a term answers."""
    key = WordsKey(
        ("Dyspareunia", "painful intercourse"), (Mistake("vaginismus", "<p>Not that.</p>"),)
    )
    given: dict[str, Any] = {"kind": Kind.WORDS, "right": (), "wrong": (), "words": key}
    return a_question(stamp, **(given | changes))


def a_reflection(stamp: str = "r8f2", *, least_words: int = 3, **changes: Any) -> Question:
    """A question that is answered in one's own words, and never marked."""
    given: dict[str, Any] = {"kind": Kind.REFLECTION, "right": (), "wrong": (), "points": 0}
    return a_question(stamp, **(given | changes | {"least_words": least_words}))


def of_every_kind() -> tuple[Question, ...]:
    """One question of each kind, those with several places with partial credit."""
    return (
        a_question(),
        a_multiple_question(),
        a_true_false_question(),
        a_numeric_question(),
        an_ordering_question(has_partial_credit=True),
        a_matching_question(has_partial_credit=True),
        a_cloze_question(has_partial_credit=True),
        a_words_question(),
        a_reflection(),
    )


def questions(count: int, prefix: str = "q") -> tuple[Question, ...]:
    """So many questions with stamps of their own."""
    return tuple(a_question(f"{prefix}{number:03}") for number in range(1, count + 1))


def a_section(*asked: Question, title: str = "") -> Block:
    """A run of questions that are all asked."""
    return Block(title=title, intro_html="", choose=None, questions=asked)


def a_pool(*bank: Question, choose: int = 1, title: str = "Pool") -> Block:
    """A run of questions of which some are drawn."""
    return Block(title=title, intro_html="", choose=choose, questions=bank)


def a_case(*parts: Sequence[Question], choose: int | None = None, title: str = "Maya") -> Block:
    """A case: the questions of its first part, then those of each later one."""
    later = tuple(
        LaterPart(f"Later {number}", f"<p>{title}, later {number}.</p>", first)
        for number, first in enumerate(accumulate(map(len, parts[:-1])), 1)
    )
    asked = tuple(question for part in parts for question in part)
    return Block(title, f"<p>{title} asks for help.</p>", choose, asked, is_case=True, parts=later)


def a_quiz(*blocks: Block, module: str = "module-1", **changes: Any) -> Quiz:
    """A graded quiz; without blocks it has one section of five questions."""
    quiz = Quiz(
        module=module,
        title=f"Quiz - {module}",
        instructions_html="",
        blocks=blocks or (a_section(*questions(5, prefix=f"{module}-")),),
        pass_mark_percent=80,
        attempts=3,
        feedback=Feedback.AFTER_PASSING,
        shuffle=Shuffle.OPTIONS,
        time_limit_minutes=None,
    )
    return replace(quiz, **changes)


def a_practice_quiz(*blocks: Block, module: str = "module-1", **changes: Any) -> Quiz:
    """A quiz that is marked at each answer and never graded."""
    return a_quiz(*blocks, module=module, feedback=Feedback.EACH_ANSWER, **changes)


def scenarios_alone(*told: Scenario, module: str = "module-1") -> Quiz:
    """What is paired with a module that has scenarios and no quiz."""
    return replace(a_quiz(module=module), blocks=(), scenarios=told or (a_scenario(),))


def a_choice(text: str, to: str, feedback: str = "") -> Choice:
    """Something to say in a scene, known by its content."""
    feedback_html = f"<p>{feedback}</p>" if feedback else ""
    return Choice(key=key_of(text), html=text, to=to, feedback_html=feedback_html)


def a_scene(slug: str, *choices: Choice, ending: str = "") -> Scene:
    """A scene; one without choices ends its branch."""
    ending_html = f"<p>{ending}</p>" if ending else ""
    return Scene(slug, title_of(slug), f"<p>What happens: {slug}.</p>", choices, ending_html)


def a_scenario(slug: str = "a-first-call", *scenes: Scene) -> Scenario:
    """A call in which one may ask again, and that ends well or badly."""
    usual = (
        a_scene(
            "the-phone-rings",
            a_choice("State the frame", "the-caller-thanks-you", "Plain and kind."),
            a_choice("Ask again", "the-phone-rings"),
            a_choice("Hang up", "silence"),
        ),
        a_scene("the-caller-thanks-you", ending="The frame is known."),
        a_scene("silence", ending="Nobody calls again."),
    )
    return Scenario(slug, title_of(slug), "<p>You are at your desk.</p>", scenes or usual)


def right_answer(question: Question) -> Answer:
    """The answer that earns everything."""
    if question.kind is Kind.ORDERING:
        return filled_with((o.key, str(place)) for place, o in enumerate(question.options, 1))
    if question.slots:
        return filled_with((slot.key, slot.accepted[0]) for slot in question.slots)
    if question.kind is Kind.REFLECTION:
        return Answer(typed=" ".join(["word"] * question.least_words))
    if question.words:
        return Answer(typed=question.words.accepted[0])
    if question.numeric:
        return Answer(typed=question.numeric.low)
    return Answer(chosen=question.right_keys)


def wrong_answer(question: Question) -> Answer:
    """An answer that earns nothing."""
    if question.kind is Kind.ORDERING:
        first, *others = question.options
        turned = enumerate((*others, first), 1)
        return filled_with((option.key, str(place)) for place, option in turned)
    if question.slots:
        wrong = (
            (s.key, next((c for c in s.choices if c not in s.accepted), "x"))
            for s in question.slots
        )
        return filled_with(wrong)
    if question.words or question.kind is Kind.REFLECTION:
        return Answer(typed="x")
    if question.numeric:
        return Answer(typed="-987654321")
    return Answer(chosen=frozenset(o.key for o in question.options if not o.is_right))


def answers(asked: Sequence[Question], right: int) -> dict[int, Answer]:
    """Answers to all of them, so many of the first ones right."""
    return {
        place: right_answer(question) if place < right else wrong_answer(question)
        for place, question in enumerate(asked)
    }


def a_grade(right: int = 5, of: int = 5, pass_mark_percent: int = 80) -> Grade:
    """The grade of an attempt with so many right."""
    asked = questions(of)
    return grade(asked, answers(asked, right), pass_mark_percent)


def a_plan(question: Question) -> Draw:
    """The line of an attempt's plan that shows the options as they were written."""
    return Draw(question.stamp, tuple(option.key for option in question.options))


def a_shown_question(question: Question | None = None, position: int = 0) -> ShownQuestion:
    """A question as its learner sees it."""
    asked = question or a_question()
    return shown(asked, a_plan(asked), position, block_title="", intro_html="")


# Courses


def an_author(**changes: Any) -> Author:
    """Somebody with credentials and nothing to disclose."""
    author = Author(
        name="Cleo Marchetti",
        credentials="PhD, CST-S",
        disclosure="No relevant financial relationships in the past 24 months.",
    )
    return replace(author, **changes)


def an_objective(key: str = "O1", text: str = "") -> Objective:
    """What the learner will be able to do."""
    return Objective(key, text or f"Explain what {key} is about")


def a_reading_section(slug: str = "where-it-began", check: Question | None = None) -> Section:
    """A stretch of text, with a knowledge check in it where one is given."""
    text = Part(html=f"<p>The text of {slug}.</p>", check=None)
    parts = (text, Part(html="", check=check)) if check else (text,)
    return Section(slug=slug, title_html=slug.replace("-", " ").capitalize(), parts=parts)


def a_reference(key: str = "masters1970") -> ReferenceEntry:
    """A work in a module's reference list."""
    return ReferenceEntry(key=key, html=f"<p>{key}.</p>", cited_at=(f"cite-{key}-1",))


def a_module(slug: str = "module-1", **changes: Any) -> Module:
    """A module of two sections."""
    module = Module(
        slug=slug,
        title=title_of(slug),
        objectives=("O1",),
        minimum_minutes=None,
        opening_html="<p>What this module is about.</p>",
        sections=(a_reading_section("where-it-began"), a_reading_section("where-it-is-now")),
        references=(a_reference(),),
        words=3000,
    )
    return replace(module, **changes)


def title_of(slug: str) -> str:
    """The title that goes with a slug."""
    return slug.replace("-", " ").capitalize()


def an_entry(slug: str = "module-1", **changes: Any) -> OutlineEntry:
    """A required module of the outline, with a quiz of five questions."""
    entry = OutlineEntry(
        slug=slug,
        title=title_of(slug),
        part="Foundations",
        is_optional=False,
        words=3000,
        asked=5,
        pass_mark_percent=80,
        attempts=3,
        has_quiz=True,
    )
    return replace(entry, **changes)


def an_entry_without_quiz(slug: str = "module-1", **changes: Any) -> OutlineEntry:
    """A module that is read and nothing more."""
    return replace(an_entry(slug, asked=0, has_quiz=False), **changes)


def entry_of(module: Module, quiz: Quiz | None, **changes: Any) -> OutlineEntry:
    """The outline's line for this module and its quiz."""
    entry = an_entry_without_quiz(module.slug, title=module.title, words=module.words)
    if quiz:
        told = tuple(ScenarioEntry(it.slug, it.title) for it in quiz.scenarios)
        practiced = 0 if quiz.is_graded else len(quiz.questions)
        entry = replace(entry, scenarios=told, practiced=practiced)
    if quiz and quiz.is_graded:
        entry = replace(
            entry,
            asked=quiz.asked,
            reflections=quiz.reflections,
            has_quiz=True,
            pass_mark_percent=quiz.pass_mark_percent,
            attempts=quiz.attempts,
        )
    return replace(entry, **changes)


def an_outline(modules: int = 2, **changes: Any) -> tuple[OutlineEntry, ...]:
    """So many modules: module-1, module-2 …"""
    return tuple(an_entry(f"module-{number}", **changes) for number in range(1, modules + 1))


def a_rating(objective: str = "O1", **changes: Any) -> EvaluationItem:
    """A question of the evaluation that rates an objective from 1 to 5."""
    item = EvaluationItem(
        key=f"objective-{objective}",
        prompt=f"I can now do what {objective} says.",
        objective=objective,
        low=1,
        high=5,
        low_label="Strongly disagree",
        high_label="Strongly agree",
        is_required=True,
    )
    return replace(item, **changes)


def a_comment(**changes: Any) -> EvaluationItem:
    """A question of the evaluation that is answered in words."""
    given: dict[str, Any] = {
        "objective": "",
        "key": "comment",
        "prompt": "What would you change?",
        "low": 0,
        "high": 0,
        "low_label": "",
        "high_label": "",
        "is_required": False,
    }
    return a_rating(**(given | changes))


def an_evaluation(*items: EvaluationItem) -> Evaluation:
    """A course evaluation: one rating and one comment, unless items are given."""
    return Evaluation("Course evaluation", "<p>Your view.</p>", items or (a_rating(), a_comment()))


def credit_terms(**changes: Any) -> CreditTerms:
    """The lower of word rule and Mergener, in whole quarters, split between ethics and history."""
    terms = CreditTerms(
        method=Method.LOWER,
        difficulty=Decimal(3),
        set_by="Cleo Marchetti, PhD, CST-S",
        rounding=Rounding.QUARTER_DOWN,
        pilot_minutes=(),
        areas=(AreaShare("a", 60), AreaShare("p", 40)),
    )
    return replace(terms, **changes)


def a_credit(words: int = 6000, asked: int = 10, **changes: Any) -> Credit:
    """The credit of a course of so many words and questions; terms are changed by their names."""
    return calculate(credit_terms(**changes), words, asked)


def a_credit_approval(facts: CourseFacts | None = None, **changes: Any) -> CreditApproval:
    """The act of an approver who freezes the credit of these facts, in their first edition."""
    of = facts or course_facts()
    act = CreditApproval(
        edition_number=1,
        credit=of.credit,
        terms=of.credit_terms,
        name="Iris Lindqvist, PhD",
        title="Chair of the Education Committee",
        note="",
        approved_at=START,
    )
    return replace(act, **changes)


def approved(facts: CourseFacts | None = None) -> CourseFacts:
    """The facts of a course whose credit an approver has frozen."""
    of = facts or course_facts()
    return with_approval(of, a_credit_approval(of))


def course_facts(
    outline: tuple[OutlineEntry, ...] | None = None,
    credit_terms_: CreditTerms | None = None,
    **changes: Any,
) -> CourseFacts:
    """Everything a learner is told before starting; the credit is that of the outline."""
    entries = an_outline() if outline is None else outline
    terms = credit_terms_ or credit_terms()
    facts = CourseFacts(
        slug="foundations",
        title="Foundations of sex therapy",
        approved_title="Foundations of Sex Therapy",
        summary="What the profession is, where it came from and the ethics that hold it.",
        level="beginning",
        audience="Licensed mental-health clinicians and trainees under supervision",
        format="Reading-based asynchronous non-interactive distance learning",
        authors=(an_author(),),
        objectives=(an_objective("O1"), an_objective("O2")),
        credit_terms=terms,
        credit=credit_of(terms, entries),
        pass_mark_percent=80,
        attempts=3,
        released_on=date(2026, 11, 1),
        reviewed_on=date(2026, 11, 1),
        expires_on=date(2029, 10, 31),
        description_html="<p>What the course is about.</p>",
        outline=entries,
        references=("masters1970",),
        evaluation=an_evaluation(),
    )
    return replace(facts, **changes)


def a_course(modules: int = 2, *, quiz: Quiz | None = None, **changes: Any) -> Course:
    """A course of so many modules, each with a quiz; `quiz` takes the place of the first one.

    Further names change the facts: make.a_course(title="…").
    """
    texts = tuple(a_module(f"module-{number}") for number in range(1, modules + 1))
    quizzes = [a_quiz(module=text.slug) for text in texts]
    if quiz:
        quizzes[0] = replace(quiz, module="module-1")
    return course_of(texts, tuple(quizzes), **changes)


def course_of(
    modules: tuple[Module, ...], quizzes: tuple[Quiz, ...] = (), **changes: Any
) -> Course:
    """The course that these modules and quizzes make, with the outline and credit of them."""
    by_module = {quiz.module: quiz for quiz in quizzes}
    outline = tuple(entry_of(module, by_module.get(module.slug)) for module in modules)
    return Course(course_facts(outline, **changes), modules, quizzes)


def an_approval(**changes: Any) -> Approval:
    """An invented board's approval for 2026 and 2027, in every format."""
    approval = Approval(
        body="Example Board of Sexual Health",
        number="50-1234",
        statement="Approved by the Example Board, 50-1234, for {hours} CE credit hours, {period}.",
        valid_from=date(2026, 1, 1),
        valid_to=date(2027, 12, 31),
        formats=(),
    )
    return replace(approval, **changes)


def a_provider(*approvals: Approval, **changes: Any) -> Provider:
    """A provider in New York; without approvals it claims none."""
    provider = Provider(
        name="Example Institute for Sexual Health",
        address="12 Larch Street, Albany, NY 12207",
        email="office@example.org",
        website="https://example.org",
        time_zone="America/New_York",
        signatory_name="Dora Haddad, PhD",
        signatory_title="Director of Continuing Education",
        refunds="Fees are returned until the first quiz is begun.",
        grievances="Write to the director; you have an answer within ten days.",
        accommodations="Tell us what you need and we will find a way.",
        retention="The provider keeps this record for at least seven years.",
        approvals=approvals,
    )
    return replace(provider, **changes)


def a_program(*courses: str, **changes: Any) -> Program:
    """A program of these courses, or of one."""
    program = Program(
        slug="core",
        title="Core curriculum",
        summary="One course after the other.",
        description_html="<p>Where to begin.</p>",
        courses=courses or ("foundations",),
    )
    return replace(program, **changes)


def a_program_reading(*courses: str, **changes: Any) -> ProgramReading:
    """The file of such a program, read."""
    program = a_program(*courses, **changes)
    file = a_source_file(f"{program.slug}.md", repr(program))
    return ProgramReading(program.slug, program, file, ())


def a_source_file(path: str = "course.md", text: str = "---\ntitle: …\n---\n") -> SourceFile:
    """A file of a course folder."""
    return SourceFile(path, text.encode())


def an_edition(number: int = 1, change: Change | None = None, **changes: Any) -> EditionMark:
    """An edition of a course: the first one, or an editorial one unless another change is said."""
    kind = change or (Change.FIRST if number == 1 else Change.EDITORIAL)
    return replace(EditionMark(100 + number, number, kind, "", later(number)), **changes)


# Facts


def finished(module: str = "module-1", at: datetime = START) -> Finished:
    """The module was marked as read."""
    return Finished(module, at)


def started(module: str = "module-1", number: int = 1, at: datetime | None = None) -> Started:
    """The quiz's attempt of that number was begun."""
    return Started(module, f"{module}-attempt-{number}", at or later(number))


def graded(
    module: str = "module-1",
    number: int = 1,
    *,
    right: int = 5,
    of: int = 5,
    pass_mark_percent: int = 80,
    at: datetime | None = None,
) -> Graded:
    """The attempt of that number was graded, with so many right."""
    return Graded(
        module=module,
        attempt=f"{module}-attempt-{number}",
        earned=Fraction(right),
        possible=of,
        is_passed=100 * right >= pass_mark_percent * of,
        at=at or later(number),
    )


def granted(module: str = "module-1", count: int = 1) -> Granted:
    """Further attempts were granted."""
    return Granted(module, count, later(24))


def evaluated(at: datetime | None = None) -> Evaluated:
    """The evaluation was sent."""
    return Evaluated(at or later(48))


def completed(serial: str = SERIAL, at: datetime = COMPLETED_AT) -> Completed:
    """The completion was recorded."""
    return Completed(at, serial)


def all_work(course: CourseFacts | None = None) -> tuple[Fact, ...]:
    """Every module of the course finished and every quiz passed at the first attempt."""
    outline = (course or course_facts()).outline
    return tuple(
        fact
        for entry in outline
        for fact in (finished(entry.slug), started(entry.slug), graded(entry.slug))
        if entry.has_quiz or isinstance(fact, Finished)
    )


# Certificates


def a_license(**changes: Any) -> License:
    """A license in Florida."""
    return replace(License("Mental health counselor", "Florida", "MH12345"), **changes)


def a_holder(**changes: Any) -> Holder:
    """Ben, who has completed a course."""
    return replace(Holder("Ben Okafor", (a_license(),)), **changes)


def a_snapshot(*approvals: Approval, **changes: Any) -> Snapshot:
    """A completion frozen; without approvals it designates no credit."""
    frozen = certificates.snapshot(
        a_holder(),
        approved() if approvals else course_facts(),
        (3, EDITION_HASH),
        a_provider(*approvals),
        COMPLETED_AT,
        COMPLETED_ON,
    )
    return replace(frozen, **changes)


def a_snapshot_of(facts: CourseFacts) -> Snapshot:
    """A completion of a course with these facts, frozen."""
    return certificates.snapshot(
        a_holder(), facts, (3, EDITION_HASH), a_provider(), COMPLETED_AT, COMPLETED_ON
    )


def a_certificate(snapshot: Snapshot | None = None, **changes: Any) -> Certificate:
    """A certificate in force, issued when the course was completed."""
    certificate = Certificate(
        serial=SERIAL,
        snapshot=snapshot or a_snapshot(),
        issued_at=COMPLETED_AT,
        issued_on=COMPLETED_ON,
        voided_at=None,
        void_reason="",
        replaces="",
        replaced_by="",
    )
    return replace(certificate, **changes)


def a_voided_certificate(reason: str = "Issued in error", **changes: Any) -> Certificate:
    """A certificate that was voided."""
    voided = replace(a_certificate(), voided_at=later(500), void_reason=reason)
    return replace(voided, **changes)


# People


def a_person(role: Role = Role.LEARNER, **changes: Any) -> Person:
    """Ada, who learns."""
    person = Person(
        id=1,
        public_id="ada-0000000000000001",
        email="ada@example.org",
        legal_name="Ada Marlowe",
        role=role,
        time_zone="America/New_York",
    )
    return replace(person, **changes)


def a_new_account(**changes: Any) -> NewAccount:
    """An account before it is opened."""
    account = NewAccount(
        legal_name="Ada Marlowe",
        email="ada@example.org",
        time_zone="America/New_York",
        password_hash="not the hash of anything",
    )
    return replace(account, **changes)


def an_account(person: Person | None = None, **changes: Any) -> Account:
    """An account that is open."""
    account = Account(
        person=person or a_person(),
        password_hash="not the hash of anything",
        created_at=START,
        disabled_at=None,
    )
    return replace(account, **changes)


def a_signed_in(person: Person | None = None, **changes: Any) -> SignedIn:
    """Somebody who has just signed in."""
    signed_in = SignedIn(
        session_id=1,
        person=person or a_person(),
        started_at=START,
        seen_at=START,
        confirmed_at=START,
    )
    return replace(signed_in, **changes)
