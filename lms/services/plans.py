"""Plans: an author reviews a draft now, and it is published as it was reviewed, later.

What is saved meanwhile waits for an edition of its own.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.reading import CourseReading
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.errors import NotFound, Refusal
from lms.domain.plans import Outcome, Plan, why_not
from lms.services import draft_reviews, sign_offs
from lms.services.authoring import Overrule
from lms.services.written import Written, get_written
from lms.store import audit, drafts, editions, outbox, people, plans

JOB = "publish plan"


@dataclass(frozen=True)
class Wish:
    """What an author wants published when: `seen` is the address of the files as reviewed."""

    seen: str
    overrule: Overrule | None
    due_at: datetime


@dataclass(frozen=True)
class Due:
    """A plan whose time has come, and the folder that it is about."""

    plan: Plan
    slug: str
    files: tuple[SourceFile, ...]


# -- planning ----------------------------------------------------------------------


def find_plan(session: Session, taught: Written) -> Plan | None:
    """What was planned last for a course, whatever became of it; None where nothing ever was."""
    draft_id = drafts.find_draft(session, taught.course_id)
    return None if draft_id is None else plans.find_newest(session, draft_id)


def plan(
    session: Session,
    taught: Written,
    planner: Person,
    reading: CourseReading,
    wish: Wish,
    now: datetime,
) -> Plan:
    """Let a draft be published at a time, as it was reviewed.

    The same refusals as publishing at once, and one while another plan is open.
    """
    draft_id = draft_reviews.hold_publishable(session, taught, planner, reading, wish.seen, now)
    base = drafts.find_base(session, draft_id)
    open_plan = plans.find_newest(session, draft_id)
    if open_plan is not None and open_plan.is_open:
        raise Refusal("An edition of this course is planned already. Take that plan back first.")
    if taught.newest is not None and wish.seen == taught.newest.content_hash:
        raise Refusal("The draft is as published already, so there is nothing to publish.")
    kept = plans.add(
        session,
        Plan(
            public_id="",
            draft_id=draft_id,
            upto=drafts.next_number(session, draft_id) - 1,
            base_id=None if base is None else base[0],
            content_hash=wish.seen,
            change=wish.overrule.change if wish.overrule else None,
            reason=wish.overrule.reason if wish.overrule else "",
            planner_id=planner.id,
            planner=planner.legal_name,
            planned_at=now,
            due_at=wish.due_at,
        ),
    )
    outbox.add(session, JOB, kept.public_id, now, wish.due_at)
    subject = f"course {taught.facts.slug}"
    audit.record(
        session, now, "publishing planned", planner.id, subject, due=wish.due_at.isoformat()
    )
    return kept


def take_back(
    session: Session, taught: Written, person: Person, public_id: str, now: datetime
) -> None:
    """Let a plan be none; of one that is settled nothing changes. NotFound for another course's."""
    found = plans.find(session, public_id)
    if found is None or found.draft_id != drafts.find_draft(session, taught.course_id):
        raise NotFound
    if plans.settle(session, found, Outcome.TAKEN_BACK, now):
        job = outbox.find(session, JOB, public_id)
        if job is not None:
            outbox.finish(session, job, now)
        subject = f"course {taught.facts.slug}"
        audit.record(session, now, "publishing taken back", person.id, subject)


# -- carrying out ------------------------------------------------------------------


def get_due(session: Session, public_id: str) -> Due:
    """A plan with the files that its author reviewed; NotFound where there is none."""
    found = plans.find(session, public_id)
    if found is None:
        raise NotFound
    files = drafts.list_files(session, found.draft_id, found.base_id, found.upto)
    return Due(found, plans.find_slug(session, found), files)


def carry_out(session: Session, due: Due, reading: CourseReading, now: datetime) -> None:
    """Publish what was planned; a plain refusal where something is in its way.

    A plan that was settled meanwhile changes nothing.
    """
    planned = due.plan
    if not plans.settle(session, planned, Outcome.PUBLISHED, now):
        return
    newest = editions.find_newest(session, due.slug)
    planner = people.get_account(session, planned.planner_id).person
    taught = _find_written(session, planner, due.slug)
    stop = why_not(planned, newest.id if newest else None, may_plan=taught is not None)
    if stop or taught is None:
        raise Refusal(stop)
    overrule = Overrule(planned.change, planned.reason) if planned.change else None
    drafts.hold_draft(session, taught.course_id, now)
    sign_offs.refuse_unsigned(session, taught, planned.content_hash, planned.upto)
    draft_reviews.publish_held(session, taught, planned.draft_id, planner, reading, overrule, now)


def give_up(session: Session, due: Due, words: str, now: datetime) -> None:
    """Keep that a plan was not carried out, and why."""
    if plans.settle(session, due.plan, Outcome.REFUSED, now, words):
        subject = f"course {due.slug}"
        audit.record(session, now, "planned publishing refused", None, subject)


def _find_written(session: Session, person: Person, slug: str) -> Written | None:
    try:
        return get_written(session, person, slug)
    except NotFound:
        return None
