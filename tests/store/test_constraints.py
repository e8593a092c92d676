"""Every named constraint refuses what it is there to refuse (STYLE 14)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, UniqueConstraint, insert
from sqlalchemy.exc import DataError, IntegrityError

from lms.store.database import Database
from lms.store.rows import Base

THEN = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = THEN + timedelta(hours=1)
HASH = "a" * 64
OTHER = "b" * 64

# A row of each table that is fine, in an order in which they can be inserted.
FINE: dict[str, dict[str, Any]] = {
    "people": {
        "id": 1,
        "public_id": "p1",
        "email": "ada@example.org",
        "legal_name": "Ada",
        "password_hash": "h",
        "role": "learner",
        "time_zone": "UTC",
        "created_at": THEN,
    },
    "licenses": {
        "public_id": "l1",
        "person_id": 1,
        "profession": "MFT",
        "jurisdiction": "NY",
        "number": "1",
    },
    "sessions": {
        "token_hash": HASH,
        "person_id": 1,
        "started_at": THEN,
        "seen_at": THEN,
        "confirmed_at": THEN,
    },
    "reset_links": {
        "token_hash": HASH,
        "person_id": 1,
        "password_hash": "h",
        "made_at": THEN,
        "expires_at": LATER,
    },
    "forms_sent": {"key_hash": HASH, "onward": "/", "sent_at": THEN},
    "known_addresses": {"address_hash": HASH, "person_id": 1, "seen_at": THEN},
    "courses": {"id": 1, "slug": "foundations"},
    "blobs": {"hash": HASH, "content": b"x"},
    "narrower_pictures": {"source_hash": HASH, "width": 480, "blob_hash": HASH},
    "module_versions": {"hash": HASH, "renderer": "1", "content": "{}"},
    "question_versions": {"hash": HASH, "stamp": "k7m2", "renderer": "1", "content": "{}"},
    "quiz_versions": {"hash": HASH, "content": "{}"},
    "course_editions": {
        "id": 1,
        "course_id": 1,
        "number": 1,
        "content_hash": HASH,
        "change": "first",
        "reason": "",
        "renderer": "1",
        "is_shipped": False,
        "facts_hash": HASH,
        "facts": "{}",
        "published_at": THEN,
    },
    "edition_files": {"edition_id": 1, "path": "course.md", "blob_hash": HASH},
    "edition_modules": {"edition_id": 1, "slug": "what", "position": 0, "module_hash": HASH},
    "enrollments": {
        "id": 1,
        "person_id": 1,
        "course_id": 1,
        "edition_id": 1,
        "enrolled_at": THEN,
    },
    "edition_choices": {"enrollment_id": 1, "edition_id": 1, "chosen_at": THEN},
    "places": {"enrollment_id": 1, "module": "what", "section": "s", "at": THEN},
    "sections_read": {
        "enrollment_id": 1,
        "edition_id": 1,
        "module": "what",
        "section": "s",
        "read_at": THEN,
    },
    "modules_finished": {
        "enrollment_id": 1,
        "edition_id": 1,
        "module": "what",
        "finished_at": THEN,
    },
    "attempts": {
        "id": 1,
        "public_id": "a1",
        "enrollment_id": 1,
        "edition_id": 1,
        "module": "what",
        "number": 1,
        "plan": "[]",
        "started_at": THEN,
    },
    "answers": {
        "attempt_id": 1,
        "position": 0,
        "sequence": 1,
        "answer": "{}",
        "given_at": THEN,
    },
    "grades": {
        "id": 1,
        "attempt_id": 1,
        "earned": "1",
        "possible": 1,
        "pass_mark_percent": 80,
        "is_passed": True,
        "marks": "[]",
        "reason": "handed in",
        "graded_at": THEN,
    },
    "parts_opened": {"attempt_id": 1, "position": 1, "opened_at": THEN},
    "attempt_grants": {
        "enrollment_id": 1,
        "module": "what",
        "count": 1,
        "reason": "illness",
        "granted_at": THEN,
    },
    "course_instructors": {"course_id": 1, "person_id": 1, "since_at": THEN},
    "course_reviewers": {"course_id": 1, "person_id": 1, "since_at": THEN},
    "comment_threads": {
        **{"id": 1, "public_id": "c1", "course_id": 1, "path": "01-what.md"},
        **{"exact": "desire", "prefix": "", "suffix": ""},
    },
    "comment_moves": {"id": 1, "thread_id": 1, "path": "02-why.md", "moved_at": LATER},
    "inquiries": {
        **{"id": 1, "public_id": "i1", "enrollment_id": 1, "module": "what", "section": "s"},
        **{"heading": "What", "text": "Why?", "asked_at": THEN},
    },
    "inquiry_answers": {
        **{"inquiry_id": 1, "text": "So.", "answered_by_id": 1, "answered_at": THEN},
    },
    "shared_answers": {
        **{"id": 1, "inquiry": "i1", "course_id": 1, "module": "what", "section": "s"},
        **{"heading": "What", "question": "Why?", "answer": "So."},
        **{"shared_by_id": 1, "shared_at": THEN},
    },
    "sign_off_rules": {
        **{"id": 1, "course_id": 1, "is_asked": True},
        **{"set_by_id": 1, "set_at": THEN},
    },
    "sign_offs_passed_over": {"edition_id": 1, "reason": "An urgent correction."},
    "comments": {
        **{"id": 1, "thread_id": 1, "act": "said", "text": "Why?"},
        **{"author_id": 1, "made_at": THEN},
    },
    "accommodations": {
        "enrollment_id": 1,
        "extra_time_percent": 50,
        "reason": "dyslexia",
        "granted_at": THEN,
    },
    "regrades": {
        "id": 1,
        "public_id": "r1",
        "course_id": 1,
        "module": "what",
        "stamp": "k7m2",
        "question_hash": HASH,
        "covers": "[]",
        "policy": "both_count",
        "reason": "two options are right",
        "attempts": 1,
        "ordered_at": THEN,
    },
    "regrade_undos": {"regrade_id": 1, "reason": "by mistake", "undone_at": LATER},
    "regraded_attempts": {"regrade_id": 1, "attempt_id": 1, "grade_id": 1, "is_undo": False},
    "drafts": {"id": 1, "course_id": 1, "begun_at": THEN},
    "sign_offs": {
        **{"draft_id": 1, "follows": 1, "content_hash": HASH},
        **{"signed_by_id": 1, "signed_at": THEN},
    },
    "draft_bases": {"draft_id": 1, "edition_id": 1, "taken_at": THEN},
    "draft_checks": {
        "draft_id": 1,
        "number": 1,
        "base_id": 1,
        "errors": 0,
        "warnings": 2,
        "checked_at": THEN,
    },
    "draft_saves": {
        "id": 1,
        "draft_id": 1,
        "number": 1,
        "path": "course.md",
        "since": 0,
        "blob_hash": HASH,
        "is_aside": False,
        "token": "t1",
        "author_id": 1,
        "saved_at": THEN,
    },
    "plans": {
        "id": 1,
        "public_id": "p1",
        "draft_id": 1,
        "upto": 1,
        "base_id": 1,
        "content_hash": HASH,
        "change": None,
        "reason": "",
        "planned_by_id": 1,
        "planned_at": THEN,
        "due_at": LATER,
        "settled_at": None,
        "outcome": None,
        "words": "",
    },
    "evaluations_sent": {"enrollment_id": 1, "edition_id": 1, "sent_at": THEN},
    "evaluation_answers": {
        "id": "e1",
        "edition_id": 1,
        "item": "r",
        "rating": 5,
        "sent_in": 2026,
    },
    "completions": {
        "id": 1,
        "enrollment_id": 1,
        "person_id": 1,
        "course_id": 1,
        "edition_id": 1,
        "attestation": "I attest",
        "snapshot": "{}",
        "completed_at": THEN,
    },
    "certificates": {
        "id": 1,
        "serial": "S1",
        "completion_id": 1,
        "snapshot": "{}",
        "issued_at": THEN,
        "void_reason": "",
    },
    "roster_facts": {"completion_id": 1, "facts": "{}"},
    "roster_batches": {
        "id": 1,
        "public_id": "r1",
        "kind": "generic",
        "upto_id": 1,
        "rows": 0,
        "refused": 0,
        "asked_at": THEN,
    },
    "roster_reported": {
        "kind": "generic",
        "certificate_id": 1,
        "is_voided": False,
        "batch_id": 1,
    },
    "roster_parts": {"batch_id": 1, "position": 1, "lines": "[]"},
    "roster_numbers": {"kind": "pars", "about": "course", "name": "core", "number": "7"},
    "roster_permissions": {
        "person_id": 1,
        "birth_month": 2,
        "birth_day": 29,
        "given_at": THEN,
    },
    "erasures": {"person_id": 1, "asked_at": THEN, "asked_by_id": 1, "kept": "[]"},
    "program_editions": {
        "id": 1,
        "slug": "core",
        "number": 1,
        "content_hash": HASH,
        "source": b"x",
        "facts": "{}",
        "is_shipped": False,
        "published_at": THEN,
    },
    "program_certificates": {
        "id": 1,
        "serial": "S1",
        "person_id": 1,
        "slug": "core",
        "snapshot": "{}",
        "issued_at": LATER,
        "void_reason": "",
    },
    "program_certificate_files": {
        "certificate_id": 1,
        "pdf": b"%PDF",
        "digest": HASH,
        "missing_glyphs": "",
        "rendered_at": LATER,
    },
    "reminders": {"certificate_id": 1, "days": 90, "made_at": THEN, "sent_at": None},
    "certificate_files": {
        "certificate_id": 1,
        "pdf": b"%PDF",
        "digest": HASH,
        "missing_glyphs": "",
        "rendered_at": THEN,
    },
    "credit_approvals": {
        "id": 1,
        "edition_id": 1,
        "calculation": "{}",
        "approver_name": "Dora",
        "approver_title": "Director",
        "note": "",
        "approved_by_id": 1,
        "approved_at": THEN,
    },
    "certificate_reissues": {"certificate_id": 1, "reason": "her new name", "reissued_by_id": 1},
    "certificate_prints": {
        "id": 1,
        "certificate_id": 1,
        "number": 1,
        "pdf": b"%PDF",
        "digest": HASH,
        "printed_by_id": 1,
        "printed_at": THEN,
    },
    "provider_editions": {"id": 1, "content_hash": HASH, "facts": "{}", "published_at": THEN},
    "provider_edits": {"provider_edition_id": 1, "edited_by_id": 1},
    "external_certificates": {
        "id": 1,
        "public_id": "x1",
        "person_id": 1,
        "facts": "{}",
        "entered_at": THEN,
        "changed_at": THEN,
    },
    "external_files": {
        "external_certificate_id": 1,
        "kind": "application/pdf",
        "size": 5,
        "digest": HASH,
        "content": b"%PDF-",
        "added_at": THEN,
    },
    "requirement_sets": {
        "slug": "my-board",
        "version": "2026",
        "content_hash": HASH,
        "facts": "{}",
        "is_shipped": False,
        "published_at": THEN,
    },
    "followed_requirements": {"person_id": 1, "slug": "my-board", "followed_at": THEN},
    "signing_keys": {"id": 1, "name": "key-1", "multikey": "z6Mk1", "made_at": THEN},
    "credentials": {
        "certificate_id": 1,
        "document": "{}",
        "digest": HASH,
        "issuer": "did:web:learn.example.org",
        "key_id": 1,
        "list_number": 1,
        "position": 0,
        "signed_at": THEN,
    },
    "outbox": {"kind": "render", "subject": "S1", "made_at": THEN, "due_at": THEN, "tries": 0},
    "audit_events": {
        "id": 1,
        "at": THEN,
        "kind": "signed in",
        "subject": "person 1",
        "detail": "{}",
    },
    "audit_links": {"position": 1, "event_id": 1, "digest": HASH},
    "audit_heads": {
        "id": 1,
        "position": 1,
        "digest": HASH,
        "signed_at": THEN,
        "key": HASH,
        "signature": HASH * 2,
    },
}

# What each constraint refuses: changes to the fine row, or a second row beside it.
BAD: dict[str, tuple[str, dict[str, Any]]] = {
    "ck_people_role_known": ("people", {"role": "wizard"}),
    "ck_people_legal_name_not_blank": ("people", {"legal_name": "  "}),
    "ck_people_email_has_at": ("people", {"email": "ada"}),
    "uq_people_email": ("people", {"id": 2, "public_id": "p2"}),
    "uq_people_public_id": ("people", {"id": 2, "email": "ben@example.org"}),
    "ck_licenses_profession_not_blank": ("licenses", {"profession": " "}),
    "ck_licenses_jurisdiction_not_blank": ("licenses", {"jurisdiction": ""}),
    "ck_licenses_number_not_blank": ("licenses", {"number": ""}),
    "uq_licenses_public_id": ("licenses", {"number": "2"}),
    "uq_licenses_person_id_profession_jurisdiction_number": ("licenses", {"public_id": "l2"}),
    "uq_external_certificates_public_id": ("external_certificates", {"id": 2}),
    "ck_external_certificates_facts_not_blank": ("external_certificates", {"facts": " "}),
    "ck_external_files_kind_known": ("external_files", {"kind": "image/svg+xml"}),
    "ck_external_files_size_bounded": ("external_files", {"size": 5 * 1024 * 1024 + 1}),
    "ck_requirement_sets_slug_not_blank": ("requirement_sets", {"slug": " "}),
    "ck_requirement_sets_content_hash_length": ("requirement_sets", {"content_hash": "short"}),
    "ck_followed_requirements_slug_not_blank": ("followed_requirements", {"slug": " "}),
    "uq_followed_requirements_person_id_slug": ("followed_requirements", {}),
    "ck_sessions_seen_after_start": ("sessions", {"seen_at": THEN - timedelta(seconds=1)}),
    "uq_sessions_token_hash": ("sessions", {}),
    "ck_reset_links_expires_after_made": ("reset_links", {"expires_at": THEN}),
    "uq_reset_links_token_hash": ("reset_links", {}),
    "uq_known_addresses_address_hash": ("known_addresses", {}),
    "ck_courses_slug_not_blank": ("courses", {"slug": ""}),
    "uq_courses_slug": ("courses", {"id": 2}),
    "ck_blobs_hash_length": ("blobs", {"hash": "short"}),
    "ck_module_versions_hash_length": ("module_versions", {"hash": "short"}),
    "ck_question_versions_hash_length": ("question_versions", {"hash": "short"}),
    "ck_quiz_versions_hash_length": ("quiz_versions", {"hash": "short"}),
    "ck_course_editions_number_from_one": (
        "course_editions",
        {"number": 0, "change": "editorial"},
    ),
    "ck_course_editions_first_is_number_one": ("course_editions", {"change": "material"}),
    "ck_course_editions_change_known": ("course_editions", {"number": 2, "change": "huge"}),
    "uq_course_editions_course_id_number": ("course_editions", {"id": 2}),
    "ck_edition_modules_position_from_zero": ("edition_modules", {"position": -1}),
    "uq_edition_modules_edition_id_position": ("edition_modules", {"slug": "other"}),
    "uq_enrollments_open": ("enrollments", {"id": 2}),
    "ck_enrollments_left_after_enrolled": (
        "enrollments",
        {"left_at": THEN - timedelta(seconds=1)},
    ),
    "uq_edition_choices_enrollment_id_edition_id": ("edition_choices", {}),
    "uq_sections_read_enrollment_id_module_section_read_at": ("sections_read", {}),
    "uq_modules_finished_enrollment_id_module": ("modules_finished", {}),
    "uq_attempts_public_id": ("attempts", {"id": 2, "number": 2, "handed_in_at": LATER}),
    "uq_attempts_open": ("attempts", {"id": 2, "number": 2, "public_id": "a2"}),
    "uq_attempts_enrollment_id_module_number": (
        "attempts",
        {"id": 2, "public_id": "a2", "handed_in_at": LATER},
    ),
    "ck_attempts_number_from_one": ("attempts", {"number": 0}),
    "ck_attempts_in_order": ("attempts", {"handed_in_at": THEN - timedelta(seconds=1)}),
    "ck_attempts_deadline_later": ("attempts", {"deadline_at": THEN}),
    "uq_answers_attempt_id_position_sequence": ("answers", {}),
    "ck_answers_position_from_zero": ("answers", {"position": -1}),
    "ck_answers_sequence_from_one": ("answers", {"sequence": 0}),
    "ck_grades_possible_not_negative": ("grades", {"possible": -1}),
    "ck_grades_pass_mark_is_percent": ("grades", {"pass_mark_percent": 101}),
    "ck_grades_reason_not_blank": ("grades", {"reason": ""}),
    "ck_attempt_grants_count_from_one": ("attempt_grants", {"count": 0}),
    "ck_attempt_grants_reason_not_blank": ("attempt_grants", {"reason": " "}),
    "ck_parts_opened_position_from_one": ("parts_opened", {"position": 0}),
    "uq_parts_opened_attempt_id_position": ("parts_opened", {}),
    "uq_course_instructors_course_id_person_id": ("course_instructors", {}),
    "uq_course_reviewers_course_id_person_id": ("course_reviewers", {}),
    "uq_comment_threads_public_id": ("comment_threads", {"id": 2}),
    "ck_comment_threads_path_not_blank": ("comment_threads", {"path": " "}),
    "ck_comment_moves_path_not_blank": ("comment_moves", {"id": 2, "path": " "}),
    "ck_comment_threads_exact_not_blank": ("comment_threads", {"exact": " "}),
    "uq_sign_offs_draft_id_follows_content_hash_signed_by_id": ("sign_offs", {}),
    "ck_sign_offs_follows_not_negative": ("sign_offs", {"follows": -1}),
    "ck_sign_offs_passed_over_reason_not_blank": ("sign_offs_passed_over", {"reason": " "}),
    "uq_inquiries_public_id": ("inquiries", {"id": 2}),
    "ck_inquiries_text_not_blank": ("inquiries", {"text": " "}),
    "ck_inquiry_answers_text_not_blank": ("inquiry_answers", {"text": " "}),
    "uq_shared_answers_inquiry": ("shared_answers", {"id": 2}),
    "ck_shared_answers_question_not_blank": ("shared_answers", {"question": " "}),
    "ck_shared_answers_answer_not_blank": ("shared_answers", {"answer": " "}),
    "ck_comments_act_known": ("comments", {"act": "shouted"}),
    "ck_comments_said_something": ("comments", {"text": " "}),
    "ck_accommodations_extra_time_bounded": ("accommodations", {"extra_time_percent": 401}),
    "ck_accommodations_reason_not_blank": ("accommodations", {"reason": " "}),
    "uq_regrades_public_id": ("regrades", {"id": 2}),
    "ck_regrades_policy_known": ("regrades", {"policy": "a_coin"}),
    "ck_regrades_attempts_not_negative": ("regrades", {"attempts": -1}),
    "ck_regrades_reason_not_blank": ("regrades", {"reason": ""}),
    "uq_regrade_undos_regrade_id": ("regrade_undos", {}),
    "ck_regrade_undos_reason_not_blank": ("regrade_undos", {"reason": " "}),
    "uq_regraded_attempts_regrade_id_attempt_id_is_undo": ("regraded_attempts", {}),
    "ck_narrower_pictures_width_from_one": ("narrower_pictures", {"width": 0}),
    "uq_drafts_course_id": ("drafts", {"id": 2}),
    "uq_draft_bases_draft_id_edition_id": ("draft_bases", {}),
    "ck_draft_checks_number_not_negative": ("draft_checks", {"number": -1}),
    "ck_draft_checks_errors_not_negative": ("draft_checks", {"errors": -1}),
    "ck_draft_checks_warnings_not_negative": ("draft_checks", {"warnings": -1}),
    "uq_draft_saves_draft_id_number": ("draft_saves", {"id": 2, "token": "t2"}),
    "uq_draft_saves_draft_id_token": ("draft_saves", {"id": 2, "number": 2}),
    "ck_draft_saves_number_from_one": ("draft_saves", {"number": 0, "since": -1}),
    "ck_draft_saves_since_is_earlier": ("draft_saves", {"since": 1}),
    "ck_draft_saves_path_not_blank": ("draft_saves", {"path": " "}),
    "uq_plans_public_id": ("plans", {"id": 2, "settled_at": LATER, "outcome": "published"}),
    "uq_plans_open": ("plans", {"id": 2, "public_id": "p2"}),
    "ck_plans_upto_not_negative": ("plans", {"upto": -1}),
    "ck_plans_due_later": ("plans", {"due_at": THEN}),
    "ck_plans_settled_has_outcome": ("plans", {"settled_at": LATER}),
    "ck_plans_refused_has_words": ("plans", {"settled_at": LATER, "outcome": "refused"}),
    "ck_plans_change_known": ("plans", {"change": "huge"}),
    "ck_plans_outcome_known": ("plans", {"settled_at": LATER, "outcome": "lost"}),
    "uq_evaluations_sent_enrollment_id": ("evaluations_sent", {}),
    "ck_evaluation_answers_rating_or_comment": (
        "evaluation_answers",
        {"rating": 5, "comment": "both"},
    ),
    "uq_completions_enrollment_id": ("completions", {"id": 2}),
    "ck_completions_attestation_not_blank": ("completions", {"attestation": ""}),
    "uq_certificates_serial": ("certificates", {"id": 2, "replaces_id": 1}),
    "uq_certificates_original": ("certificates", {"id": 2, "serial": "S2"}),
    "uq_certificates_replaces_id": ("certificates", {"id": 3, "serial": "S3", "replaces_id": 1}),
    "ck_certificates_void_has_reason": ("certificates", {"voided_at": LATER}),
    "ck_certificates_replaces_another": ("certificates", {"replaces_id": 1}),
    "uq_roster_batches_public_id": ("roster_batches", {"id": 2}),
    "ck_roster_batches_kind_known": ("roster_batches", {"kind": "other"}),
    "ck_roster_batches_counts_not_negative": ("roster_batches", {"refused": -1}),
    "ck_roster_parts_position_from_one": ("roster_parts", {"position": 0}),
    "uq_roster_numbers_kind_about_name": ("roster_numbers", {"number": "8"}),
    "ck_roster_numbers_kind_known": ("roster_numbers", {"kind": "other"}),
    "ck_roster_numbers_about_known": ("roster_numbers", {"about": "other"}),
    "ck_roster_numbers_number_not_blank": ("roster_numbers", {"number": " "}),
    "ck_roster_permissions_month_of_a_year": ("roster_permissions", {"birth_month": 13}),
    "ck_roster_permissions_day_of_a_month": ("roster_permissions", {"birth_day": 0}),
    "ck_erasures_kept_not_blank": ("erasures", {"kept": " "}),
    "uq_program_editions_slug_number": ("program_editions", {"id": 2}),
    "ck_reminders_days_from_one": ("reminders", {"days": 0}),
    "ck_program_editions_number_from_one": ("program_editions", {"number": 0}),
    "ck_program_editions_slug_not_blank": ("program_editions", {"slug": " "}),
    "uq_program_certificates_serial": ("program_certificates", {"id": 2, "slug": "other"}),
    "uq_program_certificates_valid": ("program_certificates", {"id": 2, "serial": "S2"}),
    "ck_program_certificates_void_has_reason": ("program_certificates", {"voided_at": LATER}),
    "uq_credit_approvals_edition_id": ("credit_approvals", {"id": 2}),
    "ck_credit_approvals_approver_name_not_blank": ("credit_approvals", {"approver_name": " "}),
    "ck_credit_approvals_approver_title_not_blank": ("credit_approvals", {"approver_title": ""}),
    "ck_certificate_reissues_reason_not_blank": ("certificate_reissues", {"reason": " "}),
    "ck_certificate_prints_number_from_one": ("certificate_prints", {"number": 0}),
    "uq_certificate_prints_certificate_id_number": ("certificate_prints", {"id": 2}),
    "ck_signing_keys_name_not_blank": ("signing_keys", {"name": " "}),
    "ck_signing_keys_retired_after_made": (
        "signing_keys",
        {"retired_at": THEN - timedelta(seconds=1)},
    ),
    "ck_signing_keys_compromised_is_retired": ("signing_keys", {"compromised_from": THEN}),
    "uq_signing_keys_name": ("signing_keys", {"id": 2, "multikey": "z6Mk2"}),
    "uq_signing_keys_multikey": ("signing_keys", {"id": 2, "name": "key-2"}),
    "ck_credentials_list_from_one": ("credentials", {"list_number": 0}),
    "ck_credentials_position_in_list": ("credentials", {"position": 131_072}),
    "uq_credentials_digest": ("credentials", {"certificate_id": 2, "position": 1}),
    "uq_credentials_list_number_position": (
        "credentials",
        {"certificate_id": 2, "digest": OTHER},
    ),
    "ck_outbox_kind_not_blank": ("outbox", {"kind": ""}),
    "ck_outbox_tries_not_negative": ("outbox", {"tries": -1}),
    "ck_audit_events_kind_not_blank": ("audit_events", {"kind": " "}),
    "ck_audit_links_position_from_one": ("audit_links", {"position": 0}),
    "ck_audit_links_digest_whole": ("audit_links", {"digest": "a"}),
    "uq_audit_links_event_id": ("audit_links", {"position": 2}),
    "ck_audit_heads_digest_whole": ("audit_heads", {"digest": "a"}),
    "ck_audit_heads_key_whole": ("audit_heads", {"key": "a"}),
    "ck_audit_heads_signature_whole": ("audit_heads", {"signature": "a"}),
}

# The longest text of every column that holds what somebody typed (IN-13).
LONGEST: dict[tuple[str, str], int] = {
    ("people", "email"): 254,
    ("forms_sent", "onward"): 8192,
    ("people", "legal_name"): 200,
    ("people", "time_zone"): 64,
    ("licenses", "profession"): 120,
    ("licenses", "jurisdiction"): 120,
    ("licenses", "number"): 120,
    ("courses", "slug"): 120,
    ("course_editions", "reason"): 4000,
    ("edition_files", "path"): 255,
    ("edition_modules", "slug"): 120,
    ("question_versions", "stamp"): 120,
    ("places", "module"): 120,
    ("places", "section"): 255,
    ("sections_read", "module"): 120,
    ("sections_read", "section"): 255,
    ("modules_finished", "module"): 120,
    ("attempts", "module"): 120,
    ("answers", "answer"): 16_000,
    ("grades", "reason"): 4000,
    ("attempt_grants", "module"): 120,
    ("attempt_grants", "reason"): 4000,
    ("accommodations", "reason"): 4000,
    ("draft_saves", "path"): 255,
    ("plans", "reason"): 4000,
    ("plans", "words"): 4000,
    ("comment_threads", "path"): 255,
    ("comment_moves", "path"): 255,
    ("comment_threads", "exact"): 500,
    ("comment_threads", "prefix"): 32,
    ("comment_threads", "suffix"): 32,
    ("comments", "text"): 4000,
    ("inquiries", "module"): 120,
    ("inquiries", "section"): 255,
    ("inquiries", "heading"): 255,
    ("inquiries", "text"): 4000,
    ("inquiry_answers", "text"): 4000,
    ("shared_answers", "module"): 120,
    ("shared_answers", "section"): 255,
    ("shared_answers", "heading"): 255,
    ("shared_answers", "question"): 4000,
    ("shared_answers", "answer"): 4000,
    ("sign_offs_passed_over", "reason"): 4000,
    ("regrades", "module"): 120,
    ("regrades", "stamp"): 120,
    ("regrades", "reason"): 4000,
    ("regrade_undos", "reason"): 4000,
    ("evaluation_answers", "item"): 255,
    ("evaluation_answers", "comment"): 4000,
    ("completions", "attestation"): 4000,
    ("certificates", "void_reason"): 4000,
    ("roster_numbers", "name"): 120,
    ("roster_numbers", "number"): 120,
    ("program_editions", "slug"): 120,
    ("program_certificates", "slug"): 120,
    ("program_certificates", "void_reason"): 4000,
    ("credit_approvals", "approver_name"): 200,
    ("credit_approvals", "approver_title"): 200,
    ("credit_approvals", "note"): 4000,
    ("certificate_reissues", "reason"): 4000,
    ("external_certificates", "facts"): 60_000,
    ("requirement_sets", "slug"): 120,
    ("followed_requirements", "slug"): 120,
    ("signing_keys", "name"): 32,
    ("credentials", "issuer"): 300,
}


def of_length(column: str, characters: int) -> dict[str, Any]:
    """A text of so many characters of three bytes each, and what has to go with it."""
    end = "@example.org" if column == "email" else ""
    typed: dict[str, Any] = {column: "愛" * (characters - len(end)) + end}
    if column == "void_reason":
        typed["voided_at"] = LATER
    if column == "comment":
        typed["rating"] = None
    return typed


BAD |= {
    f"ck_{table}_{column}_not_too_long": (table, of_length(column, longest + 1))
    for (table, column), longest in LONGEST.items()
}


def refusing_constraints() -> set[str]:
    """The names of all constraints and unique indexes but primary and foreign keys."""
    names = set()
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint | UniqueConstraint):
                names.add(str(constraint.name))
        names |= {str(index.name) for index in table.indexes if index.unique}
    return names


def insert_fine_rows(database: Database, *, until: str) -> None:
    """Fine rows of every table up to that one, which gets its own too."""
    with database.writing() as session:
        for name, row in FINE.items():
            session.execute(insert(Base.metadata.tables[name]).values(**row))
            if name == until:
                return


def needs_a_neighbor(name: str) -> bool:
    return name.startswith("uq_")


def test_every_named_constraint_has_a_row_that_it_refuses() -> None:
    assert refusing_constraints() == set(BAD)


@pytest.mark.parametrize("name", sorted(BAD))
def test_the_table_refuses_nonsense(name: str, database: Database) -> None:
    table, changes = BAD[name]
    tables = list(FINE)
    before = table if needs_a_neighbor(name) else tables[max(tables.index(table) - 1, 0)]
    if before != table or needs_a_neighbor(name):
        insert_fine_rows(database, until=before)
    if name == "uq_certificates_replaces_id":
        second = {**FINE["certificates"], "id": 2, "serial": "S2", "replaces_id": 1}
        with database.writing() as session:
            session.execute(insert(Base.metadata.tables[table]).values(**second))

    with pytest.raises((IntegrityError, DataError)) as refusal, database.writing() as session:
        session.execute(insert(Base.metadata.tables[table]).values(**{**FINE[table], **changes}))

    words = str(refusal.value.orig)
    if name.endswith("_not_too_long") and "character varying" in words:
        return  # PostgreSQL's own limit of the column was first
    if name.startswith("ck_") or database.url.startswith("postgresql"):
        assert name in words


@pytest.mark.parametrize("place", sorted(LONGEST), ids=".".join)
def test_in13_the_longest_text_is_kept_and_characters_are_counted(
    place: tuple[str, str], database: Database
) -> None:
    table, column = place
    tables = list(FINE)
    if table != tables[0]:
        insert_fine_rows(database, until=tables[tables.index(table) - 1])
    row = {**FINE[table], **of_length(column, LONGEST[place])}

    with database.writing() as session:
        session.execute(insert(Base.metadata.tables[table]).values(**row))


def test_ds14_nothing_is_deleted_along_with_something_else() -> None:
    cascades = [
        str(key.parent)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.ondelete is not None
    ]

    assert cascades == []


def test_the_tables_of_the_migrations_are_the_tables_of_the_code(database: Database) -> None:
    with database.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
