"""A form that is sent twice is done once, and both answers are the same (DS-04)."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms.services import authoring, requirements
from lms.services.authoring import Draft
from lms.store.database import Database
from lms.store.rows import Base
from lms.web.policies import policy_of
from lms.web.security import SAFE_METHODS
from tests import make
from tests.accounts import PASSWORD
from tests.personas import Ada, Ben, Clock, Visitor
from tests.records import a_set, enters, publishes_sets, typed
from tests.sittings import Learner, publishes

KEY = "0123456789abcdefghij"
NEW_PASSWORD = "velvet harbor 4411"
TIMES = 20
# What counts visits and tries, and no act.
NOISE = {"sessions", "failures", "forms_sent"}


@dataclass(frozen=True)
class Sent:
    """A form that changes something: where it goes, what is in it, and what came before."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[Learner], object] = lambda ada: None


def has_begun(ada: Learner) -> None:
    ada.enrolls().reads()


def has_everything(ada: Learner) -> None:
    ada.enrolls().does_everything()


def has_evaluated(ada: Learner) -> None:
    ada.enrolls().does_everything().evaluates()


def is_asked_for_an_edition(ada: Learner) -> None:
    ada.enrolls()
    draft = Draft("foundations", make.a_course(3), (make.a_source_file(text="new"),), ())
    with ada.database.writing() as session:
        authoring.publish(session, draft, make.later(2))


COURSE = "/courses/foundations"
SETS = "/me/requirements"


def may_follow(ada: Learner) -> None:
    publishes_sets(ada.database, a_set())


def follows(ada: Learner) -> None:
    may_follow(ada)
    with ada.database.writing() as session:
        requirements.follow(session, ada.person, "my-board", "", make.START)


FORMS = {
    "courses.enroll": Sent(f"{COURSE}/enroll"),
    "courses.leave": Sent(f"{COURSE}/leave", before=Learner.enrolls),
    "courses.edition": Sent(f"{COURSE}/edition", {"edition": "2"}, before=is_asked_for_an_edition),
    "inquiries.ask": Sent(
        f"{COURSE}/module-1/ask",
        {"section": "where-it-began", "text": "Why?"},
        before=Learner.enrolls,
    ),
    "reading.finish": Sent(f"{COURSE}/module-1/finish", before=Learner.enrolls),
    "quizzes.start": Sent(f"{COURSE}/module-1/quiz/start", before=has_begun),
    "evaluations.send": Sent(f"{COURSE}/evaluation", {"objective-O1": "5"}, before=has_everything),
    "certificates.attest": Sent(f"{COURSE}/certificate", {"attest": "yes"}, before=has_evaluated),
    "transcripts.enter": Sent("/me/transcript/certificates", typed()),
    "requirements.follow": Sent(f"{SETS}/my-board/follow", before=may_follow),
    "requirements.unfollow": Sent(f"{SETS}/my-board/unfollow", before=follows),
    "profiles.permit": Sent("/me/profile/pars", {"birth_month": "2", "birth_day": "3"}),
    "profiles.update_profile": Sent("/me/profile", {"name": "Ada B.", "time_zone": "UTC"}),
    "profiles.add_license": Sent(
        "/me/profile/licenses", {"profession": "MFT", "jurisdiction": "NY", "number": "17"}
    ),
    "profiles.change_password": Sent(
        "/me/profile/password", {"present_password": PASSWORD, "new_password": NEW_PASSWORD}
    ),
    "profiles.change_email": Sent(
        "/me/profile/email", {"present_password": PASSWORD, "email": "new@example.org"}
    ),
}
# Forms whose repetition is harmless or told apart by what they carry, each with where it is tested.
TOLD_APART = {
    "accommodations.grant": "test_accommodations: an administrator's, with a learner's address",
    "accommodations.lengthen": "test_accommodations: the same",
    "accounts.sign_in": "a second session, which ends by itself",
    "accounts.sign_up": "below, without a session",
    "accounts.sign_out": "nobody is signed in any more",
    "colleagues.add": "test_colleagues: an author's, and who is there already is refused",
    "colleagues.take_off": "test_colleagues: an author's, told apart by its key",
    "comments.answer": "test_comments: an author's or a reviewer's, told apart by its key",
    "comments.begin": "test_comments: the same",
    "colleagues.ask": "test_sign_offs: an author's, and asking twice is asking once",
    "drafts.sign_off": "services/test_sign_offs: signing off twice is once",
    "sign_offs.ask": "test_sign_offs: an administrator's, and asking twice is asking once",
    "inquiries.answer": "test_inquiries: an author's, told apart by its key",
    "inquiries.publish": "test_inquiries: the same, and published once",
    "inquiries.take_back": "services/test_inquiries: taking back twice is once",
    "courses.renew": "services/test_renewals: beginning twice is beginning once",
    "course_facts.keep": "test_course_facts: an instructor's, and twice is one save",
    "credit.approve": "test_credit: an administrator's, and an edition's credit is approved once",
    "dossiers.take": "test_dossiers: an administrator's; each time it leaves the house is recorded",
    "draft_files.add": "test_draft_files: an instructor's, and a double click is one module",
    "draft_files.move": "test_draft_files: the same, told apart by its key",
    "draft_files.put_back": "services/test_draft_files: what is there is not put back again",
    "draft_files.remove": "services/test_draft_files: what is out is not taken out again",
    "draft_files.remove_file": "services/test_draft_files: the same",
    "draft_files.rename": "services/test_draft_files: no module has the old address any more",
    "draft_media.put_back": "test_draft_media: what is back is not taken out any more",
    "draft_media.remove": "test_draft_media: what is out is not there any more",
    "draft_media.send": "test_draft_media: a picture, told apart by what is in it",
    "draft_recordings.caption": "test_draft_recordings: in the place of those before",
    "draft_recordings.put_back": "services/test_draft_recordings: back is not out any more",
    "draft_recordings.remove": "services/test_draft_recordings: what is out is not there any more",
    "draft_recordings.send": "test_draft_recordings: a recording, told apart by what is in it",
    "draft_works.add": "test_draft_works: an instructor's, and its key makes twice once",
    "draft_works.preview": "test_draft_works: nothing is stored",
    "draft_works.remove": "test_draft_works: its key makes twice once",
    "drafts.publish": "test_draft_reviews: an instructor's, and its key makes twice once",
    "drafts.restore": "test_drafts: the same, told apart by its key",
    "drafts.take_over": "test_drafts: the same, and twice is once by what it does",
    "health.mend": "test_health: an instructor's, and its key makes twice once",
    "drafts.write": "test_drafts: the same, with all that is typed",
    "trials.answer": "test_trials: nothing is stored",
    "exchange.convert": "test_exchange: an instructor's, and nothing is stored",
    "exchange.keep": "test_exchange: the same",
    "programs.issue": "services/test_programs: asking twice gives the same certificate",
    "rosters.by_hand": "test_rosters: an administrator's; told twice is told once",
    "rosters.numbers": "test_rosters: an administrator's; a number kept twice is kept once",
    "rosters.take": "test_rosters: an administrator's; each time it leaves the house is recorded",
    "rosters.order": "services/test_rosters: while a batch is made, ordering gives that batch",
    "issued.duplicate": "test_issued: an administrator's, with a certificate's serial",
    "issued.reissue": "test_issued: the same, and only what stands is replaced",
    "issued.void": "test_issued: the same, and voided once",
    "learners.change_role": "test_learners: a role that somebody has is not changed again",
    "offering.change": "test_offering: an instructor's; out of the catalog twice is out once",
    "offering.plan": "test_offering: the same, and its key makes twice once",
    "offering.take_back": "test_offering: the same, and taken back twice is taken back once",
    "pages.display": "a cookie",
    "privacy.erase": "test_privacy: an administrator's; erasing again changes nothing",
    "privacy.find": "it looks and changes nothing",
    "privacy.erase_me": "test_privacy: nobody is signed in any more, and erasing twice is once",
    "profiles.remove_license": "below: it needs the license's address",
    "profiles.sign_out_everywhere": "nobody is signed in any more",
    "profiles.reset": "below: it needs a link",
    "provider.change_approval": "test_provider_office: from the edition that was seen, once",
    "provider.change_facts": "test_provider_office: the same",
    "quizzes.save": "test_quizzes_at_once: the answer's sequence",
    "quizzes.submit": "test_quizzes_at_once: the attempt is handed in",
    "regrading.order": "test_regrading: an instructor's, twice is one",
    "regrading.accept": "test_regrading: the same, with what people typed",
    "regrading.undo": "test_regrading: undoing twice is undoing once",
    "discarding.discard": "test_discarding: an instructor's, and a double click discards once",
    "discarding.put_back": "test_discarding: the same; what is back is not put back again",
    "starting.begin": "test_starting: an instructor's, and a double click begins one course",
    "transcripts.change": "below: it needs the certificate's address",
    "transcripts.keep_file": "test_transcripts: a file, told apart by what is in it",
    "transcripts.remove": "below: it needs the certificate's address",
    "reading.place": "test_reading: a section read again is the same fact",
}


def contents(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            table.name: session.scalars(select(func.count()).select_from(table)).one()
            for table in Base.metadata.sorted_tables
            if table.name not in NOISE
        }


def sends(somebody: Visitor, path: str, fields: Mapping[str, str]) -> list[TestResponse]:
    """The same form, twenty times at the same moment, from as many windows of one browser."""
    form = {"csrf_token": somebody.token(), "once": KEY, **fields}
    cookies = list(somebody.client._cookies.values()) if somebody.client._cookies else []
    ready = Barrier(TIMES)

    def once() -> TestResponse:
        window = somebody.app.test_client()
        for cookie in cookies:
            window.set_cookie(cookie.key, cookie.value)
        ready.wait()
        return window.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})

    with ThreadPoolExecutor(TIMES) as pool:
        return [it.result() for it in [pool.submit(once) for _ in range(TIMES)]]


def places(answers: list[TestResponse]) -> set[tuple[int, str]]:
    return {(answer.status_code, answer.headers.get("Location", "")) for answer in answers}


def test_ds_04_every_form_that_changes_something_is_in_this_table(app: Flask) -> None:
    changing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) - SAFE_METHODS and policy_of(app, rule.endpoint)
    }

    assert changing == FORMS.keys() | TOLD_APART.keys()


@pytest.mark.parametrize("endpoint", FORMS)
def test_ds_04_twenty_equal_forms_are_one_act_with_equal_answers(
    endpoint: str, app: Flask, database: Database, clock: Clock
) -> None:
    publishes(database)
    ada, sent = Ada(app, database, clock()), FORMS[endpoint]
    sent.before(Learner(database, ada.person))
    before = contents(database)

    answers = sends(ada, sent.path, sent.fields)

    after = contents(database)
    assert {table for table in after if after[table] > before[table] + 1} <= {"evaluation_answers"}
    assert after["audit_events"] == before["audit_events"] + 1
    done = {place for place in places(answers) if not place[1].startswith("/sign-in?next=")}
    assert len(done) == 1
    assert {status for status, _ in places(answers)} == {303}


def test_ds_04_a_form_sent_again_later_does_nothing_more(ada: Ada, database: Database) -> None:
    publishes(database)
    ada.post(f"{COURSE}/enroll", once=KEY)
    ada.post(f"{COURSE}/leave")

    ada.post(f"{COURSE}/enroll", once=KEY)

    assert ada.page.headers["Location"] == COURSE
    assert "Enroll" in ada.follows().text


def test_ds_04_a_form_that_was_refused_can_be_sent_again_corrected(ada: Ada) -> None:
    wrong = {"present_password": "not this one", "new_password": NEW_PASSWORD, "once": KEY}
    ada.post("/me/profile/password", wrong)
    assert ada.page.status_code == 422

    ada.post("/me/profile/password", wrong, present_password=PASSWORD)

    assert ada.page.headers["Location"] == "/me/profile?done=password"


def test_ds_04_twenty_sign_ups_open_one_account(visitor: Visitor, database: Database) -> None:
    visitor.get("/sign-up")
    typed = {
        "name": "Ada Marlowe",
        "email": "ada@example.org",
        "password": PASSWORD,
        "time_zone": "UTC",
        "next": "/me",
    }

    answers = sends(visitor, "/sign-up", typed)

    assert contents(database)["people"] == 1
    assert places(answers) == {(303, "/me"), (303, "/sign-in?done=account&next=/me")}


def test_ds_04_a_new_password_sent_twice_leads_to_the_profile_by_the_sign_in(ada: Ada) -> None:
    typed = {"present_password": PASSWORD, "new_password": NEW_PASSWORD, "once": KEY}
    old = ada.cookie
    ada.post("/me/profile/password", typed)

    ada.cookie = old
    ada.post("/me/profile/password", typed)

    assert ada.page.headers["Location"] == "/sign-in?next=/me/profile%3Fdone%3Dpassword"


def test_every_form_of_a_page_has_a_key_of_its_own(ada: Ada) -> None:
    text = ada.get("/me/profile").text

    keys = [part.partition('"')[0] for part in text.split('name="once" value="')[1:]]
    assert len(keys) == text.count('method="post"')
    assert len(set(keys)) == len(keys)


def test_ds_04_a_form_that_was_corrected_before_it_was_sent_again_is_another_form(ada: Ada) -> None:
    ada.post("/me/profile", name="Ada Marlow", time_zone="UTC", once=KEY)

    ada.post("/me/profile", name="Ada Marlowe", time_zone="UTC", once=KEY)

    assert 'value="Ada Marlowe"' in ada.follows().text


def test_ds_04_a_key_says_nothing_about_another_form(ada: Ada, ben: Ben) -> None:
    ada.post("/me/profile", name="Ada Marlow", time_zone="UTC", once=KEY)

    ben.post("/me/profile", name="Ben Okoro", time_zone="UTC", once=KEY)

    assert 'value="Ben Okoro"' in ben.follows().text


def test_ds_03_a_session_that_was_not_seen_for_a_while_keeps_no_writer_waiting(
    visitor: Visitor, ada: Ada, clock: Clock
) -> None:
    visitor.cookie = ada.cookie
    clock.passes(minutes=5)

    visitor.client.get("/policies")
    clock.passes(minutes=5)
    answer = visitor.signs_in(ada.email)

    assert answer.headers["Location"] == "/me"


@pytest.mark.parametrize("onward", ["/" + "é" * 2000, "/?" + "%" * 2800])
def test_in_14_a_very_long_way_onward_is_cut_and_the_account_opened(
    visitor: Visitor, onward: str
) -> None:
    visitor.get("/sign-up")
    typed = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD, "time_zone": "UTC"}

    visitor.post("/sign-up", typed, once=KEY, next=onward)

    assert visitor.page.status_code == 303


def test_ds_04_a_certificate_from_elsewhere_is_changed_and_removed_once(
    app: Flask, database: Database, clock: Clock
) -> None:
    ada = Ada(app, database, clock())
    address = f"/me/transcript/certificates/{enters(database, ada.person)}"
    before = contents(database)["audit_events"]

    for path, fields in ((address, typed(title="Another")), (f"{address}/remove", {})):
        answers = sends(ada, path, fields)

        assert len(places(answers)) == 1
        assert {status for status, _ in places(answers)} == {303}
    assert contents(database)["audit_events"] == before + 2
