"""Whose each table is, what "my data" shows of it, and what an erasure does with it (PR-02, PR-03).

The one declaration: `gathering.py`, `erasing.py` and `retaining.py` do what stands here. A test
walks every table and column of `Base.metadata`, so that a new one fails until it is decided: one
entry in PERSONAL where a path of foreign keys leads to a person, one in NOBODYS where none does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, func

from lms.domain.access import Role
from lms.domain.retention import (
    ADDRESSES,
    ERASED_DOMAIN,
    ERASED_NAME,
    FAILURES,
    FORMS,
    LOG,
    RECORD,
    RESET_LINKS,
    SESSIONS,
    WORK,
    Passing,
    Rule,
)
from lms.store.rows import PersonRow

SECRET = "It opens the account or would help to."
INSIDE = "It is of use inside the product only."
OTHERS = "It says who did this for the provider, and is theirs."
KEYS = "It would give away what is right in a quiz that may still be taken. The result shows it."
LATER = "It holds what comes later in a case. The receipt shows everything that was asked."
PUBLIC = "It is the course itself, which everybody in it may read."
ABOUT_OTHERS = "It is about the learners whose answers were graded anew."
SENSITIVE = "Erased."
PARS_LINES = "Lines reported to PARS, month and day of birth among them"


@dataclass(frozen=True)
class Keep:
    """An erasure leaves the rows as they are, by a rule."""

    rule: Rule


@dataclass(frozen=True)
class Delete:
    """An erasure deletes the rows."""


@dataclass(frozen=True)
class Unfinished:
    """It deletes the rows of courses that were not completed; of the others it keeps them.

    `blank` says what stands in a column of those from then on.
    """

    rule: Rule = RECORD
    blank: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Blank:
    """It keeps the row, with these values in place of what was there; `stays` names the rest."""

    to: Mapping[str, Any]
    stays: str


@dataclass(frozen=True)
class Table:
    """Rows about one person. `whose` names the columns that lead to them, one after another.

    `withheld` names columns that "my data" does not show, by the reason. A row may also be about
    them through the subject that it has in the column `about`.
    """

    name: str
    whose: str
    shown: str
    erased: Keep | Delete | Unfinished | Blank
    withheld: Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    passing: Passing | None = None


@dataclass(frozen=True)
class Nobodys:
    """Rows that are about nobody, or not to be told apart by person, and why."""

    columns: str
    why: str
    passing: Passing | None = None


PERSONAL: dict[str, Table] = {
    "people": Table(
        "Account",
        "",
        "id public_id email legal_name role time_zone created_at disabled_at",
        Blank(
            {
                "email": "erased-" + PersonRow.public_id + f"@{ERASED_DOMAIN}",
                "legal_name": ERASED_NAME,
                # No hash looks so: no password fits.
                "password_hash": "erased",
                "role": Role.LEARNER,
                "time_zone": "UTC",
                "disabled_at": func.coalesce(PersonRow.disabled_at, bindparam("erased_at")),
            },
            stays="id public_id created_at",
        ),
        {SECRET: "password_hash"},
    ),
    "licenses": Table(
        "Licenses",
        "person_id",
        "public_id profession jurisdiction number",
        Delete(),
        {INSIDE: "id person_id"},
    ),
    "sessions": Table(
        "Signed-in browsers",
        "person_id",
        "started_at seen_at confirmed_at",
        Delete(),
        {SECRET: "token_hash", INSIDE: "id person_id"},
        passing=SESSIONS,
    ),
    "reset_links": Table(
        "One-time links",
        "person_id",
        "made_at expires_at used_at",
        Delete(),
        {SECRET: "token_hash password_hash", INSIDE: "id person_id"},
        passing=RESET_LINKS,
    ),
    "known_addresses": Table(
        "Network addresses",
        "person_id",
        "address_hash seen_at",
        Delete(),
        {INSIDE: "id person_id"},
        passing=ADDRESSES,
    ),
    "roster_permissions": Table(
        "Permissions to report",
        "person_id",
        "birth_month birth_day given_at",
        Delete(),
        {INSIDE: "person_id"},
    ),
    # -- learning ----------------------------------------------------------------------
    "enrollments": Table(
        "Enrollments",
        "person_id",
        "id course_id edition_id enrolled_at left_at",
        Unfinished(),
        {INSIDE: "person_id"},
    ),
    "edition_choices": Table(
        "Editions chosen",
        "enrollment_id person_id",
        "enrollment_id edition_id chosen_at",
        Unfinished(),
        {INSIDE: "id"},
    ),
    "places": Table(
        "Places in the text",
        "enrollment_id person_id",
        "enrollment_id module section at",
        Delete(),
    ),
    "sections_read": Table(
        "Sections read",
        "enrollment_id person_id",
        "enrollment_id edition_id module section read_at",
        Unfinished(),
        {INSIDE: "id"},
    ),
    "modules_finished": Table(
        "Modules finished",
        "enrollment_id person_id",
        "enrollment_id edition_id module finished_at",
        Unfinished(),
        {INSIDE: "id"},
    ),
    "attempts": Table(
        "Attempts",
        "enrollment_id person_id",
        "id public_id enrollment_id edition_id module number started_at deadline_at handed_in_at",
        Unfinished(),
        {LATER: "plan"},
    ),
    "answers": Table(
        "Answers",
        "attempt_id enrollment_id person_id",
        "attempt_id position sequence answer given_at",
        Unfinished(),
        {INSIDE: "id"},
    ),
    "parts_opened": Table(
        "Parts of cases opened",
        "attempt_id enrollment_id person_id",
        "attempt_id position opened_at",
        Unfinished(),
        {INSIDE: "id"},
    ),
    "grades": Table(
        "Grades",
        "attempt_id enrollment_id person_id",
        "attempt_id earned possible pass_mark_percent is_passed reason graded_at",
        Unfinished(),
        {INSIDE: "id", KEYS: "marks"},
    ),
    "regraded_attempts": Table(
        "Attempts graded anew",
        "attempt_id enrollment_id person_id",
        "attempt_id is_undo",
        Unfinished(),
        {INSIDE: "id regrade_id grade_id"},
    ),
    "attempt_grants": Table(
        "Further attempts",
        "enrollment_id person_id",
        "enrollment_id module count reason granted_at",
        # Why somebody was given more may say something of their health.
        Unfinished(blank={"reason": SENSITIVE}),
        {INSIDE: "id", OTHERS: "granted_by_id"},
    ),
    "accommodations": Table(
        "Extra time",
        "enrollment_id person_id",
        "enrollment_id extra_time_percent reason granted_at",
        Delete(),
        {INSIDE: "id", OTHERS: "granted_by_id"},
    ),
    "evaluations_sent": Table(
        "Evaluations sent",
        "enrollment_id person_id",
        "enrollment_id edition_id sent_at",
        Unfinished(),
        {INSIDE: "id"},
    ),
    "inquiries": Table(
        "Questions to the instructor",
        "enrollment_id person_id",
        "public_id enrollment_id module section heading text asked_at",
        Delete(),
        {INSIDE: "id"},
    ),
    "inquiry_answers": Table(
        "Answers of the instructor",
        "inquiry_id enrollment_id person_id",
        "inquiry_id text answered_at",
        Delete(),
        {INSIDE: "id", OTHERS: "answered_by_id"},
    ),
    # -- the record --------------------------------------------------------------------
    "completions": Table(
        "Completions",
        "person_id",
        "id enrollment_id course_id edition_id attestation snapshot completed_at",
        Keep(RECORD),
        {INSIDE: "person_id"},
    ),
    "certificates": Table(
        "Certificates",
        "completion_id person_id",
        "id serial completion_id replaces_id snapshot issued_at voided_at void_reason",
        Keep(RECORD),
    ),
    "certificate_files": Table(
        "Certificate files",
        "certificate_id completion_id person_id",
        "certificate_id pdf digest missing_glyphs rendered_at",
        Keep(RECORD),
    ),
    "credentials": Table(
        "Signed credentials",
        "certificate_id completion_id person_id",
        "certificate_id document digest issuer list_number position signed_at",
        # It knows its holder by a salted hash of their address, and verifies for as long as it is.
        Keep(RECORD),
        {INSIDE: "key_id"},
    ),
    "external_certificates": Table(
        "Certificates from elsewhere",
        "person_id",
        "public_id facts entered_at changed_at",
        Delete(),
        {INSIDE: "id person_id"},
    ),
    "external_files": Table(
        "Files of certificates from elsewhere",
        "external_certificate_id person_id",
        "kind size digest content added_at",
        Delete(),
        {INSIDE: "external_certificate_id"},
    ),
    "followed_requirements": Table(
        "Requirements followed",
        "person_id",
        "slug began_on followed_at",
        Delete(),
        {INSIDE: "id person_id"},
    ),
    "reminders": Table(
        "Reminders before a certificate ends",
        "certificate_id completion_id person_id",
        "certificate_id days made_at sent_at",
        # A row that is gone would be sent again; to an erased account nothing is sent.
        Keep(RECORD),
    ),
    "certificate_prints": Table(
        "Duplicates of certificates",
        "certificate_id completion_id person_id",
        "certificate_id number pdf digest printed_at",
        Keep(RECORD),
        {INSIDE: "id", OTHERS: "printed_by_id"},
    ),
    "certificate_reissues": Table(
        "Reissued certificates",
        "certificate_id completion_id person_id",
        "certificate_id reason",
        Keep(RECORD),
        {OTHERS: "reissued_by_id"},
    ),
    "program_certificates": Table(
        "Program certificates",
        "person_id",
        "id serial slug snapshot issued_at voided_at void_reason",
        Keep(RECORD),
        {INSIDE: "person_id"},
    ),
    "program_certificate_files": Table(
        "Program certificate files",
        "certificate_id person_id",
        "certificate_id pdf digest missing_glyphs rendered_at",
        Keep(RECORD),
    ),
    "roster_facts": Table(
        "Facts for rosters, the e-mail address of that day among them",
        "completion_id person_id",
        "completion_id facts",
        Keep(RECORD),
    ),
    "roster_reported": Table(
        "Reports to boards",
        "certificate_id completion_id person_id",
        "kind certificate_id is_voided batch_id",
        Keep(RECORD),
    ),
    "erasures": Table(
        "Erasures",
        "person_id",
        "asked_at kept",
        Keep(RECORD),
        {INSIDE: "person_id", OTHERS: "asked_by_id"},
    ),
    "audit_events": Table(
        "Events in the audit log",
        "actor_id",
        "id at kind subject detail",
        Keep(LOG),
        {OTHERS: "actor_id"},
        about="subject",
    ),
    # -- work for the provider ---------------------------------------------------------
    "course_instructors": Table(
        "Courses that you teach",
        "person_id",
        "course_id since_at",
        Delete(),
        {INSIDE: "id person_id"},
    ),
    "course_reviewers": Table(
        "Courses that you review",
        "person_id",
        "course_id since_at",
        Delete(),
        {INSIDE: "id person_id"},
    ),
    "course_editions": Table(
        "Editions that you published",
        "published_by_id",
        "id course_id number change reason published_at",
        Keep(WORK),
        {PUBLIC: "content_hash renderer is_shipped facts_hash facts", INSIDE: "published_by_id"},
    ),
    "credit_approvals": Table(
        "Credit that you approved",
        "approved_by_id",
        "edition_id calculation approver_name approver_title note approved_at",
        Keep(WORK),
        {INSIDE: "id approved_by_id"},
    ),
    "provider_edits": Table(
        "Editions of the provider’s facts that you made",
        "edited_by_id",
        "provider_edition_id",
        Keep(WORK),
        {INSIDE: "edited_by_id"},
    ),
    "draft_saves": Table(
        "What you wrote in drafts of courses",
        "author_id",
        "draft_id number path saved_at",
        Keep(WORK),
        {PUBLIC: "blob_hash", INSIDE: "id since is_aside token author_id"},
    ),
    "plans": Table(
        "Editions that you planned for later",
        "planned_by_id",
        "public_id draft_id change reason planned_at due_at settled_at outcome words",
        Keep(WORK),
        {PUBLIC: "base_id content_hash", INSIDE: "id upto planned_by_id"},
    ),
    "comments": Table(
        "What you said about drafts of courses",
        "author_id",
        "thread_id act text made_at",
        Keep(WORK),
        {INSIDE: "id author_id"},
    ),
    "shared_answers": Table(
        "Answers that you published to everybody in a course",
        "shared_by_id",
        "course_id module section heading question answer shared_at",
        Keep(WORK),
        {INSIDE: "id inquiry shared_by_id"},
    ),
    "sign_off_rules": Table(
        "Sign-offs that you asked for, or asked for no longer",
        "set_by_id",
        "course_id is_asked set_at",
        Keep(WORK),
        {INSIDE: "id set_by_id"},
    ),
    "sign_offs": Table(
        "Drafts that you signed off",
        "signed_by_id",
        "draft_id follows content_hash signed_at",
        Keep(WORK),
        {INSIDE: "id signed_by_id"},
    ),
    "regrades": Table(
        "Keys that you corrected",
        "ordered_by_id",
        "public_id course_id module stamp policy reason ordered_at",
        Keep(WORK),
        {INSIDE: "id question_hash covers ordered_by_id", ABOUT_OTHERS: "attempts"},
    ),
    "regrade_undos": Table(
        "Corrections that you undid",
        "undone_by_id",
        "regrade_id reason undone_at",
        Keep(WORK),
        {INSIDE: "id undone_by_id"},
    ),
    "roster_batches": Table(
        "Rosters that you ordered",
        "asked_by_id",
        "public_id kind rows refused asked_at made_at",
        Keep(WORK),
        {INSIDE: "id upto_id asked_by_id"},
    ),
}

_COURSE = "The courses, which are the provider's."
_PROVIDER = "The provider's own facts."
NOBODYS: dict[str, Nobodys] = {
    "provider_editions": Nobodys("id content_hash facts published_at", _PROVIDER),
    "courses": Nobodys("id slug archived_at", _COURSE),
    "blobs": Nobodys("hash content", _COURSE),
    "narrower_pictures": Nobodys("source_hash width blob_hash", _COURSE),
    "drafts": Nobodys("id course_id begun_at", _COURSE),
    "draft_bases": Nobodys("id draft_id edition_id taken_at", _COURSE),
    "draft_checks": Nobodys("draft_id number base_id errors warnings checked_at", _COURSE),
    "comment_threads": Nobodys(
        "id public_id course_id path exact prefix suffix", "Passages of the courses."
    ),
    "comment_moves": Nobodys("id thread_id path moved_at", "Passages of the courses."),
    "sign_offs_passed_over": Nobodys("edition_id reason", _COURSE),
    "edition_files": Nobodys("edition_id path blob_hash", _COURSE),
    "module_versions": Nobodys("hash renderer content", _COURSE),
    "question_versions": Nobodys("hash stamp renderer content", _COURSE),
    "quiz_versions": Nobodys("hash content", _COURSE),
    "edition_modules": Nobodys("edition_id slug position module_hash quiz_hash", _COURSE),
    "program_editions": Nobodys(
        "id slug number content_hash source facts is_shipped published_at", _COURSE
    ),
    "requirement_sets": Nobodys(
        "id slug version content_hash facts is_shipped published_at", _PROVIDER
    ),
    "signing_keys": Nobodys("id name multikey made_at retired_at compromised_from", _PROVIDER),
    "roster_numbers": Nobodys("id kind about name number", _PROVIDER),
    "roster_parts": Nobodys(
        "batch_id position lines",
        "Lines about many people at once, as they were reported: frozen, and kept with the record. "
        "Those for PARS hold month and day of birth, which stand nowhere else once a permission is "
        "taken back: reported.py finds a person's own for my data, and an erasure names them.",
    ),
    "evaluation_answers": Nobodys(
        "id edition_id item rating comment sent_in", "What was said, without who said it."
    ),
    "outbox": Nobodys(
        "id kind subject made_at due_at tries done_at", "Work by numbers of things, and no names."
    ),
    "audit_links": Nobodys("position event_id digest", "The chain over the audit log."),
    "audit_heads": Nobodys(
        "id position digest signed_at key signature", "The chain over the audit log."
    ),
    "failures": Nobodys(
        "id door subject_hash failed_at", "Who tried is kept only as a hash.", passing=FAILURES
    ),
    "forms_sent": Nobodys(
        "key_hash onward sent_at", "A form, by the hash of its key.", passing=FORMS
    ),
}
