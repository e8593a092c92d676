"""The studio's pages about other systems: what each format loses, files out, and files in."""

import re
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from werkzeug.test import TestResponse

from lms.domain.regrading import RegradePolicy
from lms.services import exchange, proposals, regrading, teaching
from lms.services.exchange import Target
from lms.store.database import Database
from lms.web.exchange import MEDIA_TYPES, MOST_BYTES, ONE_AT_A_TIME, UPLOAD_BYTES
from tests import make
from tests.crowds import publishes_again
from tests.exchange.asked import errors
from tests.personas import Cleo, Visitor
from tests.queries import asked
from tests.sittings import COURSE, publishes
from tests.web.looking import OUR_SCRIPT, repeated_ids, said

HOME = f"/studio/{COURSE}"
FORMATS = f"{HOME}/module-1/formats"
IMPORT = f"{HOME}/import"
GIFT = "::Is it so?::It is so. {T#No.#Yes.####So it is.}\n\n::Hard::How hard? {~a ~%50%b =c}\n"
EDGE = "----edge"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
ENTITIES = '<!DOCTYPE a [<!ENTITY b "c">]><quiz/>'


@pytest.fixture
def teacher(cleo: Cleo, database: Database) -> Cleo:
    """Cleo, who teaches the course."""
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, make.later(1))
    return cleo


def sends(who: Visitor, content: str | bytes, name: str = "questions.txt", form: str = "") -> str:
    """Choose a file on the page and send it; what the page says that comes back."""
    return said(uploads(who, content, name, form).text)


def uploads(who: Visitor, content: str | bytes, name: str, form: str = "") -> TestResponse:
    """The same, as a browser writes what it sends; werkzeug leaves its files open."""
    raw = content if isinstance(content, bytes) else content.encode()
    escaped = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    parts = [f'name="csrf_token"\r\n\r\n{who.token()}', f'name="format"\r\n\r\n{form}']
    parts += [f'name="file"; filename="{escaped}"\r\nContent-Type: text/plain\r\n\r\n']
    start = "".join(f"--{EDGE}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    body = start.removesuffix("\r\n").encode() + raw + f"\r\n--{EDGE}--\r\n".encode()
    sent = {"content_type": f"multipart/form-data; boundary={EDGE}", "headers": SAME_SITE}
    who._page = who.client.post(IMPORT, data=body, **sent)
    return who.page


def text_of(html: str) -> str:
    """What stands in the page's text of a quiz."""
    found = re.search(r"<textarea[^>]* readonly[^>]*>\n(.*?)</textarea>", html, re.DOTALL)
    assert found is not None
    return unescape(found[1])


# -- out ---------------------------------------------------------------------------


def test_each_format_says_what_it_loses_before_the_download(teacher: Cleo) -> None:
    html = teacher.get(FORMATS).text
    page = said(html)

    lost = "The pass mark (80%) and the limit (3 attempts) have no place in GIFT. The whole file"
    assert lost in page
    assert "The objective has no place in QTI. Question 1, “Question " in page
    assert "and 4 more It is left out." in page
    assert page.index(lost) < page.index("Download module-1.gift")
    assert repeated_ids(html) == set()


@pytest.mark.parametrize("target", Target)
def test_a_download_is_the_file_that_the_command_writes(
    target: Target, teacher: Cleo, database: Database
) -> None:
    with database.reading() as session:
        made = exchange.exported(session, COURSE, "module-1", target)
    assert f'href="{FORMATS}/{target}"' in teacher.get(FORMATS).text

    file = teacher.get(f"{FORMATS}/{target}")

    assert file.data == made.content
    assert file.content_type == MEDIA_TYPES[target]
    assert file.headers["Content-Disposition"] == f"attachment; filename={made.name}"


def test_a_package_is_a_package_also_for_who_takes_packed_pages(teacher: Cleo) -> None:
    file = teacher.client.get(f"{FORMATS}/qti", headers={"Accept-Encoding": "gzip"})

    assert "imsmanifest.xml" in ZipFile(BytesIO(file.data)).namelist()


def test_a_decision_about_a_key_is_named_among_what_is_lost(
    teacher: Cleo, database: Database
) -> None:
    stamp = make.a_course().quizzes[0].questions[1].stamp
    with database.writing() as session:
        taught = teaching.get_taught(session, teacher.person, COURSE)
        policy = RegradePolicy.FULL_CREDIT
        decided = proposals.get_proposal(session, taught, "module-1", stamp, policy, 1).decided
        made = regrading.order(session, teacher.person, taught, decided, "Why.", make.later(2))

    in_force = said(teacher.get(FORMATS).text)
    with database.writing() as session:
        regrading.undo(session, teacher.person, taught, made, "By mistake.", make.later(3))
    undone = said(teacher.get(FORMATS).text)

    told = "A decision about its key is in force here and is not in the file. Question 2, “"
    assert in_force.count(told) == len(Target)
    assert "The file has the newest key alone." in in_force
    assert told not in undone


def test_what_is_not_there_is_not_found(teacher: Cleo, database: Database) -> None:
    told = make.scenarios_alone()
    quiz = make.a_quiz(module="module-2")
    modules = tuple(make.a_module(f"module-{n}") for n in (1, 2, 3))
    publishes_again(database, make.course_of(modules, (told, quiz)))

    for path in (f"{FORMATS}", f"{FORMATS}/gift", f"{HOME}/module-3/formats", f"{FORMATS}/nothing"):
        assert teacher.get(path).status_code == 404
    assert teacher.get(f"{HOME}/module-2/formats").status_code == 200
    assert teacher.get(f"{HOME}/module-2/formats/aiken").status_code == 404


def test_the_questions_of_a_course_lead_to_both_pages(teacher: Cleo) -> None:
    quizzes = teacher.get(f"{HOME}/statistics").text
    quiz = teacher.get(f"{HOME}/module-1/statistics").text

    assert f'href="{FORMATS}"' in quizzes
    assert f'href="{IMPORT}"' in quizzes
    assert f'href="{FORMATS}"' in quiz
    assert f'href="{IMPORT}"' in teacher.get(FORMATS).text


def test_av04_the_formats_of_a_quiz_cost_few_questions(teacher: Cleo, database: Database) -> None:
    teacher.get(FORMATS)

    with asked(database) as statements:
        teacher.get(FORMATS)

    assert len(statements) <= 10


def test_a_download_makes_no_other_format(teacher: Cleo, database: Database) -> None:
    addresses = [FORMATS, *(f"{FORMATS}/{target}" for target in Target)]
    for address in addresses:
        teacher.get(address)

    cost = {}
    for address in addresses:
        with asked(database) as statements:
            assert teacher.get(address).status_code == 200
        cost[address] = len(statements)

    every, *each = cost.values()
    assert max(each) < every


# -- in ----------------------------------------------------------------------------


def test_a_file_becomes_a_text_and_what_is_lost_is_named(teacher: Cleo) -> None:
    teacher.get(IMPORT)

    answer = uploads(teacher, GIFT, "My Quiz.gift")
    page, text = said(answer.text), text_of(answer.text)

    assert answer.status_code == 200
    assert "2 questions as a quiz" in page
    assert "The weight 50%" in page
    assert "Line 3, “Hard”" in page
    assert text == exchange.imported(GIFT.encode(), "My Quiz.gift").text
    assert errors(text) == []
    assert repeated_ids(answer.text) == set()


def test_a_file_without_a_loss_says_so(teacher: Cleo) -> None:
    assert "Nothing is lost." in sends(teacher, "::Is it so?::It is. {T}\n")


def test_the_text_can_be_kept_as_a_file(teacher: Cleo) -> None:
    page = uploads(teacher, GIFT, "My Quiz (2).gift").text
    text, name = text_of(page), re.findall(r'name="name" value="([^"]+)"', page)

    # A browser ends the lines of a form like this.
    file = teacher.post(f"{IMPORT}/text", text=text.replace("\n", "\r\n"), name=name[0])

    assert file.data == text.encode()
    assert file.content_type == "text/markdown; charset=utf-8"
    assert file.headers["Content-Disposition"] == "attachment; filename=my-quiz-2.quiz.md"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("история.gift", "imported.quiz.md"),
        ("../../etc/passwd", "passwd.quiz.md"),
        ("a\r\nSet-Cookie: b=c", "a-set-cookie-b-c.quiz.md"),
        ("", "imported.quiz.md"),
        ("x" * 300, "x" * 60 + ".quiz.md"),
    ],
)
def test_the_name_of_a_file_is_never_more_than_a_name(name: str, kept: str, teacher: Cleo) -> None:
    file = teacher.post(f"{IMPORT}/text", text="one\n", name=name)

    assert file.headers["Content-Disposition"] == f"attachment; filename={kept}"


def test_wb01_importing_keeps_nothing(teacher: Cleo, database: Database) -> None:
    teacher.get(IMPORT)

    with asked(database) as statements:
        sends(teacher, GIFT)
        teacher.post(f"{IMPORT}/text", text="one\n", name="a")
        teacher.get(f"{FORMATS}/gift")

    assert {statement.split()[0] for statement in statements} == {"SELECT"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "No question of this file can be read as gift."),
        (b"\xff\xfea\x00", "This file is not saved as UTF-8; save it again with that encoding"),
        (b"<quiz><question>", "This is not well-formed XML: line 1 cannot be read;"),
        (ENTITIES.encode(), "This XML declares a document type or entities, which are not read"),
    ],
)
def test_in09_a_file_that_cannot_be_read_is_one_sentence_above_the_form(
    content: bytes, why: str, teacher: Cleo
) -> None:
    form = "moodle-xml" if content.startswith(b"<") else ""

    page = uploads(teacher, content, "q.txt", form)

    assert page.status_code == 422
    assert teacher.title.startswith("Error: Questions from another system")
    assert f'<a href="#f-file">{why}' in unescape(page.text)
    assert f'value="{form}" selected' in page.text or not form


def test_a_form_without_a_file_says_what_to_do(teacher: Cleo) -> None:
    teacher.get(IMPORT)

    assert "Choose the file with the questions." in teacher.post(IMPORT, format="").text
    assert "Choose the file with the questions." in teacher.post(IMPORT, file="text").text


def test_av05_one_file_is_read_at_a_time(teacher: Cleo) -> None:
    with ONE_AT_A_TIME:
        waits = sends(teacher, GIFT)

    assert "Another file is being read just now; send yours again in a minute." in waits
    assert "2 questions as a quiz" in sends(teacher, GIFT)


def test_in13_a_file_has_a_limit_and_what_is_sent_another(teacher: Cleo) -> None:
    large = b"// a comment\n" * (MOST_BYTES // 13) + b"It is so. {T}\n"
    much = b"x" * UPLOAD_BYTES

    within = sends(teacher, large[-MOST_BYTES:])
    beyond = sends(teacher, b"\n" * 20 + large)

    assert "1 question as a quiz" in within
    assert "This file is larger than 1 MB; split it, or import it with lms questions" in beyond
    assert uploads(teacher, much, "q.txt").status_code == 413


def test_a_hostile_text_stays_a_text(teacher: Cleo) -> None:
    hostile = "::</textarea><script>alert(1)</script>::It is so. {T}\n"

    page = uploads(teacher, hostile, '"><script>.gift').text

    assert "<script" not in page.replace(OUR_SCRIPT, "")
    assert errors(text_of(page)) == []


@pytest.mark.parametrize("name", ["a\nb\x07c\u202ed: [e.gift", "…" * 400])
def test_in14_whatever_a_file_is_called_it_is_read(name: str, teacher: Cleo) -> None:
    answer = uploads(teacher, "It is so. {T}\n", name)

    assert answer.status_code == 200
    assert errors(text_of(answer.text)) == []


def test_wb02_a_file_without_the_forms_token_is_not_read(teacher: Cleo) -> None:
    file = {"file": (BytesIO(GIFT.encode()), "q.gift")}

    answer = teacher.client.post(IMPORT, data=file, headers=SAME_SITE)

    assert answer.status_code == 400
    assert "Hard" not in answer.text
