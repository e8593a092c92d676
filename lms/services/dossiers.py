"""The dossier: what an accreditor’s reviewer asks for about one edition (CE_RULES 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.credentials.pdf import render_specimen
from lms.domain.certificates import Holder, License, Snapshot, snapshot
from lms.domain.courses import Course, CourseFacts, Module, Provider, SourceFile
from lms.domain.coverage import Coverage, coverage
from lms.domain.credit import CreditApproval, MethodLine, method_lines
from lms.domain.errors import NotFound
from lms.domain.keys import key_in_words
from lms.domain.paging import Paged, page_of_list
from lms.domain.questions import Question
from lms.domain.references import ReferenceEntry
from lms.services.certificates import ATTESTATION
from lms.services.credit import get_calculation
from lms.services.enrollments import get_provider, provider_day
from lms.services.evaluation_reports import EvaluationReport, get_evaluation_report
from lms.store import audit, editions, teaching
from lms.store.editions import Edition

SPECIMEN = Holder("Specimen Learner", (License("Profession", "State", "000000"),))


@dataclass(frozen=True)
class Dossier:
    """Everything that a reviewer reads of an edition, and its files byte for byte."""

    edition: Edition
    course: Course
    provider: Provider
    files: tuple[SourceFile, ...]
    evaluations: EvaluationReport
    coverage: Coverage
    specimen: Snapshot
    attestation: str
    prepared_at: datetime
    prepared_on: date

    @property
    def facts(self) -> CourseFacts:
        """The facts of the edition, with the credit that was approved if any was."""
        return self.edition.facts

    @property
    def approval(self) -> CreditApproval | None:
        """The approver's act that stands for the edition."""
        return self.edition.approval

    @property
    def methods(self) -> tuple[MethodLine, ...]:
        """The credit by every method, the chosen one among them."""
        return method_lines(self.facts.credit, self.facts.credit_terms.method)

    @property
    def modules(self) -> Mapping[str, Module]:
        """The modules by their slugs."""
        return {module.slug: module for module in self.course.modules}

    @property
    def references(self) -> tuple[ReferenceEntry, ...]:
        """Every work that a module cites, once, in the order of its text."""
        found = {it.key: it for module in self.course.modules for it in module.references}
        return tuple(sorted(found.values(), key=lambda it: it.html))

    @property
    def answers(self) -> Mapping[str, tuple[str, ...]]:
        """What is right for each question, by its stamp, as HTML."""
        return {it.stamp: key_in_words(it) for it in self._questions()}

    def _questions(self) -> tuple[Question, ...]:
        return tuple(question for quiz in self.course.quizzes for question in quiz.questions)


def list_courses(session: Session, wanted: int) -> Paged[Edition]:
    """The newest edition of every course that was ever published, in the order of titles."""
    newest = editions.list_newest(session, teaching.list_slugs(session))
    return page_of_list(sorted(newest, key=lambda it: it.facts.title), wanted)


def list_editions(session: Session, slug: str, wanted: int) -> Paged[Edition]:
    """Every edition of a course, the newest first; NotFound where there is no such course."""
    every = editions.list_of_course(session, slug)
    if not every:
        raise NotFound
    return page_of_list(every, wanted)


def get_dossier(session: Session, slug: str, number: int, now: datetime) -> Dossier:
    """The dossier of an edition; NotFound where there is none of that number."""
    edition = get_calculation(session, slug, number).edition
    provider = get_provider(session)
    today = provider_day(provider, now)
    course = editions.get_course(session, edition)
    frozen = snapshot(
        SPECIMEN, edition.facts, (edition.number, edition.content_hash), provider, now, today
    )
    return Dossier(
        edition=edition,
        course=course,
        provider=provider,
        files=editions.list_files(session, edition.id),
        evaluations=get_evaluation_report(session, slug),
        coverage=coverage(course),
        specimen=frozen,
        attestation=ATTESTATION,
        prepared_at=now,
        prepared_on=today,
    )


def print_specimen(dossier: Dossier) -> bytes:
    """What a certificate of the edition looks like, as a PDF; outside any transaction (DS-03)."""
    return render_specimen(dossier.specimen, dossier.prepared_at, dossier.prepared_on)


def note_taken(session: Session, person_id: int, edition: Edition, now: datetime) -> None:
    """Record that the dossier of an edition, which holds its keys, left the house."""
    audit.record(session, now, "dossier taken", person_id, f"edition {edition.id}")
