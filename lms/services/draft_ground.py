"""What a draft stands on: the edition it goes on from, and the save that each file is at."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from lms.content import names
from lms.content.endings import shown
from lms.content.names import WORKS, Role, file_name
from lms.content.survey import is_page
from lms.domain.drafts import Save, newest_on_line
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services.written import Written
from lms.store import drafts, editions

MOST_CHARACTERS = 500_000
"""The longest text of one file; a module of 3,000 words has about 20,000."""
MOST_SHOWN = 100_000
"""The longest page that is looked at while it is written: a module of 5,000 words has some 35,000,
and ten seconds would go by over a hostile one as long as a file may be (AV-05)."""


class TextUnreadable(Refusal):
    """A file that is not UTF-8 cannot be shown in a form without losing characters."""

    sentence = (
        "This file is not saved as UTF-8, so a browser would lose characters of it. Save it again "
        "as UTF-8 in the editor that it came from, and publish the folder."
    )


class TooLongToShow(Refusal):
    """A page that is kept as any other, and takes too long to be looked at time and again."""

    sentence = (
        f"A page of more than {MOST_SHOWN:,} characters can be saved, but not previewed. What is "
        "wrong with it as it was last saved stands under Course health. Make two modules of it."
    )


class Ground(NamedTuple):
    """The edition that a draft goes on from, its number, and the save that each path is at."""

    edition_id: int | None
    number: int | None
    line: dict[str, Save]


def is_picture(path: str) -> bool:
    """True for a file of the folder of pictures, which no editor of texts opens."""
    return names.is_picture(path)


def is_recording(path: str) -> bool:
    """True for a recording; its captions are a text."""
    return file_name(path).role is Role.RECORDING


def refuse_too_long(text: str) -> None:
    """FieldRefusal for a text that is longer than a file may be."""
    if len(text) > MOST_CHARACTERS:
        raise FieldRefusal(
            "text",
            f"This text has more than {MOST_CHARACTERS:,} characters. Make two modules of it.",
        )


def is_too_long_to_show(path: str, text: str) -> bool:
    """True for a page that is not looked at; works and captions are, since nobody renders them."""
    return is_page(path) and len(text) > MOST_SHOWN


def why_not_shown(path: str, text: str) -> str:
    """Why a text is not looked at, in a sentence; empty for one that is."""
    return str(TooLongToShow()) if is_too_long_to_show(path, text) else ""


def ground_of(session: Session, taught: Written) -> Ground:
    """What the draft of a course stands on: three queries.

    A draft that began from no edition goes on from none until one is published or taken over.
    """
    draft_id = drafts.find_draft(session, taught.course_id)
    saves = () if draft_id is None else drafts.list_line(session, draft_id)
    return standing(session, taught, draft_id, saves)


def standing(
    session: Session, taught: Written, draft_id: int | None, saves: Sequence[Save]
) -> Ground:
    """The same for whoever has its line already."""
    base = None if draft_id is None else drafts.find_base(session, draft_id)
    line = newest_on_line(saves)
    if base is not None:
        return Ground(*base, line)
    newest = taught.newest
    if newest is None or line:
        return Ground(None, None, line)
    return Ground(newest.id, newest.number, {})


def published_hashes(session: Session, base_id: int | None) -> dict[str, str]:
    """The address of each file of an edition by path; none where there is no edition."""
    return {} if base_id is None else editions.list_hashes(session, base_id)


def find_saved(session: Session, taught: Written, number: int) -> tuple[int, Save]:
    """A save and its draft by its number; NotFound where there is none."""
    draft_id = drafts.find_draft(session, taught.course_id)
    save_ = None if draft_id is None else drafts.find_save(session, draft_id, number)
    if draft_id is None or save_ is None:
        raise NotFound
    return draft_id, save_


def readable(content: bytes) -> str:
    """The text of a file; TextUnreadable for one that is not UTF-8."""
    text = shown(content)
    if text is None:
        raise TextUnreadable
    return text


def is_text(path: str) -> bool:
    """True for what can be written in a browser: pages, the list of works and captions."""
    return is_page(path) or path == WORKS or file_name(path).role is Role.CAPTIONS
