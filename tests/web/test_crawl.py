"""Nobody gets to see what is not theirs to see, wherever they look (AC-02, AC-05, AC-08).

Every secret is a word that stands in one place of the library or of a person's record. Somebody
of every role opens everything that can be opened, and the table below says who may meet which.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from lms.domain.access import Person, Role
from lms.domain.certificates import License
from lms.domain.courses import Course
from lms.domain.questions import Answer, Feedback, Kind, Mistake, NumericKey, Question, Quiz
from lms.domain.scenarios import Scenario
from lms.services import (
    accounts,
    authoring,
    comments,
    drafts,
    inquiries,
    jobs,
    profiles,
    requirements,
    transcripts,
    written,
)
from lms.services.authoring import Draft
from lms.services.quizzes import Sitting, Wish
from lms.settings import Settings
from lms.store.database import Database
from tests import make
from tests.accounts import new_account, new_cookie
from tests.applications import shared_app
from tests.personas import Clock, Visitor
from tests.records import a_set, enters, publishes_sets
from tests.signing import signing_at
from tests.sittings import Learner
from tests.torture_size import every
from tests.web import crawling

ALPHA, BETA, RETIRED, DRAFT = "alpha", "beta", "retired", "draft"
ROLES = {
    "ada": Role.LEARNER,  # in the middle of three quizzes
    "ben": Role.LEARNER,  # has completed a course, and is in a retired one
    "eve": Role.LEARNER,  # is in no course
    "cleo": Role.INSTRUCTOR,
    "dora": Role.ADMINISTRATOR,
}
WORD = re.compile("zqqz[0-9]+xvvx")
READERS = {ALPHA: ("ada", "ben"), BETA: ("ada",), RETIRED: ("ben",)}


@dataclass(frozen=True)
class Secret:
    """A word that stands in one place: what it is, and which question, course or person of."""

    word: str
    kind: str
    about: str


@dataclass
class World:
    """What was written into it, and what happened to whom."""

    secrets: list[Secret] = field(default_factory=list)
    asked: dict[str, set[str]] = field(default_factory=dict)  # stamps, by person
    passed: dict[str, set[str]] = field(default_factory=dict)
    explained: dict[str, set[str]] = field(default_factory=dict)  # stamps with what was chosen
    attempts: list[str] = field(default_factory=list)
    results: list[str] = field(default_factory=list)  # their addresses
    licenses: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    inquiries: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    serial: str = ""
    open: list[Sitting] = field(default_factory=list)

    def word(self, kind: str, about: str) -> str:
        """A new word, for this place alone; no token or address holds one by chance."""
        word = f"zqqz{len(self.secrets):03}xvvx"
        self.secrets.append(Secret(word, kind, about))
        return word


# -- who may meet what -----------------------------------------------------------------


def may_meet(world: World, who: str, secret: Secret, address: str) -> bool:
    """The table: whether somebody may find this word at that address."""
    about, stamp = secret.about, secret.about.partition(" ")[0]
    has_passed = stamp in world.passed.get(who, ())
    is_certificate = address.casefold().startswith(f"/certificates/{world.serial}".casefold())
    if who == "dora" and address.startswith("/studio/"):
        # Whoever teaches or administers a course sees its questions with their keys, and who is
        # in it; a draft is nobody's, and a license or what was entered its holder's.
        return secret.kind not in ("draft", "license", "entered")
    if who == "dora" and address.startswith("/office/"):
        # The office keeps the record of everybody, and has nothing to do with what is asked.
        return secret.kind in ("name", "license", "email", "retired title")
    allowed: dict[str, bool] = {
        "hint": stamp in world.asked.get(who, ()),
        "question": stamp in world.asked.get(who, ()),
        "feedback": has_passed or about in world.explained.get(who, ()),
        "key": has_passed,
        "text": who in READERS.get(about, ()),
        "check": who in READERS.get(about, ()) and "check=" in address,
        "reply": who in READERS.get(about, ()) and "by=" in address,
        "entered": who == about,
        "asked": who == about,
        "comment": who == about,
        "name": who == about or (about == "ben" and is_certificate),
        "license": who == about or (about == "ben" and is_certificate),
        "email": who == about,
        "retired title": who == "ben",
        "draft": False,
        "source": False,
    }
    return allowed[secret.kind]


# -- the library -----------------------------------------------------------------------


def a_question(world: World, stamp: str, right: int = 1, wrong: int = 2) -> Question:
    """A question with a word in each of its parts."""
    options = []
    for number in range(right + wrong):
        option = make.an_option(world.word("question", stamp), is_right=number < right)
        feedback = world.word("feedback", f"{stamp} {option.key}")
        options.append(replace(option, feedback_html=f"<p>{feedback}</p>"))
    kind = Kind.SINGLE if right == 1 else Kind.MULTIPLE
    return marked(world, make.a_question(stamp, kind=kind, options=tuple(options)))


def a_check(world: World, slug: str, stamp: str) -> Question:
    """A knowledge check: its readers see the options, and the rest once they have answered."""
    right, wrong = (make.an_option(world.word("text", slug), is_right=it) for it in (True, False))
    return make.a_question(
        stamp,
        options=(
            replace(right, feedback_html=f"<p>{world.word('check', slug)}</p>"),
            replace(wrong, feedback_html=f"<p>{world.word('check', slug)}</p>"),
        ),
        name=world.word("source", slug),
        explanation_html=f"<p>{world.word('check', slug)}</p>",
        source_html=world.word("check", slug),
    )


def a_number(world: World, stamp: str) -> Question:
    """A question that a number answers, which is a word of its own too."""
    low = str(739_000_000 + len(world.secrets))
    world.secrets.append(Secret(low, "key", stamp))
    feedback = f"<p>{world.word('feedback', f'{stamp} 2')}</p>"
    key = NumericKey(low, low, "", world.word("key", stamp), (Mistake("2", feedback),))
    return marked(world, make.a_numeric_question(stamp, numeric=key))


def marked(world: World, question: Question) -> Question:
    """The question with a word in its stem, its hint, its explanation and its source."""
    stamp = question.stamp
    return replace(
        question,
        name=world.word("source", stamp),
        stem_html=f"<p>{world.word('question', stamp)}</p>",
        hint_html=f"<p>{world.word('hint', stamp)}</p>",
        explanation_html=f"<p>{world.word('key', stamp)}</p>",
        source_html=world.word("key", stamp),
    )


def a_quiz(world: World, module: str, prefix: str, feedback: Feedback) -> Quiz:
    """A quiz that asks four of its five questions."""
    pool = make.a_pool(*(a_question(world, f"{prefix}-p{n}") for n in (1, 2)), choose=1)
    section = make.a_section(
        a_question(world, f"{prefix}-q1"),
        a_question(world, f"{prefix}-q2", right=2),
        a_number(world, f"{prefix}-q3"),
    )
    return make.a_quiz(pool, section, module=module, feedback=feedback, attempts=3)


def a_scenario(world: World, slug: str) -> Scenario:
    """A scenario with a word in each of its parts."""
    reply = world.word("reply", slug)
    choice = make.a_choice(world.word("text", slug), "it-stops", reply)
    first, last = make.a_scene("it-rings", choice), make.a_scene("it-stops")
    return replace(
        make.a_scenario("a-call", replace(first, html=world.word("text", slug)), last),
        intro_html=world.word("text", slug),
    )


def what_is_practiced(world: World, slug: str) -> Quiz:
    """A practice quiz, whose key is told to whoever has answered, and a scenario."""
    section = make.a_section(a_check(world, slug, f"{slug}-practice"))
    told = (a_scenario(world, slug),)
    return make.a_practice_quiz(section, module="module-3", scenarios=told)


def a_course(world: World, slug: str, edition: int, feedback: Feedback, **changes: str) -> Course:
    """A course of two modules with a knowledge check in each, and one for practice."""
    modules, quizzes = [], []
    for number in (1, 2):
        check = a_check(world, slug, f"{slug}-check{number}")
        section = make.a_reading_section("where-it-began", check)
        opening = f"<p>{world.word('text', slug)}</p>"
        module = make.a_module(f"module-{number}", opening_html=opening, sections=(section,))
        modules.append(module)
        quizzes.append(a_quiz(world, module.slug, f"{slug}{edition}m{number}", feedback))
    modules.append(make.a_module("module-3"))
    quizzes.append(what_is_practiced(world, slug))
    return make.course_of(tuple(modules), tuple(quizzes), slug=slug, **changes)


def publishes(world: World, database: Database, course: Course) -> None:
    """The course, published with a word in files that no page shows."""
    slug = course.facts.slug
    files = (
        make.a_source_file(text=world.word("source", slug)),
        make.SourceFile("images/a.png", make.PIXEL),
        make.SourceFile("images/notes.md", world.word("source", slug).encode()),
    )
    with database.writing() as session:
        authoring.publish(session, Draft(slug, course, files, ()), make.START)


def tries_a_draft(world: World, database: Database) -> None:
    """A course that has an error still, so that it is not published."""
    files = (
        make.SourceFile("images/a.png", make.PIXEL),
        make.a_source_file(text=world.word("draft", DRAFT)),
    )
    with pytest.raises(authoring.PublishingRefused), database.writing() as session:
        authoring.publish(session, Draft(DRAFT, None, files, ()), make.START)


# -- the people ------------------------------------------------------------------------


def joins(world: World, database: Database, who: str) -> Person:
    """Somebody with a word in their name, their address and their license."""
    email = f"{world.word('email', who)}@example.org"
    new = replace(new_account(f"{who.title()} {world.word('name', who)}"), email=email)
    license_ = License("Counselor", world.word("license", who), world.word("license", who))
    with database.writing() as session:
        person = accounts.add_person(session, new, ROLES[who], None, make.START)
        profiles.add_license(session, person, license_, make.START)
        world.licenses += profiles.list_licenses(session, person)
        world.people.append(person.public_id)
    title, file = world.word("entered", who), world.word("entered", who)
    world.licenses.append(enters(database, person, title=title, approvals=(title,)))
    with database.writing() as session:
        document = transcripts.clean_file(b"%PDF-1.7 " + file.encode())
        transcripts.keep_file(session, person, world.licenses[-1], document, make.START)
        requirements.follow(session, person, "my-board", "", make.START)
    return person


def begins(world: World, learner: Learner, who: str, module: str = "module-1") -> Sitting:
    """An attempt, whose questions are known to whoever began it."""
    sitting = learner.begins(module)
    world.attempts.append(sitting.attempt)
    world.results.append(f"/courses/{sitting.course}/{module}/quiz/{sitting.attempt}")
    world.asked.setdefault(who, set()).update(it.stamp for it in learner.asked(sitting))
    return sitting


def hands_in(world: World, learner: Learner, who: str, sitting: Sitting, right: int) -> None:
    """The attempt with so many right answers, of four."""
    asked = learner.asked(sitting)
    answers = make.answers(asked, right)
    if right < len(asked):
        answers[len(asked) - 1] = Answer(typed="2")
    assert learner.submits(sitting, answers) is None
    if sitting.course == BETA:
        chosen = {place: answer.chosen or {answer.typed} for place, answer in answers.items()}
        given = {f"{asked[place].stamp} {it}" for place, them in chosen.items() for it in them}
        world.explained.setdefault(who, set()).update(given)
    if right == len(asked):
        world.passed.setdefault(who, set()).update(world.asked[who])


def ada_is_in_the_middle_of_three_quizzes(world: World, database: Database, ada: Person) -> None:
    """A first attempt; a second one after a failed one; and the last one, with none left."""
    alpha = Learner(database, ada, ALPHA).enrolls().reads("module-1").reads("module-2")
    beta = Learner(database, ada, BETA).enrolls().reads("module-1")
    hands_in(world, alpha, "ada", begins(world, alpha, "ada"), right=1)
    for _ in range(2):
        hands_in(world, beta, "ada", begins(world, beta, "ada"), right=1)
    world.open += [
        begins(world, alpha, "ada", "module-2"),
        begins(world, alpha, "ada"),
        begins(world, beta, "ada"),
    ]


def what_was_said(world: World, database: Database, people: dict[str, Person]) -> None:
    """Ada asks the instructor something, and Dora comments on a draft."""
    with database.writing() as session:
        about = (ALPHA, "module-1", "where-it-began", f"Why {world.word('asked', 'ada')}?")
        world.inquiries.append(inquiries.ask(session, people["ada"], *about, make.later(8)))
        taught = written.get_read(session, people["dora"], ALPHA)
        quote = drafts.get_text(session, taught, "course.md").text
        typed = comments.Typed(quote, "", "", world.word("comment", "dora"))
        by = people["dora"]
        world.threads.append(comments.begin(session, taught, by, "course.md", typed, make.later(8)))


def ben_completes_a_course(world: World, database: Database, ben: Person) -> None:
    """Each quiz passed, the first one not at once; then the certificate."""
    alpha = Learner(database, ben, ALPHA).enrolls()
    alpha.reads("module-1").reads("module-2").reads("module-3")
    hands_in(world, alpha, "ben", begins(world, alpha, "ben"), right=1)
    for module in ("module-1", "module-2"):
        hands_in(world, alpha, "ben", begins(world, alpha, "ben", module), right=4)
    world.serial = alpha.evaluates().attests()
    Learner(database, ben, RETIRED).enrolls()


@dataclass(frozen=True)
class Site:
    """The world as it is served, and everybody at their browsers."""

    app: Flask
    database: Database
    world: World
    readers: dict[str, Visitor]

    def addresses(self) -> Iterator[str]:
        """Every route, filled with every id of everybody."""
        world = self.world
        return crawling.every_address(
            self.app,
            {
                "course": (ALPHA, BETA, RETIRED, DRAFT),
                "module": ("module-1", "module-2", "module-3"),
                "scenario": ("a-call",),
                "scene": ("it-rings", "it-stops"),
                "attempt": tuple(world.attempts),
                "serial": (world.serial,),
                "public_id": tuple(world.licenses),
                "slug": ("my-board",),
                "person": tuple(world.people),
                "stamp": tuple(f"{it}1m1-q1" for it in (ALPHA, BETA, RETIRED)),
                "target": ("gift", "qti"),
                "token": ("spent",),
                "inquiry": tuple(world.inquiries),
                "thread": tuple(world.threads),
                "path": ("a.png", "notes.md", "course.md", "../course.md"),
                "number": ("1",),
                "name": ("site.css", "quiz.js", "../app.py"),
            },
        )


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Site:
    world, database = World(), sqlite_database
    publishes_sets(database, a_set())
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(make.an_approval()), make.START)
    publishes(world, database, a_course(world, ALPHA, 1, Feedback.AFTER_PASSING))
    publishes(world, database, a_course(world, BETA, 1, Feedback.AFTER_SUBMITTING))
    title = world.word("retired title", RETIRED)
    publishes(world, database, a_course(world, RETIRED, 1, Feedback.AFTER_PASSING, title=title))
    people = {who: joins(world, database, who) for who in ROLES}
    ada_is_in_the_middle_of_three_quizzes(world, database, people["ada"])
    ben_completes_a_course(world, database, people["ben"])
    publishes(world, database, a_course(world, ALPHA, 2, Feedback.AFTER_PASSING))
    what_was_said(world, database, people)
    with database.writing() as session:
        authoring.archive(session, RETIRED, make.later(9))
    tries_a_draft(world, database)
    app = shared_app(
        Settings.from_environment({"LMS_HOME": str(tmp_path / "home")}), database, Clock()
    )
    readers = {who: Visitor(app) for who in ("visitor", *ROLES)}
    for who, person in people.items():
        readers[who].cookie = new_cookie(database, person)
    return Site(app, database, world, readers)


# -- the crawl -------------------------------------------------------------------------

OWN = {"name", "license", "email", "entered"}
# What everybody does meet: a crawl that is shown nothing proves nothing.
MEETS = {
    "visitor": {"name", "license"},
    "ada": OWN | {"asked", "text", "check", "reply", "question", "hint", "feedback"},
    "ben": OWN | {"text", "check", "reply", "question", "feedback", "key", "retired title"},
    "eve": OWN,
    "cleo": OWN,
    "dora": OWN
    | {"question", "key", "source", "feedback", "text", "check", "retired title"}  # in exports
    | {"asked", "comment"},
}


def met(site: Site, answers: Iterable[crawling.Answer]) -> Iterator[tuple[Secret, str]]:
    """Every secret that stands somewhere in these answers, and at which address."""
    numbers = {secret.word for secret in site.world.secrets if secret.word.isdigit()}
    for answer in answers:
        # One look for all words: a look for each of them took a third of the crawl.
        words = {*WORD.findall(answer.text), *(it for it in numbers if it in answer.text)}
        for secret in site.world.secrets if words else ():
            if secret.word in words:
                yield secret, answer.address


def leaks(site: Site, who: str, answers: Iterable[crawling.Answer]) -> list[str]:
    """Every secret that somebody met where they must not."""
    return [
        f"{who} meets the {secret.kind} of {secret.about} at {address}"
        for secret, address in met(site, answers)
        if not may_meet(site.world, who, secret, address)
    ]


# Who is in no course and teaches none; in `make test` each of them tries a third of all addresses.
OUTSIDERS = ("visitor", "eve", "cleo")


def test_ac02_ac05_ac08_nobody_meets_a_secret_wherever_they_look(site: Site) -> None:
    addresses = list(site.addresses())
    stride = every(len(OUTSIDERS))
    sheets = [f"/courses/{it.course}/{it.module}/quiz" for it in site.world.open]
    begin = ["/", f"/certificates/{site.world.serial}", *sheets, *site.world.results]
    for who in ("visitor", *ROLES):
        first = OUTSIDERS.index(who) % stride if who in OUTSIDERS else None
        part = addresses if first is None else addresses[first::stride]
        looks_everywhere(site, who, [*begin, *part])


def looks_everywhere(site: Site, who: str, addresses: Sequence[str]) -> None:
    found = list(crawling.crawl(site.readers[who], addresses))

    assert leaks(site, who, found) == []
    secrets = {secret for secret, _ in met(site, found)}
    assert {secret.kind for secret in secrets} == MEETS[who]
    asked = {it for it in site.world.secrets if it.about in site.world.asked.get(who, ())}
    assert {it for it in asked if it.kind == "question"} <= secrets
    assert [
        it.address
        for it in found
        if it.status >= 500 and not it.address.endswith((".pdf", ".json"))
    ] == []


def sheet(site: Site, sitting: Sitting) -> str:
    """The sheet of Ada's open attempt."""
    return site.readers["ada"].get(f"/courses/{sitting.course}/{sitting.module}/quiz").text


def sends(site: Site, sitting: Sitting, **fields: str) -> Iterator[crawling.Answer]:
    """What Ada gets who sends this with the page's script, and what with its form."""
    quiz = f"/courses/{sitting.course}/{sitting.module}/quiz"
    ada = site.readers["ada"]
    for address in (f"{quiz}/answers", quiz):
        ada.post(address, attempt=sitting.attempt, **fields)
        yield crawling.read(ada, address)[0]


def everything_given(page: str) -> Iterator[dict[str, str]]:
    """Every option of a sheet, and numbers, each as the fields in which it is sent."""
    for place, key in re.findall(r'name="chosen-([0-9])" value="(zqqz[0-9]+xvvx)"', page):
        alone = {"position": place, "sequence": "1", "chosen": key}
        yield alone | {f"sequence-{place}": "1", f"chosen-{place}": key}
    for number in ("2", "many"):
        alone = {"position": "3", "sequence": "1", "typed": number}
        yield alone | {"sequence-3": "1", "typed-3": number}


def test_ac05_nothing_that_is_sent_in_the_middle_of_an_attempt_brings_out_a_key(site: Site) -> None:
    answers = [
        answer
        for sitting in site.world.open
        for fields in everything_given(sheet(site, sitting))
        for wish in (Wish.SAVE, Wish.LEAVE, Wish.HAND_IN)
        for answer in sends(site, sitting, **fields, do=wish)
    ]

    assert leaks(site, "ada", answers) == []
    assert {200, 303, 409} <= {it.status for it in answers} <= {200, 303, 409, 422}


def test_ac05_on_a_sheet_a_right_option_looks_like_a_wrong_one(site: Site) -> None:
    for sitting in site.world.open:
        page = sheet(site, sitting)

        options = re.findall(r'<label class="option">.*?</label>', page, re.DOTALL)
        looks = {re.sub(r"zqqz[0-9]+xvvx|q[0-9]-[0-9]|chosen-[0-9]", "…", it) for it in options}
        assert len(options) == 3 + 3 + 4
        assert len(looks) == len({"radio", "checkbox"})


def test_ac02_the_file_of_a_certificate_tells_no_more_than_its_page(site: Site) -> None:
    database, world = site.database, site.world
    assert jobs.work_off(database, signing_at("http://localhost"), Clock()) == 1

    pdf = site.readers["visitor"].get(f"/certificates/{world.serial}.pdf")
    reader = PdfReader(BytesIO(pdf.data))
    text = "\n".join([*(it.extract_text() for it in reader.pages), repr(reader.metadata)])
    file = crawling.Answer(f"/certificates/{world.serial}.pdf", pdf.status_code, text.casefold())

    assert leaks(site, "visitor", [file]) == []
    assert {secret.kind for secret, _ in met(site, [file])} == {"name", "license"}

    # What people publish names nobody.
    signed = site.readers["visitor"].get(f"/certificates/{world.serial}.json")
    told = crawling.Answer("credential", signed.status_code, signed.text.casefold())
    assert signed.status_code == 200
    assert list(met(site, [told])) == []
