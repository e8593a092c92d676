"""Questions in and out through the service: what is refused is told, what is published goes out."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from lms.domain.errors import NotFound
from lms.services import authoring, exchange
from lms.services.authoring import Draft
from lms.services.exchange import FileRefused, Source, Target
from lms.store.database import Database
from tests import make
from tests.exchange.asked import errors, said

COURSE, MODULE = "foundations", "module-1"


def publish(database: Database) -> None:
    course = make.a_course()
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
        draft = Draft(COURSE, course, (make.a_source_file(),), ())
        authoring.publish(session, draft, make.START)


def test_what_our_reader_refuses_is_left_out_and_told() -> None:
    # That two lines read alike is known where Markdown is.
    twins = b"::Twins::[markdown]Match. {=*a* -> one\n=a -> two\n=b -> three}"

    found = exchange.imported(twins + b"\n\n::Good::Is it so? {T}\n", "a b.gift")

    assert (found.questions, errors(found.text)) == (1, [])
    assert found.text.startswith('---\ntitle: "a b"\n---\n\n### Good\n')
    assert said(found.losses) == (
        "line 1, “Twins”: Our format refuses it: “a” stands twice at the left. "
        "The question is left out."
    )


def test_text_count_and_losses_agree_also_when_no_round_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange, "_MOST_ROUNDS", 1)
    twins = b"::Twins::[markdown]Match. {=*a* -> one\n=a -> two\n=b -> three}"

    found = exchange.imported(twins + b"\n\n::Good::Is it so? {T}\n", "a.gift")

    assert "“Twins”: Our format refuses it" in said(found.losses)
    assert (found.questions, found.text.count("### "), errors(found.text)) == (1, 1, [])
    assert all(problem.line <= found.text.count("\n") for problem in found.problems)


def test_the_format_is_recognized_or_named() -> None:
    aiken = b"What?\nA. One\nB. Two\nANSWER: A\n"
    moodle = b'<quiz><question type="essay"><name><text>x</text></name></question></quiz>'

    assert exchange.imported(aiken, "x.txt").questions == 1
    assert exchange.imported(moodle, "x.txt").questions == 1
    assert exchange.imported(b"What? {T}", "x.txt").questions == 1
    with pytest.raises(FileRefused, match="as aiken"):
        exchange.imported(b"What? {T}", "x.txt", Source.AIKEN)


def test_more_questions_than_a_quiz_can_hold_are_refused() -> None:
    with pytest.raises(FileRefused, match="more than 1,000 questions"):
        exchange.imported(b"\n\n".join([b"What? {T}"] * 1001), "x.gift")


def test_a_file_whose_questions_are_all_refused_is_refused() -> None:
    with pytest.raises(FileRefused, match="No question of this file"):
        exchange.imported(b"Bad {hello}", "x.gift")


def test_the_warnings_that_only_an_author_can_answer_are_kept() -> None:
    found = exchange.imported(b"What? {=a ~b}", "x.gift")

    assert {"no-objective", "no-explanation"} <= {problem.code for problem in found.problems}


@pytest.mark.parametrize("target", Target)
def test_the_quiz_of_the_newest_edition_goes_out(target: Target, sqlite_database: Database) -> None:
    publish(sqlite_database)

    with sqlite_database.reading() as session:
        made = exchange.exported(session, COURSE, MODULE, target)

    assert "The pass mark" in said(made.losses)
    if target is Target.QTI:
        assert made.name == f"{MODULE}.zip"
        assert "imsmanifest.xml" in ZipFile(BytesIO(made.content)).namelist()
    else:
        assert made.name == f"{MODULE}.gift"
        assert made.content.startswith(b"$CATEGORY: ")


def test_a_course_or_module_that_is_not_there_is_named(sqlite_database: Database) -> None:
    publish(sqlite_database)

    with sqlite_database.reading() as session:
        with pytest.raises(NotFound, match="There is no course other"):
            exchange.exported(session, "other", MODULE, Target.GIFT)
        with pytest.raises(NotFound, match="no module other with a quiz"):
            exchange.exported(session, COURSE, "other", Target.GIFT)
