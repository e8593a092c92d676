"""The bytes of pictures: how large they are, what they tell of their maker, and narrower ones.

Pillow reads nothing but the four kinds that a course may hold, and nothing of more than so many
pixels and frames: a small file may be a large picture.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from lms.domain.media import picture_of

FORMATS = ("GIF", "JPEG", "PNG", "WEBP")
MOST_PIXELS, MOST_FRAMES = 40_000_000, 300
QUALITY, BEST = 85, 92
_TELLING = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"})
_ORIENTATION, _UPRIGHT = 0x0112, 1
# A PNG begins with eight bytes; each chunk has its length, its name, and a sum at its end.
_PNG_START, _CHUNK_FRAME = 8, 12
_PNG_WORDS = frozenset({b"eXIf", b"iTXt", b"tEXt", b"zTXt", b"tIME"})
# What Pillow raises of bytes that only begin like a picture.
_UNREADABLE = (
    *(UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning),
    *(OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError),
)


@dataclass(frozen=True)
class Size:
    """How many pixels a picture has."""

    width: int
    height: int


class PictureUnreadable(Exception):
    """The bytes begin like a picture and cannot be shown, or have too many pixels or frames."""


def size_of(content: bytes) -> Size | None:
    """The size that a picture says it has; None for a drawing, and for what cannot be read.

    Its head alone is read, as fast as it could be known again by its digest.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            # Of a PNG without notes Pillow would load every pixel, to see whether some follow.
            notes = Image.Image.getexif(image)
            is_turned = notes.get(_ORIENTATION, _UPRIGHT) > 4  # noqa: PLR2004
    except _UNREADABLE:
        return None
    return Size(height, width) if is_turned else Size(width, height)


def cleaned(content: bytes) -> bytes:
    """The picture upright and without what cameras note in it, such as the place; else as it is.

    PictureUnreadable where it cannot be shown whole.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            _refuse_large(image)
            image.load()
            if image.format == "PNG":
                return _png_alone(content)
            turned = image.getexif().get(_ORIENTATION, _UPRIGHT) != _UPRIGHT
            if not turned and not _TELLING & set(image.info) and not image.getexif():
                return content
            return _written_anew(image, turned=turned)
    except _UNREADABLE as error:
        raise PictureUnreadable from error


def narrowed(content: bytes, width: int) -> bytes | None:
    """The picture that many pixels wide, or None where that is no smaller file or it moves."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if getattr(image, "is_animated", False):
                return None
            _refuse_large(image)
            kind = image.format or ""
            upright = ImageOps.exif_transpose(image)
            height = max(1, round(upright.height * width / upright.width))
            shown = upright.convert(_mode(upright))
            small = _saved(shown.resize((width, height), Image.Resampling.LANCZOS), kind)
    except (PictureUnreadable, *_UNREADABLE):
        return None
    picture = picture_of(small)
    return small if picture and len(small) < len(content) else None


def _mode(image: Image.Image) -> str:
    """Colors that can be mixed, which those of a palette cannot."""
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return "RGBA" if has_alpha else "L" if image.mode in ("L", "1") else "RGB"


def _saved(image: Image.Image, kind: str) -> bytes:
    """The same kind of file; of a GIF, whose colors are few, a PNG."""
    kept = BytesIO()
    if kind == "JPEG":
        image.convert("RGB").save(kept, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    elif kind == "WEBP":
        image.save(kept, "WEBP", quality=QUALITY)
    else:
        image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _written_anew(image: Image.Image, *, turned: bool) -> bytes:
    kind, profile = image.format or "", image.info.get("icc_profile")
    is_moving = bool(getattr(image, "is_animated", False))
    kept = BytesIO()
    upright = ImageOps.exif_transpose(image) if turned and not is_moving else image
    for name in _TELLING & set(upright.info):
        del upright.info[name]
    if kind == "JPEG":
        quality = QUALITY if turned else "keep"
        upright.save(kept, kind, quality=quality, icc_profile=profile, exif=b"", comment=b"")
    elif kind == "GIF":
        upright.save(kept, kind, save_all=is_moving, comment=b"")
    else:
        upright.save(kept, kind, save_all=is_moving, icc_profile=profile, exif=b"", quality=BEST)
    return kept.getvalue()


def _png_alone(content: bytes) -> bytes:
    """A PNG without its chunks of words; what is seen of it keeps every byte."""
    kept, at = [content[:_PNG_START]], _PNG_START
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        end = at + length + _CHUNK_FRAME
        if content[at + 4 : at + 8] not in _PNG_WORDS:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _refuse_large(image: Image.Image) -> None:
    """PictureUnreadable at the first frame that is too much; those behind it are not looked at."""
    pixels, number = 0, 0
    while True:
        width, height = image.size
        pixels, number = pixels + width * height, number + 1
        if pixels > MOST_PIXELS or number > MOST_FRAMES:
            raise PictureUnreadable
        try:
            image.seek(number)
        except EOFError:
            break
    image.seek(0)
