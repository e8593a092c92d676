"""The pictures of a draft: which there are, where they are used, and more of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.names import IMAGES, is_picture
from lms.content.picture_files import (
    MOST_FRAMES,
    MOST_PIXELS,
    PictureUnreadable,
    Size,
    cleaned,
    size_of,
)
from lms.content.pictures import KINDS, markdown_for, path_for
from lms.content.uses import Use, in_words, media_at
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.drafts import AS_PUBLISHED, Save
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.media import LARGEST_PICTURE, SVG, Picture, picture_of
from lms.domain.names import filled_line
from lms.services import draft_saves, drafts
from lms.services.draft_ground import find_saved
from lms.services.drafts import Desk
from lms.services.written import Written
from lms.store.drafts import find_newest, list_contents

LONGEST_ALTERNATIVE = 300
MOST_MEDIA = 500
_MEGABYTE = 1024 * 1024
TOO_LARGE = (
    f"This file is larger than {LARGEST_PICTURE // _MEGABYTE} MB. Export it smaller; 2,000 pixels "
    "are wide enough for any screen."
)


# -- what there is -----------------------------------------------------------------


@dataclass(frozen=True)
class Medium:
    """A file of the folder of pictures: what it is, how large, and where it is used."""

    path: str
    kind: str
    """Empty for what is no picture."""
    byte_count: int
    size: Size | None
    """None for a drawing, which has any size."""
    uses: tuple[Use, ...]

    @property
    def name(self) -> str:
        """The path inside its folder, as its address has it."""
        return self.path.removeprefix(f"{IMAGES}/")


@dataclass(frozen=True)
class Gallery:
    """The pictures of a draft, and the paths of those that were taken out of it."""

    media: tuple[Medium, ...]
    taken_out: tuple[str, ...]


def get_gallery(files: Sequence[SourceFile], taken_out: Sequence[str]) -> Gallery:
    """The pictures among a draft's files; ask outside a transaction."""
    uses = media_at(files)
    media = tuple(_medium(file, uses.get(file.path, ())) for file in files if is_picture(file.path))
    return Gallery(media, tuple(path for path in taken_out if is_picture(path)))


def _medium(file: SourceFile, uses: tuple[Use, ...]) -> Medium:
    picture = picture_of(file.content)
    kind = picture.kind if picture else ""
    return Medium(file.path, kind, len(file.content), size_of(file.content), uses)


# -- one more, or another in its place ---------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A picture that is fit for the course: its bytes and the path that it gets."""

    path: str
    content: bytes


def prepare(
    content: bytes,
    filename: str,
    paths: Sequence[str],
    instead: str,
    taken_out: Sequence[str] = (),
) -> Sent:
    """A picture as it would be kept: upright, without what cameras note in it, safely named.

    No new one gets the name of another, be it there or taken out. `instead` is the path of the
    picture whose place it takes, or empty. It takes up to seconds, so ask outside a transaction;
    FieldRefusal for what is no picture.
    """
    if not content:
        empty = "This file is empty: it has no bytes. Export the picture anew, and send that."
        raise FieldRefusal("file", empty if filename else "Choose the picture to send.")
    if len(paths) >= MOST_MEDIA and not instead:
        raise FieldRefusal(
            "file", f"The course has {MOST_MEDIA} pictures already. Remove those that nothing uses."
        )
    if len(content) > LARGEST_PICTURE:
        raise FieldRefusal("file", TOO_LARGE)
    picture = picture_of(content)
    if picture is None:
        raise FieldRefusal(
            "file",
            "This is no picture that a page can show. Send a PNG, JPEG, GIF or WebP, or a plain "
            "SVG without scripts and outside files.",
        )
    if instead and instead not in paths:
        raise FieldRefusal("instead", "This picture is not in the draft any more. Choose another.")
    if instead and _kind_named(instead) != picture.kind:
        raise FieldRefusal(
            "file",
            f"This is another type of picture than {instead}. Export it in that type, or add it as "
            "a new picture.",
        )
    path = instead or path_for(filename, picture.kind, [*paths, *taken_out])
    return Sent(path, content if picture.kind == SVG else _cleaned(content))


def _kind_named(path: str) -> str:
    ending = f".{path.rpartition('.')[2].lower()}"
    return KINDS.get(ending, "")


def _cleaned(content: bytes) -> bytes:
    try:
        return cleaned(content)
    except PictureUnreadable as error:
        raise FieldRefusal(
            "file",
            "This picture is damaged, or has more than "
            f"{MOST_PIXELS // 1_000_000} million pixels or {MOST_FRAMES} frames. Export it anew, "
            "and smaller.",
        ) from error


def alternative_in(written: str) -> str:
    """What somebody who does not see the picture is told; FieldRefusal where it is empty."""
    ask = "Say what the picture shows, for those who do not see it."
    return filled_line("alternative", written, ask, LONGEST_ALTERNATIVE)


def line_for(path: str, alternative: str) -> str:
    """The line of Markdown that shows a picture, to be put into a text."""
    return markdown_for(path, alternative)


def add(session: Session, taught: Written, author: Person, sent: Sent, now: datetime) -> Save:
    """Keep a new picture, as a save of the draft."""
    if drafts.find_content(session, taught, sent.path) is not None:
        raise FieldRefusal(
            "file", f"Somebody added a picture {sent.path} meanwhile. Send yours again."
        )
    return draft_saves.keep_file(session, taught, author, sent.path, sent.content, now)


def replace(
    session: Session, taught: Written, author: Person, sent: Sent, since: int, now: datetime
) -> Save:
    """Keep a picture in another's place, as a save of the draft; its name stays.

    `since` is the newest save of the draft that its author has seen: a refusal where the picture
    is another one by now.
    """
    draft_id = draft_saves.hold(session, taught, author, now)
    newest = find_newest(session, draft_id, sent.path)
    if drafts.find_content(session, taught, sent.path) is None:
        raise FieldRefusal("instead", "This picture is not in the draft any more. Choose another.")
    if newest is not None and newest.number > since:
        raise FieldRefusal(
            "instead",
            f"{newest.author} changed {sent.path} after you opened this page. Look at the picture "
            "that is there now; to replace that one, send yours again.",
        )
    return draft_saves.keep_file(session, taught, author, sent.path, sent.content, now)


def newest_seen(desk: Desk) -> int:
    """The number of the newest save that a desk shows; AS_PUBLISHED where there is none."""
    shown = [*(it.save for it in desk.files if it.save), *desk.taken_out]
    return max((it.number for it in shown), default=AS_PUBLISHED)


def get_picture_of(session: Session, taught: Written, number: int) -> Picture:
    """The picture that a save holds; NotFound where it holds none, or none that is safe."""
    _, save = find_saved(session, taught, number)
    return _picture(session, save, save.content_hash)


def get_picture_before(session: Session, taught: Written, number: int) -> Picture:
    """The picture in whose place that of a save came; NotFound where there was none."""
    draft_id, save = find_saved(session, taught, number)
    return _picture(session, save, drafts.find_address_since(session, draft_id, save))


def _picture(session: Session, save: Save, hash_: str | None) -> Picture:
    if hash_ is None or not is_picture(save.path):
        raise NotFound
    picture = picture_of(list_contents(session, [hash_])[hash_])
    if picture is None:
        raise NotFound
    return picture


# -- out, and back -----------------------------------------------------------------


def remove(session: Session, taught: Written, author: Person, path: str, now: datetime) -> Save:
    """Take a picture that no page uses out of the draft; what it was stays in the history."""
    files = drafts.list_files_to_read(session, taught)
    if not is_picture(path) or all(file.path != path for file in files):
        raise Refusal("This picture is not in the draft any more, so there is nothing to remove.")
    uses = media_at(files).get(path, ())
    if uses:
        raise Refusal(
            f"{path} is used in {in_words(uses)}. Take it out of the text there, then remove it."
        )
    return draft_saves.keep_file(session, taught, author, path, None, now)


def put_back(session: Session, taught: Written, author: Person, path: str, now: datetime) -> Save:
    """Bring a picture back as it was when it was taken out; NotFound where none was."""
    content = drafts.find_taken_out(session, taught, path) if is_picture(path) else None
    if content is None:
        raise NotFound
    return draft_saves.keep_file(session, taught, author, path, content, now)
