"""Evaluation reports: what learners said of a course, in sum and without names."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.courses import CourseFacts
from lms.domain.errors import NotFound
from lms.domain.evaluation_reports import ItemReport, report, told
from lms.domain.paging import Paged, page_of, page_of_list
from lms.store import editions, evaluation_answers


@dataclass(frozen=True)
class Evaluated:
    """A course of which evaluations were sent, and how many."""

    facts: CourseFacts
    sent: int


@dataclass(frozen=True)
class EvaluationReport:
    """What a course's evaluations say; comments are (what was asked, text), a page of them."""

    facts: CourseFacts
    sent: int
    items: tuple[ItemReport, ...]
    comments: Paged[tuple[str, str]]

    @property
    def rated(self) -> tuple[ItemReport, ...]:
        """The items with ratings."""
        return tuple(it for it in self.items if not it.item.is_comment)


def list_evaluated(session: Session, wanted: int) -> Paged[Evaluated]:
    """The courses of which evaluations were sent, in the order of slugs: two queries."""
    sent = evaluation_answers.count_sent(session)
    listed = page_of_list(tuple(sent), wanted)
    newest = editions.list_newest(session, listed.entries)
    entries = tuple(Evaluated(it.facts, sent[it.facts.slug]) for it in newest)
    return Paged(entries, listed.number, listed.total)


def get_evaluation_report(session: Session, slug: str, wanted: int = 1) -> EvaluationReport:
    """What the evaluations of a course say, in every edition; NotFound without that course.

    Six queries, however many answers there are.
    """
    newest = editions.find_newest(session, slug)
    if newest is None:
        raise NotFound
    heard = evaluation_answers.list_heard(session, newest.course_id)
    asked = editions.list_by_ids(session, {it.edition_id for it in heard} | {newest.id})
    evaluations = {id_: edition.facts.evaluation for id_, edition in asked.items()}
    items = report(evaluations, heard, newest.id)
    comments = _comments(session, items, wanted)
    sent = evaluation_answers.count_sent(session).get(slug, 0)
    return EvaluationReport(newest.facts, sent, items, comments)


def _comments(
    session: Session, items: tuple[ItemReport, ...], wanted: int
) -> Paged[tuple[str, str]]:
    """A page of the comments that may be read, each with what its edition asked."""
    prompts = {(id_, it.item.key): it.item.prompt for it in told(items) for id_ in it.editions}
    asked = tuple(prompts)
    return page_of(
        evaluation_answers.count_comments(session, asked) if asked else 0,
        wanted,
        lambda start, count: [
            (prompts[edition, item], text)
            for edition, item, text in evaluation_answers.list_comments(
                session, asked, start, count
            )
        ],
    )
