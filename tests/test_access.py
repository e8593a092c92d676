"""Who may do what: every route × every role × whose object × its state, from one table (AC-01…08).

A route that is missing here fails the first test; a route without a policy stops the application.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from lms.content.names import TAKEN
from lms.domain.access import Person, Policy, Role, may_enter
from lms.domain.colleagues import Duty
from lms.domain.drafts import AS_PUBLISHED
from lms.domain.plans import Plan
from lms.domain.questions import Answer
from lms.domain.regrading import RegradePolicy
from lms.services import (
    authoring,
    certificates,
    colleagues,
    comments,
    courses,
    draft_files,
    draft_saves,
    evaluations,
    inquiries,
    profiles,
    programs,
    proposals,
    quizzes,
    reading,
    regrading,
    teaching,
    transcripts,
    written,
)
from lms.services.draft_files import Step
from lms.settings import Settings
from lms.store import audit, plans
from lms.store import drafts as drafts_store
from lms.store.database import Database
from lms.web import policies
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.applications import create_app, shared_app
from tests.databases import SqliteFile
from tests.personas import Clock, Visitor
from tests.records import a_set, enters, publishes_sets

TITLE = "Zanzibar marker title"
MODULE_TITLE = "Xylophone marker module"
# The save of a picture in the draft of each course.
PICTURE = 13
OPEN, HERS, OTHERS, RETIRED = "open-course", "her-course", "other-course", "retired-course"


@dataclass(frozen=True)
class World:
    """Ada is in a course of her own and a retired one; Ben has an attempt and a license."""

    app: Flask
    people: dict[str, Visitor]
    bens_attempt: str
    adas_attempt: str
    bens_license: str
    bens_elsewhere: str
    serial: str
    ada: str
    ben: str
    rhea: str
    sol: str
    regrades: dict[str, str]  # of each course
    plans: dict[str, str]  # of each course
    threads: dict[str, str]  # of each course
    inquiries: dict[str, str]  # of each course
    event: int


@dataclass(frozen=True)
class Door:
    """A route: its policy, how it is knocked at, and what answers whom.

    `inside` is what somebody gets who is in the course, teaches it or owns the thing; everybody
    else who is signed in gets 404, and a visitor is asked to sign in. Dora, who administers, comes
    in wherever somebody teaches.
    """

    policy: Policy
    method: str
    path: str
    inside: int
    # "": nothing of one's own; "course": enrolled; "taught": who teaches it; "read": who teaches
    # or reviews it; or what one owns
    needs: str = ""
    outside: int = 404


ANYONE, SIGNED_IN = Policy.ANYONE, Policy.SIGNED_IN
INSTRUCTORS, ADMINISTRATORS = Policy.INSTRUCTORS, Policy.ADMINISTRATORS
DOORS: dict[str, Door] = {
    "courses.catalog": Door(ANYONE, "GET", "/", 200),
    "courses.all_courses": Door(ANYONE, "GET", "/courses", 301),
    "courses.course": Door(ANYONE, "GET", "/courses/{course}", 200),
    "programs.program": Door(ANYONE, "GET", "/programs/core", 200),
    "programs.issue": Door(SIGNED_IN, "POST", "/programs/core/certificate", 409),
    "courses.credit": Door(ANYONE, "GET", "/courses/{course}/credit", 200),
    "courses.enroll": Door(SIGNED_IN, "POST", "/courses/{course}/enroll", 303),
    "courses.leave_form": Door(SIGNED_IN, "GET", "/courses/{course}/leave", 200, "course", 303),
    "courses.leave": Door(SIGNED_IN, "POST", "/courses/{course}/leave", 303, "course", 303),
    "courses.renew": Door(SIGNED_IN, "POST", "/courses/{course}/renew", 303, "course"),
    "courses.edition": Door(SIGNED_IN, "POST", "/courses/{course}/edition", 303, "course"),
    "reading.module": Door(SIGNED_IN, "GET", "/courses/{course}/module-1", 200, "course"),
    "reading.place": Door(SIGNED_IN, "POST", "/courses/{course}/module-1/place", 303, "course"),
    "reading.finish": Door(SIGNED_IN, "POST", "/courses/{course}/module-1/finish", 303, "course"),
    "reading.media": Door(SIGNED_IN, "GET", "/courses/{course}/media/a.png", 200, "course"),
    "quizzes.show": Door(SIGNED_IN, "GET", "/courses/{course}/module-1/quiz", 200, "course"),
    "quizzes.confirm": Door(
        SIGNED_IN, "GET", "/courses/{course}/module-1/quiz/hand-in", 200, "course"
    ),
    "quizzes.start": Door(
        SIGNED_IN, "POST", "/courses/{course}/module-1/quiz/start", 303, "course"
    ),
    "quizzes.save": Door(
        SIGNED_IN, "POST", "/courses/{course}/module-1/quiz/answers", 200, "attempt"
    ),
    "quizzes.submit": Door(SIGNED_IN, "POST", "/courses/{course}/module-1/quiz", 303, "attempt"),
    "quizzes.result": Door(
        SIGNED_IN, "GET", "/courses/{course}/module-1/quiz/{attempt}", 200, "attempt"
    ),
    "receipts.show": Door(
        SIGNED_IN, "GET", "/courses/{course}/module-1/quiz/{attempt}/receipt", 200, "attempt"
    ),
    "scenarios.begin": Door(
        SIGNED_IN, "GET", "/courses/{course}/module-1/scenarios/a-first-call", 200, "course"
    ),
    "scenarios.scene": Door(
        SIGNED_IN, "GET", "/courses/{course}/module-1/scenarios/a-first-call/silence", 200, "course"
    ),
    "evaluations.show": Door(SIGNED_IN, "GET", "/courses/{course}/evaluation", 200, "course"),
    "evaluations.send": Door(SIGNED_IN, "POST", "/courses/{course}/evaluation", 409, "course"),
    "certificates.completion": Door(
        SIGNED_IN, "GET", "/courses/{course}/certificate", 200, "course"
    ),
    "certificates.attest": Door(SIGNED_IN, "POST", "/courses/{course}/certificate", 409, "course"),
    "certificates.check": Door(ANYONE, "GET", "/certificates", 200),
    "certificates.show": Door(ANYONE, "GET", "/certificates/{serial}", 200),
    "certificates.pdf": Door(ANYONE, "GET", "/certificates/{serial}.pdf", 503),
    "credentials.show": Door(ANYONE, "GET", "/certificates/{serial}.json", 503),
    "credentials.status": Door(ANYONE, "GET", "/credentials/status/1", 404),
    "credentials.keys": Door(ANYONE, "GET", "/.well-known/did.json", 200),
    "office.rooms": Door(ADMINISTRATORS, "GET", "/office/", 200),
    "profiles.permit": Door(SIGNED_IN, "POST", "/me/profile/pars", 422),
    "dossiers.courses": Door(ADMINISTRATORS, "GET", "/office/dossiers/", 200),
    "dossiers.editions": Door(ADMINISTRATORS, "GET", "/office/dossiers/{course}", 200),
    "dossiers.take": Door(ADMINISTRATORS, "POST", "/office/dossiers/{course}/1", 200),
    "rosters.batches": Door(ADMINISTRATORS, "GET", "/office/rosters/", 200),
    "rosters.pre_flight": Door(ADMINISTRATORS, "GET", "/office/rosters/ce-broker", 200),
    "rosters.order": Door(ADMINISTRATORS, "POST", "/office/rosters/generic", 303),
    "rosters.numbers": Door(ADMINISTRATORS, "POST", "/office/rosters/ce-broker/numbers", 303),
    "rosters.by_hand": Door(ADMINISTRATORS, "POST", "/office/rosters/ce-broker/by-hand", 303),
    "rosters.batch": Door(ADMINISTRATORS, "GET", "/office/rosters/batches/none", 404),
    "rosters.take": Door(ADMINISTRATORS, "POST", "/office/rosters/batches/none.csv", 404),
    "evaluation_reports.courses": Door(ADMINISTRATORS, "GET", "/office/evaluations/", 200),
    "evaluation_reports.show": Door(ADMINISTRATORS, "GET", "/office/evaluations/{course}", 200),
    "evaluation_reports.export": Door(
        ADMINISTRATORS, "GET", "/office/evaluations/{course}.csv", 200
    ),
    "provider.show": Door(ADMINISTRATORS, "GET", "/office/provider/", 200),
    "provider.facts_form": Door(ADMINISTRATORS, "GET", "/office/provider/facts", 200),
    "provider.change_facts": Door(ADMINISTRATORS, "POST", "/office/provider/facts", 422),
    "provider.approval_form": Door(ADMINISTRATORS, "GET", "/office/provider/approvals/new", 200),
    "provider.change_approval": Door(ADMINISTRATORS, "POST", "/office/provider/approvals/new", 422),
    "learners.found": Door(ADMINISTRATORS, "GET", "/office/learners/", 200),
    "learners.learner": Door(ADMINISTRATORS, "GET", "/office/learners/{learner}", 200),
    "learners.role_form": Door(ADMINISTRATORS, "GET", "/office/learners/{learner}/role", 200),
    "learners.change_role": Door(ADMINISTRATORS, "POST", "/office/learners/{learner}/role", 422),
    "credit.editions": Door(ADMINISTRATORS, "GET", "/office/credit/", 200),
    "credit.calculation": Door(ADMINISTRATORS, "GET", "/office/credit/{course}/1", 200, "taught"),
    "credit.approve": Door(ADMINISTRATORS, "POST", "/office/credit/{course}/1", 422, "taught"),
    "issued.certificates_found": Door(ADMINISTRATORS, "GET", "/office/certificates/", 200),
    "issued.certificate": Door(ADMINISTRATORS, "GET", "/office/certificates/{serial}", 200),
    "issued.void": Door(ADMINISTRATORS, "POST", "/office/certificates/{serial}/void", 422),
    "issued.reissue_form": Door(
        ADMINISTRATORS, "GET", "/office/certificates/{serial}/reissue", 200
    ),
    "issued.reissue": Door(ADMINISTRATORS, "POST", "/office/certificates/{serial}/reissue", 422),
    "issued.duplicate": Door(
        ADMINISTRATORS, "POST", "/office/certificates/{serial}/duplicates", 303
    ),
    "issued.duplicate_pdf": Door(
        ADMINISTRATORS, "GET", "/office/certificates/{serial}/duplicates/9.pdf", 404
    ),
    "audit.log": Door(ADMINISTRATORS, "GET", "/office/audit/", 200),
    "audit.event": Door(ADMINISTRATORS, "GET", "/office/audit/{event}", 200),
    "teaching.courses": Door(INSTRUCTORS, "GET", "/studio/", 200),
    "teaching.course": Door(INSTRUCTORS, "GET", "/studio/{course}", 200, "taught"),
    "teaching.coverage": Door(INSTRUCTORS, "GET", "/studio/{course}/coverage", 200, "taught"),
    "teaching.learner": Door(
        INSTRUCTORS, "GET", "/studio/{course}/learners/{learner}", 200, "taught"
    ),
    "statistics.quizzes": Door(INSTRUCTORS, "GET", "/studio/{course}/statistics", 200, "taught"),
    "statistics.show": Door(
        INSTRUCTORS, "GET", "/studio/{course}/module-1/statistics", 200, "taught"
    ),
    "statistics.wordings": Door(
        INSTRUCTORS, "GET", "/studio/{course}/module-1/statistics/module-1-001", 200, "taught"
    ),
    "statistics.export": Door(
        INSTRUCTORS, "GET", "/studio/{course}/module-1/statistics.csv", 200, "taught"
    ),
    "exchange.formats": Door(
        INSTRUCTORS, "GET", "/studio/{course}/module-1/formats", 200, "taught"
    ),
    "exchange.export": Door(
        INSTRUCTORS, "GET", "/studio/{course}/module-1/formats/gift", 200, "taught"
    ),
    "exchange.import_form": Door(INSTRUCTORS, "GET", "/studio/{course}/import", 200, "taught"),
    "exchange.convert": Door(INSTRUCTORS, "POST", "/studio/{course}/import", 422, "taught"),
    "exchange.keep": Door(INSTRUCTORS, "POST", "/studio/{course}/import/text", 200, "taught"),
    "starting.new_form": Door(INSTRUCTORS, "GET", "/studio/new", 200),
    "starting.begin": Door(INSTRUCTORS, "POST", "/studio/new", 422),
    "discarding.confirm": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/discard", 409, "taught"),
    "discarding.discard": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/discard", 409, "taught"
    ),
    "discarding.discarded": Door(INSTRUCTORS, "GET", "/studio/new/discarded", 200),
    "discarding.put_back": Door(
        INSTRUCTORS, "POST", "/studio/new/discarded/{course}/put-back", 404
    ),
    "course_facts.form": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/facts", 200, "taught"),
    "course_facts.keep": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/facts", 422, "taught"),
    "draft_files.files": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/files", 200, "taught"),
    "draft_files.add": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/files", 422, "taught"),
    "draft_files.module": Door(
        INSTRUCTORS, "GET", "/studio/{course}/draft/files/modules/welcome", 200, "taught"
    ),
    "draft_files.rename": Door(
        INSTRUCTORS,
        "POST",
        "/studio/{course}/draft/files/modules/welcome/rename",
        422,
        "taught",
    ),
    "draft_files.move": Door(
        INSTRUCTORS,
        "POST",
        "/studio/{course}/draft/files/modules/welcome/move",
        303,
        "taught",
    ),
    "draft_files.remove": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/files/modules/farewell/remove", 303, "taught"
    ),
    "draft_files.remove_file": Door(
        INSTRUCTORS,
        "POST",
        "/studio/{course}/draft/files/remove/03-interlude.quiz.md",
        303,
        "taught",
    ),
    "draft_files.put_back": Door(
        INSTRUCTORS,
        "POST",
        "/studio/{course}/draft/files/put-back/01-welcome.quiz.md",
        303,
        "taught",
    ),
    "drafts.desk": Door(INSTRUCTORS, "GET", "/studio/{course}/draft", 200, "read"),
    "drafts.media": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/media/a.png", 200, "read"),
    "published_media.show": Door(
        INSTRUCTORS, "GET", "/studio/{course}/draft/published/a.png", 200, "read"
    ),
    "drafts.write_form": Door(
        INSTRUCTORS, "GET", "/studio/{course}/draft/write/course.md", 200, "taught"
    ),
    "drafts.write": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/write/course.md", 422, "taught"
    ),
    "trials.ask": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/try/course.md", 200, "read"),
    "trials.answer": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/try/course.md", 200, "read"),
    "drafts.collision": Door(
        INSTRUCTORS, "GET", "/studio/{course}/draft/collisions/2", 200, "taught"
    ),
    "drafts.history": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/history", 200, "read"),
    "drafts.saved": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/saves/1", 200, "read"),
    "saved_pictures.show": Door(
        INSTRUCTORS, "GET", f"/studio/{{course}}/draft/saves/{PICTURE}/picture", 200, "read"
    ),
    "saved_pictures.before": Door(
        INSTRUCTORS, "GET", f"/studio/{{course}}/draft/saves/{PICTURE}/picture-before", 200, "read"
    ),
    "drafts.restore": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/saves/1/restore", 303, "taught"
    ),
    "drafts.review": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/review", 200, "read"),
    "health.show": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/health", 200, "read"),
    "health.mend": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/health", 404, "taught"),
    "folders.draft": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/folder.zip", 200, "read"),
    "folders.published": Door(INSTRUCTORS, "GET", "/studio/{course}/folder.zip", 200, "taught"),
    "course_evaluations.show": Door(
        INSTRUCTORS, "GET", "/studio/{course}/evaluations", 200, "taught"
    ),
    "course_evaluations.export": Door(
        INSTRUCTORS, "GET", "/studio/{course}/evaluations.csv", 200, "taught"
    ),
    "offering.show": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/offering", 200, "taught"),
    "offering.plan": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/offering/plan", 422, "taught"
    ),
    "offering.take_back": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/offering/plan/{plan}/take-back", 303, "taught"
    ),
    "offering.change": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/offering/put-back", 303, "taught"
    ),
    "drafts.publish": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/publish", 422, "taught"),
    "drafts.take_over": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/take-over", 303, "taught"
    ),
    "draft_media.show": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/media", 200, "taught"),
    "draft_media.send": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/media", 422, "taught"),
    "draft_media.remove": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/media/remove", 422, "taught"
    ),
    "draft_media.put_back": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/media/put-back", 404, "taught"
    ),
    "draft_recordings.show": Door(
        INSTRUCTORS, "GET", "/studio/{course}/draft/recordings", 200, "taught"
    ),
    "draft_recordings.send": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/recordings", 422, "taught"
    ),
    "draft_recordings.caption": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/recordings/captions", 422, "taught"
    ),
    "draft_recordings.remove": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/recordings/remove", 422, "taught"
    ),
    "draft_recordings.put_back": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/recordings/put-back", 404, "taught"
    ),
    "draft_works.show": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/works", 200, "taught"),
    "draft_works.preview": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/works", 422, "taught"),
    "draft_works.add": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/works/add", 422, "taught"),
    "draft_works.remove": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/works/remove", 422, "taught"
    ),
    "colleagues.show": Door(INSTRUCTORS, "GET", "/studio/{course}/colleagues", 200, "taught"),
    "colleagues.add": Door(INSTRUCTORS, "POST", "/studio/{course}/colleagues", 422, "taught"),
    "colleagues.take_off": Door(
        INSTRUCTORS, "POST", "/studio/{course}/colleagues/{reviewer}/take-off", 303, "taught"
    ),
    "comments.read": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/read/course.md", 200, "read"),
    "colleagues.ask": Door(
        INSTRUCTORS, "POST", "/studio/{course}/colleagues/sign-off", 303, "taught"
    ),
    "drafts.sign_off": Door(INSTRUCTORS, "POST", "/studio/{course}/draft/sign-off", 422, "read"),
    "sign_offs.show": Door(ADMINISTRATORS, "GET", "/office/sign-offs/", 200),
    "sign_offs.ask": Door(ADMINISTRATORS, "POST", "/office/sign-offs/", 303),
    "inquiries.ask_form": Door(SIGNED_IN, "GET", "/courses/{course}/module-1/ask", 200, "course"),
    "inquiries.ask": Door(SIGNED_IN, "POST", "/courses/{course}/module-1/ask", 422, "course"),
    "inquiries.mine": Door(SIGNED_IN, "GET", "/me/questions", 200),
    "inquiries.listed": Door(INSTRUCTORS, "GET", "/studio/{course}/asked", 200, "taught"),
    "inquiries.asked": Door(INSTRUCTORS, "GET", "/studio/{course}/asked/{inquiry}", 200, "taught"),
    "inquiries.answer": Door(
        INSTRUCTORS, "POST", "/studio/{course}/asked/{inquiry}", 422, "taught"
    ),
    "inquiries.publish": Door(
        INSTRUCTORS, "POST", "/studio/{course}/asked/{inquiry}/publish", 422, "taught"
    ),
    "inquiries.take_back": Door(
        INSTRUCTORS, "POST", "/studio/{course}/asked/{inquiry}/take-back", 303, "taught"
    ),
    "comments.begin": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/read/course.md", 422, "read"
    ),
    "comments.threads": Door(INSTRUCTORS, "GET", "/studio/{course}/draft/comments", 200, "read"),
    "comments.thread": Door(
        INSTRUCTORS, "GET", "/studio/{course}/draft/comments/{thread}", 200, "read"
    ),
    "comments.answer": Door(
        INSTRUCTORS, "POST", "/studio/{course}/draft/comments/{thread}", 422, "read"
    ),
    "regrading.regrades": Door(INSTRUCTORS, "GET", "/studio/{course}/regrades", 200, "taught"),
    "regrading.proposal": Door(
        INSTRUCTORS,
        "GET",
        "/studio/{course}/module-1/questions/module-1-001/regrade",
        200,
        "taught",
    ),
    "regrading.order": Door(
        INSTRUCTORS,
        "POST",
        "/studio/{course}/module-1/questions/module-1-001/regrade",
        422,
        "taught",
    ),
    "regrading.question": Door(
        INSTRUCTORS, "GET", "/studio/{course}/module-1/questions/module-1-001", 200, "taught"
    ),
    "regrading.acceptance": Door(
        INSTRUCTORS,
        "GET",
        "/studio/{course}/module-1/questions/module-1-001/accept?words=onlooking",
        404,
        "taught",
    ),
    "regrading.accept": Door(
        INSTRUCTORS,
        "POST",
        "/studio/{course}/module-1/questions/module-1-001/accept",
        404,
        "taught",
    ),
    "regrading.regrade": Door(
        INSTRUCTORS, "GET", "/studio/{course}/regrades/{regrade}", 200, "taught"
    ),
    "regrading.undo": Door(
        INSTRUCTORS, "POST", "/studio/{course}/regrades/{regrade}/undo", 422, "taught"
    ),
    "receipts.check": Door(INSTRUCTORS, "GET", "/studio/receipts", 200),
    "accommodations.grant": Door(
        ADMINISTRATORS, "POST", "/studio/{course}/learners/{learner}/attempts", 303, "taught"
    ),
    "accommodations.lengthen": Door(
        ADMINISTRATORS, "POST", "/studio/{course}/learners/{learner}/time", 303, "taught"
    ),
    "records.dashboard": Door(SIGNED_IN, "GET", "/me", 200),
    "renewals.calendar": Door(SIGNED_IN, "GET", "/me/renewals.ics", 200),
    "transcripts.show": Door(SIGNED_IN, "GET", "/me/transcript", 200),
    "transcripts.export": Door(SIGNED_IN, "GET", "/me/transcript.csv", 200),
    "transcripts.pdf": Door(SIGNED_IN, "GET", "/me/transcript.pdf", 200),
    "transcripts.new_certificate": Door(SIGNED_IN, "GET", "/me/transcript/certificates", 200),
    "transcripts.enter": Door(SIGNED_IN, "POST", "/me/transcript/certificates", 422),
    "transcripts.certificate": Door(
        SIGNED_IN, "GET", "/me/transcript/certificates/{elsewhere}", 200, "elsewhere"
    ),
    "transcripts.change": Door(
        SIGNED_IN, "POST", "/me/transcript/certificates/{elsewhere}", 422, "elsewhere"
    ),
    "transcripts.remove_form": Door(
        SIGNED_IN, "GET", "/me/transcript/certificates/{elsewhere}/remove", 200, "elsewhere"
    ),
    "transcripts.remove": Door(
        SIGNED_IN, "POST", "/me/transcript/certificates/{elsewhere}/remove", 303, "elsewhere"
    ),
    "transcripts.keep_file": Door(
        SIGNED_IN, "POST", "/me/transcript/certificates/{elsewhere}/file", 422, "elsewhere"
    ),
    "transcripts.file": Door(
        SIGNED_IN, "GET", "/me/transcript/certificates/{elsewhere}/file", 200, "elsewhere"
    ),
    "requirements.sets": Door(SIGNED_IN, "GET", "/me/requirements", 200),
    "requirements.show": Door(SIGNED_IN, "GET", "/me/requirements/my-board", 200),
    "requirements.follow": Door(SIGNED_IN, "POST", "/me/requirements/my-board/follow", 303),
    "requirements.unfollow": Door(SIGNED_IN, "POST", "/me/requirements/my-board/unfollow", 303),
    "profiles.profile": Door(SIGNED_IN, "GET", "/me/profile", 200),
    "profiles.update_profile": Door(SIGNED_IN, "POST", "/me/profile", 422),
    "profiles.email_form": Door(SIGNED_IN, "GET", "/me/profile/email", 200),
    "profiles.change_email": Door(SIGNED_IN, "POST", "/me/profile/email", 422),
    "profiles.password_form": Door(SIGNED_IN, "GET", "/me/profile/password", 200),
    "profiles.change_password": Door(SIGNED_IN, "POST", "/me/profile/password", 422),
    "profiles.add_license": Door(SIGNED_IN, "POST", "/me/profile/licenses", 422),
    "profiles.remove_license": Door(
        SIGNED_IN, "POST", "/me/profile/licenses/{license}/remove", 303, "license"
    ),
    "profiles.sign_out_everywhere": Door(SIGNED_IN, "POST", "/me/profile/sign-out-everywhere", 303),
    "privacy.my_data": Door(SIGNED_IN, "GET", "/me/data", 200),
    "privacy.take_away": Door(SIGNED_IN, "GET", "/me/data.json", 200),
    "privacy.erase_me_form": Door(SIGNED_IN, "GET", "/me/data/erase", 200),
    "privacy.erase_me": Door(SIGNED_IN, "POST", "/me/data/erase", 422),
    "privacy.erasures": Door(ADMINISTRATORS, "GET", "/office/privacy/", 200),
    "privacy.find": Door(ADMINISTRATORS, "POST", "/office/privacy/", 422),
    "privacy.erase_form": Door(ADMINISTRATORS, "GET", "/office/privacy/{learner}", 200),
    "privacy.erase": Door(ADMINISTRATORS, "POST", "/office/privacy/{learner}", 422),
    "profiles.reset_form": Door(ANYONE, "GET", "/reset/never-was-a-token-of-ours", 410),
    "profiles.reset": Door(ANYONE, "POST", "/reset/never-was-a-token-of-ours", 422),
    "accounts.sign_in_form": Door(ANYONE, "GET", "/sign-in", 200),
    "accounts.sign_in": Door(ANYONE, "POST", "/sign-in", 422),
    "accounts.sign_up_form": Door(ANYONE, "GET", "/sign-up", 200),
    "accounts.sign_up": Door(ANYONE, "POST", "/sign-up", 422),
    "accounts.sign_out_form": Door(ANYONE, "GET", "/sign-out", 200),
    "accounts.sign_out": Door(ANYONE, "POST", "/sign-out", 303),
    "pages.policies": Door(ANYONE, "GET", "/policies", 200),
    "pages.display": Door(ANYONE, "POST", "/display", 303),
    "pages.healthz": Door(ANYONE, "GET", "/healthz", 200),
    "pages.readyz": Door(ANYONE, "GET", "/readyz", 200),
    "pages.robots": Door(ANYONE, "GET", "/robots.txt", 200),
    "pages.favicon": Door(ANYONE, "GET", "/favicon.ico", 303),
    "assets.serve": Door(ANYONE, "GET", "/static/icons.svg", 200),
}
PEOPLE = {
    "ada": ("Ada Marlowe", Role.LEARNER),
    "ben": ("Ben Okafor", Role.LEARNER),
    "cleo": ("Cleo Hart", Role.INSTRUCTOR),
    "rhea": ("Rhea Lund", Role.INSTRUCTOR),  # reviews the course that Cleo teaches
    "dora": ("Dora Vance", Role.ADMINISTRATOR),
}
ROLES = ("visitor", *PEOPLE)
ENDS_SESSION = {"accounts.sign_out", "profiles.sign_out_everywhere"}
# Pages that send on whoever has, or has not, signed in already.
SENT_ON = {
    ("accounts.sign_in_form", "signed in"),
    ("accounts.sign_up_form", "signed in"),
    ("accounts.sign_out_form", "visitor"),
}


def publish(database: Database, slug: str) -> None:
    modules = tuple(make.a_module(f"module-{n}", title=MODULE_TITLE) for n in (1, 2))
    scenario = make.a_scenario()
    quizzes = tuple(make.a_quiz(module=m.slug, scenarios=(scenario,)) for m in modules)
    course = make.course_of(modules, quizzes, slug=slug, title=TITLE)
    files = (make.a_source_file(text=slug), make.SourceFile("images/a.png", make.PIXEL))
    with database.writing() as session:
        authoring.publish(session, authoring.Draft(slug, course, files, ()), make.START)


def in_quiz(database: Database, person: Person, slug: str, clock: Clock) -> str:
    """Enroll, read the first module and begin its quiz; the attempt's address comes back."""
    with database.writing() as session:
        courses.enroll(session, person, slug, clock())
        reading.finish_module(session, person, slug, "module-1", clock())
        return quizzes.start(session, person, slug, "module-1", clock())


def completed(database: Database, person: Person, slug: str, clock: Clock) -> str:
    """Take a course to its end; the certificate's serial comes back."""
    for module in ("module-1", "module-2"):
        with database.writing() as session:
            courses.enroll(session, person, slug, clock())
            reading.finish_module(session, person, slug, module, clock())
            attempt = quizzes.start(session, person, slug, module, clock())
            sitting = quizzes.Sitting(slug, module, attempt)
            right = tuple(
                quizzes.Offered(place, 1, Answer(chosen=frozenset({make.key_of("Right")})))
                for place in range(5)
            )
            quizzes.submit(session, person, sitting, right, quizzes.Wish.HAND_IN, clock())
    with database.writing() as session:
        evaluations.send(session, person, slug, {"objective-O1": "5"}, clock())
        return certificates.attest(session, person, slug, clock())


def regrade(database: Database, dora: Person, slug: str, clock: Clock) -> str:
    """Decide about a question of the first module's quiz; the decision's address comes back."""
    policy = RegradePolicy.FULL_CREDIT
    with database.writing() as session:
        taught = teaching.get_taught(session, dora, slug)
        found = proposals.get_proposal(session, taught, "module-1", "module-1-001", policy, 1)
        return regrading.order(session, dora, taught, found.decided, "It was unclear.", clock())


def write(database: Database, dora: Person, slug: str, clock: Clock) -> None:
    """Save a text of the course from two windows; the later is kept beside the draft."""
    for word in ("One", "Two"):
        with database.writing() as session:
            taught = teaching.get_taught(session, dora, slug)
            typed = draft_saves.Typed("course.md", word, AS_PUBLISHED, word)
            draft_saves.save(session, taught, dora, typed, clock())
    with database.writing() as session:
        taught = teaching.get_taught(session, dora, slug)
        for title in ("Welcome", "Farewell", "Interlude"):
            step = Step(dora, title, clock())
            draft_files.add_module(session, taught, step, title, "")
        out = Step(dora, "out", clock())
        draft_files.remove_file(session, taught, out, "01-welcome.quiz.md")
        picture = draft_saves.keep_file(session, taught, dora, "images/a.png", make.PIXEL, clock())
        assert picture.number == PICTURE


def plan(database: Database, dora: Person, slug: str, clock: Clock) -> str:
    """Keep a plan of what was saved; its address comes back."""
    with database.writing() as session:
        taught = teaching.get_taught(session, dora, slug)
        draft_id = drafts_store.find_draft(session, taught.edition.course_id)
        assert draft_id is not None
        at, edition = clock(), taught.edition
        kept = Plan(
            public_id="",
            draft_id=draft_id,
            upto=2,
            base_id=edition.id,
            content_hash=edition.content_hash,
            change=None,
            reason="",
            planner_id=dora.id,
            planner=dora.legal_name,
            planned_at=at,
            due_at=at + timedelta(days=1),
        )
        return plans.add(session, kept).public_id


def ask(database: Database, person: Person, slug: str, clock: Clock) -> str:
    """Ask the instructor something; the question's address comes back."""
    with database.writing() as session:
        about = (slug, "module-1", "where-it-began", f"Why, {TITLE}?")
        return inquiries.ask(session, person, *about, clock())


def comment(database: Database, dora: Person, slug: str, clock: Clock) -> str:
    """Say something about a passage of the draft; the thread's address comes back."""
    with database.writing() as session:
        taught = written.get_read(session, dora, slug)
        typed = comments.Typed("One", "", "", "Why only one?")
        return comments.begin(session, taught, dora, "course.md", typed, clock())


@dataclass(frozen=True)
class History:
    """What happened before a test begins, and the cookies of who was there."""

    cookies: dict[str, str]
    bens_attempt: str
    adas_attempt: str
    bens_license: str
    bens_elsewhere: str
    serial: str
    ada: str
    ben: str
    rhea: str
    sol: str
    regrades: dict[str, str]  # of each course
    plans: dict[str, str]  # of each course
    threads: dict[str, str]  # of each course
    inquiries: dict[str, str]  # of each course
    event: int


def live(database: Database) -> History:
    """Let everything happen once: Ada and Ben learn, and a course is retired."""
    clock = Clock()
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
    for slug in (OPEN, HERS, OTHERS, RETIRED):
        publish(database, slug)
    with database.writing() as session:
        programs.publish(session, make.a_program_reading(OPEN, HERS), make.START)
    people = {name: signed_up(database, full, role) for name, (full, role) in PEOPLE.items()}
    people["sol"] = signed_up(database, "Sol Ibarra", Role.INSTRUCTOR)
    ada, ben = people["ada"], people["ben"]
    adas = in_quiz(database, ada, HERS, clock)
    bens = in_quiz(database, ben, OTHERS, clock)
    in_quiz(database, ada, RETIRED, clock)
    with database.writing() as session:
        teaching.assign(session, people["cleo"].email, HERS, clock())
        for slug in (HERS, OTHERS, RETIRED):
            taught = teaching.get_taught(session, people["dora"], slug)
            reviewer = people["rhea" if slug == HERS else "sol"].email
            colleagues.add(session, taught, people["dora"], reviewer, Duty.REVIEWER, clock())
        authoring.archive(session, RETIRED, clock())
        profiles.add_license(session, ben, make.a_license(), clock())
    with database.reading() as session:
        bens_license = next(iter(profiles.list_licenses(session, ben)))
    elsewhere = enters(database, ben, title=TITLE)
    with database.writing() as session:
        document = transcripts.clean_file(b"%PDF-1.7")
        transcripts.keep_file(session, ben, elsewhere, document, clock())
    publishes_sets(database, a_set())
    serial = completed(database, ben, OPEN, clock)
    cookies = {name: new_cookie(database, person) for name, person in people.items()}
    made = {
        slug: regrade(database, people["dora"], slug, clock) for slug in (HERS, OTHERS, RETIRED)
    }
    threads = {}
    for slug in (HERS, OTHERS, RETIRED):
        write(database, people["dora"], slug, clock)
    planned = {slug: plan(database, people["dora"], slug, clock) for slug in made}
    for slug in made:
        threads[slug] = comment(database, people["dora"], slug, clock)
    asked = {slug: ask(database, ada, slug, clock) for slug in (HERS, RETIRED)}
    asked[OTHERS] = ask(database, ben, OTHERS, clock)
    with database.reading() as session:
        event = audit.list_entries(session, audit.Search(), 0, 1)[0].event.id
    ids = tuple(people[it].public_id for it in ("ada", "ben", "rhea", "sol"))
    return History(
        *(cookies, bens, adas, bens_license, elsewhere, serial, *ids),
        *(made, planned, threads, asked, event),
    )


def enter(database: Database, history: History, home: Path) -> World:
    """The world in which that happened, as it is served."""
    settings = Settings.from_environment({"LMS_HOME": str(home)})
    app = shared_app(settings, database, Clock())
    people = {"visitor": Visitor(app)}
    for name, cookie in history.cookies.items():
        people[name] = Visitor(app)
        people[name].cookie = cookie
    return World(
        app,
        people,
        history.bens_attempt,
        history.adas_attempt,
        history.bens_license,
        history.bens_elsewhere,
        history.serial,
        history.ada,
        history.ben,
        history.rhea,
        history.sol,
        history.regrades,
        history.plans,
        history.threads,
        history.inquiries,
        history.event,
    )


@pytest.fixture(scope="session")
def lived(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, History]:
    """A database in which everything has happened, to be copied."""
    folder = tmp_path_factory.mktemp("world")
    with SqliteFile(sqlite_template, folder / "living.sqlite").emptied() as database:
        history = live(database)
        path = folder / "lived.sqlite"
        with database.writer.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
            connection.exec_driver_sql("BEGIN")
    return path, history


@pytest.fixture(scope="session")
def lived_file(lived: tuple[Path, History]) -> SqliteFile:
    return SqliteFile(lived[0], lived[0].with_name("tested.sqlite"))


@pytest.fixture
def world(lived: tuple[Path, History], lived_file: SqliteFile, tmp_path: Path) -> Iterator[World]:
    """The world as it is now; what happens in a test happens to a copy."""
    _path, history = lived
    with lived_file.emptied() as database:
        yield enter(database, history, tmp_path / "home")


# What the forms behind the doors ask for, so that only the right to come in decides.
FIELDS = {
    "position": "0",
    "move": "up",
    "sequence": "1",
    "do": "leave",
    "edition": "2",
    "section": "where-it-began",
    "attest": "yes",
    "module": "module-1",
    "attempts": "1",
    "attempts_reason": "Illness.",
    "percent": "50",
    "percent_reason": "Illness.",
}


def knock(world: World, who: str, door: Door, course: str, attempt: str) -> int:
    """The status that somebody gets at a door."""
    path = door.path.format(
        course=course,
        attempt=attempt,
        serial=world.serial,
        license=world.bens_license,
        elsewhere=world.bens_elsewhere,
        learner=world.ben if course == OTHERS else world.ada,
        reviewer=world.rhea if course == HERS else world.sol,
        regrade=world.regrades.get(course, "no-such-regrade"),
        plan=world.plans.get(course, "no-such-plan"),
        event=world.event,
        inquiry=world.inquiries.get(course, "no-such-question"),
        thread=world.threads.get(course, "no-such-thread"),
    )
    visitor = world.people[who]
    if door.method == "GET":
        visitor.get(path)
    else:
        visitor.post(path, attempt=attempt, **FIELDS)
    return visitor.page.status_code


def expected(door: Door, who: str, *, owns: bool) -> set[int]:
    if door.policy is not ANYONE and who == "visitor":
        return {303} if door.method == "GET" else {401}
    if not may_enter(door.policy, PEOPLE[who][1] if who in PEOPLE else None):
        return {404}
    owns = owns or (door.needs in ("taught", "read") and who == "dora")
    return {door.inside} if owns or not door.needs else {door.outside}


def test_ac01_the_table_names_every_route(world: World) -> None:
    routes = {rule.endpoint for rule in world.app.url_map.iter_rules()}

    assert routes == set(DOORS)


def test_ac01_every_route_declares_the_policy_of_the_table(world: World) -> None:
    declared = {endpoint: policies.policy_of(world.app, endpoint) for endpoint in DOORS}

    assert declared == {endpoint: door.policy for endpoint, door in DOORS.items()}


def knock_as_everybody_else(world: World, endpoint: str) -> None:
    """Everybody but Ben knocks where things of Ben's are."""
    door = DOORS[endpoint]
    for who in ROLES:
        if who == "ben":
            continue  # the other course, attempt and license are his
        status = knock(world, who, door, OTHERS, world.bens_attempt)

        kind = "visitor" if who == "visitor" else "signed in"
        right = {303} if (endpoint, kind) in SENT_ON else expected(door, who, owns=False)
        assert status in right, f"{who} at {door.path}: {status}"
        if status == 404:
            text = world.people[who].page.text
            assert TITLE not in text, f"{who} learns a title from {door.path}"
            assert MODULE_TITLE not in text, f"{who} learns a title from {door.path}"


@pytest.mark.parametrize("endpoint", sorted(DOORS))
def test_ac02_every_role_gets_what_the_table_says_of_other_peoples_things(
    endpoint: str, world: World
) -> None:
    knock_as_everybody_else(world, endpoint)


def test_ac02_ds15_the_table_holds_on_both_databases(database: Database, tmp_path: Path) -> None:
    world = enter(database, live(database), tmp_path / "home")

    for endpoint in sorted(DOORS.keys() - ENDS_SESSION):
        knock_as_everybody_else(world, endpoint)


@pytest.mark.parametrize(
    "endpoint", ["quizzes.result", "receipts.show", "quizzes.submit", "quizzes.save"]
)
def test_ac03_a_fellow_learner_of_the_course_comes_to_no_attempt_of_bens(
    endpoint: str, world: World
) -> None:
    ada = world.people["ada"]
    ada.post(f"/courses/{OTHERS}/enroll")

    status = knock(world, "ada", DOORS[endpoint], OTHERS, world.bens_attempt)

    assert status == 404


@pytest.mark.parametrize("endpoint", sorted(e for e, door in DOORS.items() if door.needs))
def test_ac02_whoever_owns_it_comes_in(endpoint: str, world: World) -> None:
    door = DOORS[endpoint]
    who, course, attempt = ("ada", HERS, world.adas_attempt)
    if door.needs in ("license", "elsewhere"):
        who = "ben"
    if door.needs in ("taught", "read"):
        who = "cleo" if door.policy is INSTRUCTORS else "dora"
    if endpoint in ("quizzes.result", "receipts.show"):
        world.people["ada"].get(f"/courses/{HERS}/module-1/quiz")
        world.people["ada"].post(
            f"/courses/{HERS}/module-1/quiz", attempt=attempt, do="hand-in-anyway"
        )

    status = knock(world, who, door, course, attempt)

    assert status == door.inside


@pytest.mark.parametrize(
    "endpoint", sorted(e for e, d in DOORS.items() if d.needs in ("taught", "read"))
)
def test_a_reviewer_of_the_course_reads_its_draft_and_nothing_else(
    endpoint: str, world: World
) -> None:
    door = DOORS[endpoint]

    status = knock(world, "rhea", door, HERS, world.adas_attempt)

    assert status == (door.inside if door.needs == "read" else 404)
    if status == 404:
        assert TITLE not in world.people["rhea"].page.text


@pytest.mark.parametrize("endpoint", sorted(e for e, d in DOORS.items() if "{course}" in d.path))
def test_ac02_a_course_that_is_not_there_is_there_for_nobody(endpoint: str, world: World) -> None:
    door = DOORS[endpoint]
    for who in ROLES:
        status = knock(world, who, door, "no-such-course", "no-such-attempt")

        gone = {404, door.outside} if who != "visitor" or door.policy is ANYONE else {303, 401}
        assert status in gone, f"{who} at {door.path}: {status}"


@pytest.mark.parametrize("endpoint", sorted(e for e, d in DOORS.items() if "{course}" in d.path))
def test_ac02_a_retired_course_is_there_only_for_who_is_in_it(endpoint: str, world: World) -> None:
    door = DOORS[endpoint]
    for who in ("visitor", "ben", "cleo", "dora"):
        status = knock(world, who, door, RETIRED, "no-such-attempt")

        # The office keeps the record of every course.
        if who == "dora" and (door.needs in ("taught", "read") or door.policy is ADMINISTRATORS):
            assert status == door.inside
            continue
        shut = {404, 409, door.outside} if who != "visitor" or door.policy is ANYONE else {303, 401}
        assert status in shut, f"{who} at {door.path}: {status}"
        assert TITLE not in world.people[who].page.text

    if door.needs == "course":
        assert knock(world, "ada", door, RETIRED, "no-such-attempt") == door.inside


def test_ac08_a_draft_and_its_pictures_are_nobodys_before_publishing(
    sqlite_database: Database, tmp_path: Path
) -> None:
    history = live(sqlite_database)
    world = enter(sqlite_database, history, tmp_path / "home")
    draft = authoring.Draft(
        "draft-course", None, (make.SourceFile("images/a.png", make.PIXEL),), ()
    )
    with pytest.raises(authoring.PublishingRefused), sqlite_database.writing() as session:
        authoring.publish(session, draft, make.START)

    for who in ROLES:
        visitor = world.people[who]

        assert visitor.get("/courses/draft-course").status_code == 404
        picture = visitor.get("/courses/draft-course/media/a.png")
        assert picture.status_code == (303 if who == "visitor" else 404)
        assert "draft-course" not in visitor.get("/?q=draft").text


def test_ac04_not_found_and_not_allowed_look_alike(world: World) -> None:
    ada = world.people["ada"]

    hidden = ada.get(f"/courses/{OTHERS}/module-1").text
    missing = ada.get("/courses/no-such-course/module-1").text

    assert without_token(hidden) == without_token(missing)


def test_ac01_a_route_without_a_policy_stops_the_start(
    sqlite_database: Database, tmp_path: Path
) -> None:
    settings = Settings.from_environment({"LMS_HOME": str(tmp_path)})
    app = create_app(settings, sqlite_database, Clock())
    app.view_functions["pages.healthz"] = lambda: "open to whom?"

    with pytest.raises(policies.PolicyMissing, match=r"pages\.healthz"):
        policies.refuse_undeclared(app)


def test_no_module_can_be_hidden_by_a_page_of_its_course(world: World) -> None:
    rules = [rule.rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    pages = {it.split("/")[3] for it in rules if it.startswith("/courses/<course>/")}
    # In the studio a module has no page of its own, only pages below it.
    studio = [rule.rule for rule in world.app.url_map.iter_rules()]
    below = {
        it.split("/")[3]
        for it in studio
        if it.startswith("/studio/<course>/") and it.count("/") > 3
    }

    assert pages - {"<module>"} <= TAKEN
    assert (
        {"learners", "regrades", "import", "colleagues", "asked"} <= below - {"<module>"} <= TAKEN
    )


def without_token(html: str) -> str:
    return "\n".join(line for line in html.splitlines() if "csrf_token" not in line)
