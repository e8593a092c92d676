"""Recordings and captions, sent to those who may see the page that they are in."""

from sqlalchemy.orm import Session

from lms.content.names import path_of_media
from lms.domain.access import Person
from lms.domain.errors import NotFound
from lms.domain.recordings import BEGINNING, Kept, Piece, Wanted, begins_like, cut, kind_named
from lms.services import drafts
from lms.services.enrollments import get_enrolled_for
from lms.services.written import Written
from lms.store import recordings


def get_recording_for(session: Session, person: Person, course: str, path: str) -> Kept:
    """A recording, or captions, of the reader's own edition; NotFound for what is neither."""
    _, reading = get_enrolled_for(session, person, course)
    hash_ = recordings.find_address(session, reading.current.id, path_of_media(path))
    return _kept(session, hash_, path)


def get_drafted(session: Session, taught: Written, path: str) -> Kept:
    """A recording, or captions, as the draft has it; NotFound for what is neither."""
    return _kept(session, drafts.find_address(session, taught, path_of_media(path)), path)


def get_published(session: Session, taught: Written, path: str) -> Kept:
    """The same as the newest edition has it."""
    newest = taught.newest
    if newest is None:
        raise NotFound
    return _kept(session, recordings.find_address(session, newest.id, path_of_media(path)), path)


def find_piece(session: Session, kept: Kept, wanted: Wanted | None) -> Piece | None:
    """All of a recording, or the beginning of what a player wants; None where that is nothing."""
    part = (0, kept.byte_count) if wanted is None else cut(wanted, kept.byte_count)
    if part is None:
        return None
    return Piece(recordings.read_piece(session, kept.digest, *part), part[0])


def _kept(session: Session, hash_: str | None, path: str) -> Kept:
    """What is kept at an address, if it can be what its name says (IN-10)."""
    kind = kind_named(path)
    if hash_ is None or not begins_like(kind, recordings.read_piece(session, hash_, 0, BEGINNING)):
        raise NotFound
    return Kept(hash_, kind, recordings.count_bytes(session, hash_))
