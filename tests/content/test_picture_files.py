"""The bytes of pictures: their size, what they tell of their maker, and narrower ones."""

from io import BytesIO
from sys import getrefcount

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import GifImagePlugin, Image
from PIL.PngImagePlugin import PngInfo

from lms.content.picture_files import (
    MOST_FRAMES,
    MOST_PIXELS,
    PictureUnreadable,
    Size,
    cleaned,
    narrowed,
    size_of,
)
from lms.domain.media import narrower_widths, picture_of
from tests import make
from tests.pictures import CAMERA, a_picture

# What Pillow says of notes that a camera, or nobody, wrote.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

KINDS = ("PNG", "JPEG", "WEBP")
BEGINNINGS = st.sampled_from(
    [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\x10\x00\x00\x00WEBPVP8 ", b""]
)


def pixels_of(content: bytes) -> list[object]:
    with Image.open(BytesIO(content)) as image:
        return list(image.convert("RGB").get_flattened_data())


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_picture_says_how_large_it_is(kind: str) -> None:
    assert size_of(a_picture(12, 7, kind)) == Size(12, 7)


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_picture_that_was_measured_is_not_kept_in_memory(kind: str) -> None:
    content = a_picture(12, 7, kind)
    held = getrefcount(content)

    size_of(content)

    assert getrefcount(content) == held


def test_of_a_large_picture_the_head_alone_is_read() -> None:
    kept = BytesIO()
    Image.effect_noise((400, 300), 50).save(kept, "PNG")

    assert size_of(kept.getvalue()[:1_000]) == Size(400, 300)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_that_lies_on_its_side_is_as_large_as_it_is_shown(kind: str) -> None:
    assert size_of(a_picture(12, 7, kind, turned=True)) == Size(7, 12)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_camera_notes_is_taken_out(kind: str) -> None:
    content = a_picture(12, 7, kind)
    assert CAMERA.encode() in content

    clean = cleaned(content)

    assert CAMERA.encode() not in clean
    assert b"exif" not in clean.lower()
    assert picture_of(clean).kind == picture_of(content).kind
    assert size_of(clean) == Size(12, 7)
    assert cleaned(clean) == clean


def test_a_png_keeps_every_pixel_and_its_words_go() -> None:
    words = PngInfo()
    words.add_text("Author", CAMERA)
    content = a_picture(9, 9, pnginfo=words)

    clean = cleaned(content)

    assert CAMERA.encode() not in clean
    assert pixels_of(clean) == pixels_of(content)


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    clean = cleaned(a_picture(12, 7, "JPEG", turned=True))

    with Image.open(BytesIO(clean)) as image:
        assert image.size == (7, 12)
        assert dict(image.getexif()) == {}


@pytest.mark.parametrize("content", [make.PIXEL, a_picture(kind="GIF")])
def test_a_picture_that_tells_nothing_keeps_every_byte(content: bytes) -> None:
    assert cleaned(content) == content


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_narrower_one_shows_the_same_in_a_smaller_file(kind: str) -> None:
    content = a_picture(960, 720, kind)

    small = narrowed(content, 480)

    assert small is not None
    assert len(small) < len(content)
    assert size_of(small) == Size(480, 360)
    assert CAMERA.encode() not in small


def test_a_narrower_one_of_a_picture_that_moves_would_stand_still() -> None:
    frames = [Image.new("RGB", (600, 400), color) for color in ("red", "blue")]
    kept = BytesIO()
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:])

    assert narrowed(kept.getvalue(), 480) is None
    assert cleaned(kept.getvalue()) == kept.getvalue()


def test_a_narrower_one_that_is_no_smaller_file_is_not_kept() -> None:
    kept = BytesIO()
    Image.new("RGB", (600, 400), "red").save(kept, "WEBP", quality=1)

    assert narrowed(kept.getvalue(), 599) is None


def test_a_small_file_of_a_large_picture_is_not_opened() -> None:
    side = 1 + int(MOST_PIXELS**0.5)
    kept = BytesIO()
    Image.new("1", (side, side)).save(kept, "PNG")

    with pytest.raises(PictureUnreadable):
        cleaned(kept.getvalue())
    assert narrowed(kept.getvalue(), 480) is None


def a_film(frames: int, width: int = 1, height: int = 1) -> bytes:
    """A GIF of one pixel that moves, its later frames of that size; each is a few bytes."""
    screen = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff"
    place = b",\x00\x00\x00\x00" + width.to_bytes(2, "little") + height.to_bytes(2, "little")
    still = b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    return screen + still + (place + b"\x00\x02\x02D\x01\x00") * (frames - 1) + b";"


def test_no_more_frames_are_looked_at_than_a_picture_may_have(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_at: list[int] = []
    look = GifImagePlugin.GifImageFile._seek

    def counted(image: GifImagePlugin.GifImageFile, frame: int, *more: bool) -> None:
        looked_at.append(frame)
        look(image, frame, *more)

    monkeypatch.setattr(GifImagePlugin.GifImageFile, "_seek", counted)
    for open_it in (cleaned, lambda content: narrowed(content, 480) or cleaned(content)):
        with pytest.raises(PictureUnreadable):
            open_it(a_film(MOST_FRAMES * 20))

    assert max(looked_at) == MOST_FRAMES
    assert cleaned(a_film(MOST_FRAMES)) == a_film(MOST_FRAMES)


def test_frames_that_are_larger_than_the_first_count_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoded: list[tuple[int, int]] = []
    load = GifImagePlugin.GifImageFile.load_prepare

    def counted(image: GifImagePlugin.GifImageFile) -> None:
        decoded.append(image.size)
        load(image)

    monkeypatch.setattr(GifImagePlugin.GifImageFile, "load_prepare", counted)
    with pytest.raises(PictureUnreadable):
        cleaned(a_film(MOST_FRAMES, 3_000, 3_000))

    assert sum(width * height for width, height in decoded) <= MOST_PIXELS


@pytest.mark.parametrize("kind", [*KINDS, "GIF"])
def test_a_picture_that_was_cut_off_is_refused(kind: str) -> None:
    content = a_picture(300, 200, kind)

    with pytest.raises(PictureUnreadable):
        cleaned(content[: len(content) // 2])
    assert narrowed(content[: len(content) // 2], 100) is None


@given(BEGINNINGS, st.binary(max_size=200))
def test_whatever_begins_like_a_picture_is_one_or_is_refused(start: bytes, rest: bytes) -> None:
    size_of(start + rest)
    narrowed(start + rest, 480)
    with pytest.raises(PictureUnreadable):
        cleaned(start + rest)


@given(st.sampled_from(KINDS), st.data())
def test_a_picture_with_bytes_changed_is_one_or_is_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(a_picture(20, 20, kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    size_of(bytes(content))
    narrowed(bytes(content), 10)
    try:
        cleaned(bytes(content))
    except PictureUnreadable:
        return


def test_widths_are_those_below_its_own() -> None:
    assert [narrower_widths(it) for it in (480, 481, 1200, 4000)] == [
        *((), (480,), (480, 960), (480, 960, 1440)),
    ]
