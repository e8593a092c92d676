"""Pictures in the widths that screens need: made after publishing, and never while one reads.

They are no files of the course: an export is what its author wrote, and nothing else.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from lms.content.names import IMAGES, is_picture
from lms.content.picture_files import narrowed, size_of
from lms.domain.courses import SourceFile
from lms.domain.media import narrower_widths
from lms.store import pictures

JOB = "narrower pictures"


def have_narrower(files: Iterable[SourceFile]) -> bool:
    """True where a file is a picture that is wider than some screens need."""
    return any(is_picture(file.path) and _widths(file.content) for file in files)


def list_waiting(session: Session, edition_id: int) -> tuple[str, ...]:
    """The addresses of an edition's media of which no narrower picture is kept yet."""
    return pictures.list_without_narrower(session, edition_id, IMAGES)


def get_content(session: Session, digest: str) -> bytes:
    """The bytes of a picture."""
    return pictures.get_content(session, digest)


def narrower(content: bytes) -> dict[int, bytes]:
    """A picture in each width that makes it a smaller file; up to seconds, so in no transaction."""
    made = {width: narrowed(content, width) for width in _widths(content)}
    return {width: small for width, small in made.items() if small is not None}


def keep(session: Session, digest: str, made: Mapping[int, bytes]) -> None:
    """Keep what was made of the picture at an address."""
    pictures.add_narrower(session, digest, made)


def _widths(content: bytes) -> tuple[int, ...]:
    size = size_of(content)
    return narrower_widths(size.width) if size else ()
