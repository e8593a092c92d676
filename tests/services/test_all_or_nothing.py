"""An act is done whole or not at all: the database fails at every statement of it (DS-08)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.accounts import Door, SignedIn
from lms.domain.courses import Course
from lms.services import (
    accommodations,
    accounts,
    authoring,
    certificates,
    courses,
    credit,
    issued,
    profiles,
    provider,
)
from lms.services.accommodations import ExtraTime, Grant
from lms.services.accounts import Proof
from lms.services.authoring import Draft
from lms.services.issued import Correction
from lms.services.quizzes import Wish
from lms.store.database import Database
from lms.store.rows import Base
from tests import make
from tests.accounts import (
    HOME,
    NOON,
    PASSWORD,
    email_of,
    hash_of,
    holder,
    new_account,
    new_cookie,
    proof,
    signed_up,
)
from tests.faults import Fault, failing_at, failing_at_commit
from tests.sittings import COURSE, MODULE, Learner, publishes
from tests.torture_size import every

Act = Callable[[], object]
NEW_PASSWORD = "thistle lantern 44"


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """The full content of every table."""
    with database.reading() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def writing(database: Database, service: Callable[[Session], object]) -> Act:
    """The act of asking a service, in a transaction of its own."""

    def ask() -> object:
        with database.writing() as session:
            return service(session)

    return ask


# -- what learners do: each function is how things stand before, and gives the act -----


def reader(database: Database) -> Learner:
    """Ada, who has read the first module."""
    publishes(database)
    return Learner(database).enrolls().reads()


def enrolling(database: Database) -> Act:
    publishes(database)
    return Learner(database).enrolls


def coming_back(database: Database) -> Act:
    ada = reader(database)
    ada.leaves()
    return ada.enrolls


def leaving(database: Database) -> Act:
    return reader(database).leaves


def finishing_a_module(database: Database) -> Act:
    publishes(database)
    return Learner(database).enrolls().reads


def going_on_in_another_edition(database: Database) -> Act:
    ada = reader(database)
    publishing_another_edition(database)()
    return writing(
        database, lambda session: courses.choose_edition(session, ada.person, COURSE, 2, ada.at)
    )


def starting(database: Database) -> Act:
    return reader(database).begins


def starting_again(database: Database) -> Act:
    ada = reader(database)
    ada.takes(right=1)
    return ada.begins


def saving_an_answer(database: Database) -> Act:
    ada = reader(database)
    sitting = ada.begins()
    answer = make.right_answer(ada.asked(sitting)[0])
    return lambda: ada.saves(sitting, 0, answer)


def saving_a_sheet(database: Database) -> Act:
    return sending_a_sheet(database, Wish.SAVE)


def handing_in(database: Database) -> Act:
    return sending_a_sheet(database, Wish.HAND_IN)


def sending_a_sheet(database: Database, wish: Wish) -> Act:
    """The whole sheet, one item of which was answered before."""
    ada = reader(database)
    sitting = ada.begins()
    asked = ada.asked(sitting)
    ada.saves(sitting, 0, make.wrong_answer(asked[0]))
    return lambda: ada.submits(sitting, make.answers(asked, 5), wish, sequence=2)


def going_on_with_a_case(database: Database) -> Act:
    case = make.a_case(make.questions(2), make.questions(1, "later"))
    publishes(database, make.a_course(quiz=make.a_quiz(case)))
    ada = Learner(database).enrolls().reads()
    sitting = ada.begins()
    answers = {at: make.right_answer(ada.asked(sitting)[at]) for at in (0, 1)}
    return lambda: ada.goes_on(sitting, 2, answers)


def evaluating(database: Database) -> Act:
    publishes(database)
    ada = Learner(database).enrolls().does_everything()
    return lambda: ada.evaluates({"objective-O1": "5", "comment": "More cases."})


def attesting(database: Database) -> Act:
    publishes(database)
    return Learner(database).enrolls().does_everything().evaluates().attests


# -- what the office does --------------------------------------------------------------


def granting(database: Database) -> Act:
    person = reader(database).person
    given = Grant(2, "was ill")
    return writing(
        database,
        lambda session: accommodations.grant(session, person, COURSE, MODULE, given, make.later(2)),
    )


def lengthening(database: Database) -> Act:
    person = reader(database).person
    given = ExtraTime(50, "reads with a screen reader")
    return writing(
        database,
        lambda session: accommodations.lengthen(session, person, COURSE, given, make.later(2)),
    )


def voiding(database: Database) -> Act:
    publishes(database)
    serial = Learner(database).enrolls().does_everything().evaluates().attests()
    return writing(
        database,
        lambda session: certificates.void(session, serial, "Issued in error", make.later(9)),
    )


def reissuing(database: Database) -> Act:
    irma, serial = of_the_office(database)
    corrected = Correction("Ada Marlowe-Hart", (), "has married")
    return writing(
        database,
        lambda session: issued.reissue(session, irma, serial, corrected, make.later(9)),
    )


def keeping_a_duplicate(database: Database) -> Act:
    irma, serial = of_the_office(database)
    return writing(
        database,
        lambda session: issued.keep_duplicate(session, irma, serial, b"%PDF", make.later(9)),
    )


def of_the_office(database: Database) -> tuple[Person, str]:
    """Somebody of the office, and the serial of Ada's certificate."""
    publishes(database)
    serial = Learner(database).enrolls().does_everything().evaluates().attests()
    return signed_up(database, "Irma Lund", Role.ADMINISTRATOR), serial


def approving_credit(database: Database) -> Act:
    publishes(database)
    irma = signed_up(database, "Irma Lund", Role.ADMINISTRATOR)
    sign = credit.Signature("Irma Lund", "Chair", "")
    return writing(
        database,
        lambda session: credit.approve(session, irma, COURSE, 1, sign, make.later(9)),
    )


def changing_the_provider(database: Database) -> Act:
    publishes(database, provider=make.a_provider(make.an_approval()))
    irma = signed_up(database, "Irma Lund", Role.ADMINISTRATOR)
    with database.reading() as session:
        seen = provider.get_page(session, make.later(9)).edition.id
    return writing(
        database,
        lambda session: provider.remove_approval(session, irma, seen, 1, make.later(9)),
    )


def publishing_the_provider(database: Database) -> Act:
    return writing(
        database,
        lambda session: authoring.publish_provider(session, make.a_provider(), make.START),
    )


def publishing(database: Database) -> Act:
    publishing_the_provider(database)()
    return publishing_of(database, make.a_course())


def publishing_another_edition(database: Database) -> Act:
    if not everything(database)["courses"]:
        publishes(database)
    others = make.a_section(*make.questions(5, prefix="other-"))
    return publishing_of(database, make.a_course(quiz=make.a_quiz(others)))


def publishing_of(database: Database, course: Course) -> Act:
    """The act of publishing this course, with a picture beside it."""
    files = (make.a_source_file(text=repr(course)), make.a_source_file("images/a.png", "a picture"))
    draft = Draft(COURSE, course, files, ())
    return writing(database, lambda session: authoring.publish(session, draft, make.START))


def archiving(database: Database) -> Act:
    publishes(database)
    return writing(database, lambda session: authoring.archive(session, COURSE, make.later(1)))


def putting_a_course_back(database: Database) -> Act:
    archiving(database)()
    return publishing_another_edition(database)


# -- what people do with their accounts ------------------------------------------------


def signing_up(database: Database) -> Act:
    bens = holder(database, new_cookie(database, signed_up(database, "Ben Okafor")))
    with database.reading() as session:
        applicant = accounts.look_at_all("Ada Marlowe", email_of("Ada"), "UTC", PASSWORD)
        knock = accounts.knock_to_sign_up(session, applicant, HOME, NOON)
    new = new_account("Ada Marlowe")
    return writing(database, lambda session: accounts.sign_up(session, knock, new, bens, NOON))


def signing_in(database: Database) -> Act:
    signed_up(database, "Ada Marlowe")
    shown = proof(database, email_of("Ada"), PASSWORD)
    return writing(database, lambda session: accounts.sign_in(session, shown, None, NOON))


def being_refused_at_the_door(database: Database) -> Act:
    signed_up(database, "Ada Marlowe")
    shown = proof(database, email_of("Ada"), "not her password")
    return writing(database, lambda session: accounts.sign_in(session, shown, None, NOON))


def changing_the_password(database: Database) -> Act:
    ada, shown = confirmed(database)
    new_hash = hash_of(NEW_PASSWORD)
    return writing(
        database, lambda session: profiles.change_password(session, ada, shown, new_hash, NOON)
    )


def changing_the_email(database: Database) -> Act:
    ada, shown = confirmed(database)
    new = "ada.marlowe@example.org"
    return writing(database, lambda session: profiles.change_email(session, ada, shown, new, NOON))


def confirmed(database: Database) -> tuple[SignedIn, Proof]:
    """Ada, signed in twice and with a link under way, who gives her present password."""
    ada = signed_up(database, "Ada Marlowe")
    here = holder(database, new_cookie(database, ada))
    new_cookie(database, ada)
    reset_link(database)()
    assert here is not None
    return here, proof(database, ada.email, PASSWORD, Door.CONFIRM)


def making_a_reset_link(database: Database) -> Act:
    signed_up(database, "Ada Marlowe")
    reset_link(database)()
    return reset_link(database)


def reset_link(database: Database) -> Act:
    """The act of making a link for Ada."""
    return writing(
        database, lambda session: profiles.make_reset_link(session, email_of("Ada"), NOON, None)
    )


def resetting_the_password(database: Database) -> Act:
    new_cookie(database, signed_up(database, "Ada Marlowe"))
    token, new_hash = str(reset_link(database)()), hash_of(NEW_PASSWORD)
    with database.reading() as session:
        knock = profiles.knock_with_link(session, token, HOME, NOON)
    return writing(
        database, lambda session: profiles.reset_password(session, knock, token, new_hash, NOON)
    )


def adding_a_license(database: Database) -> Act:
    ada = signed_up(database, "Ada Marlowe")
    return writing(
        database, lambda session: profiles.add_license(session, ada, make.a_license(), NOON)
    )


def removing_a_license(database: Database) -> Act:
    ada = signed_up(database, "Ada Marlowe")
    with database.writing() as session:
        profiles.add_license(session, ada, make.a_license(), NOON)
        (license_id,) = profiles.list_licenses(session, ada)
    return writing(
        database, lambda session: profiles.remove_license(session, ada, license_id, NOON)
    )


def changing_the_role(database: Database) -> Act:
    ada = signed_up(database, "Ada Marlowe")
    new_cookie(database, ada)
    return writing(
        database, lambda session: accounts.set_role(session, ada.id, Role.INSTRUCTOR, None, NOON)
    )


def disabling(database: Database) -> Act:
    ada = confirmed(database)[0].person
    return writing(database, lambda session: accounts.disable(session, ada.id, None, NOON))


ACTS = (
    enrolling,
    coming_back,
    leaving,
    finishing_a_module,
    going_on_in_another_edition,
    starting,
    starting_again,
    saving_an_answer,
    saving_a_sheet,
    going_on_with_a_case,
    handing_in,
    evaluating,
    attesting,
    granting,
    lengthening,
    voiding,
    reissuing,
    keeping_a_duplicate,
    approving_credit,
    changing_the_provider,
    publishing_the_provider,
    publishing,
    publishing_another_edition,
    archiving,
    putting_a_course_back,
    signing_up,
    signing_in,
    being_refused_at_the_door,
    changing_the_password,
    changing_the_email,
    making_a_reset_link,
    resetting_the_password,
    adding_a_license,
    removing_a_license,
    changing_the_role,
    disabling,
)


# -- the law ---------------------------------------------------------------------------


def tried(statements: list[str], database: Database) -> list[tuple[int, str]]:
    """Every statement in turn; in `make test` some, of PostgreSQL fewer: its law is the same."""
    numbered = list(enumerate(statements))
    stride = every(2) if database.file else every(6)
    return numbered[len(statements) % stride :: stride] + numbered[-1:]


@pytest.mark.parametrize("before_it", ACTS, ids=lambda before_it: before_it.__name__)
def test_ds08_an_act_that_fails_at_any_statement_leaves_no_trace_and_can_be_done_again(
    before_it: Callable[[Database], Act], database: Database
) -> None:
    act = before_it(database)
    before = everything(database)

    def reaches_its_commit() -> list[str]:
        with pytest.raises(Fault, match="at COMMIT"), failing_at_commit(database) as statements:
            act()
        return statements

    reaches_its_commit()  # what is kept by its address is known from here on
    statements = reaches_its_commit()
    assert everything(database) == before
    for place, statement in tried(statements, database):
        with pytest.raises(Fault, match=f"at statement {place}$"), failing_at(database, place):
            act()
        assert everything(database) == before, f"a trace is left of failing at: {statement}"
        assert len(reaches_its_commit()) == len(statements)
    act()

    assert everything(database) != before
