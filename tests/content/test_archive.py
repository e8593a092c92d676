"""Archives from somebody unknown: a course folder comes out of one, or a refusal (IN-08)."""

import struct
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content import archive
from lms.content.archive import MOST_FILES, ArchiveRefused, pack, read_archive
from lms.domain.courses import SourceFile
from tests.content import good_course
from tests.recorded import CAPTIONS as WORDS
from tests.recorded import CLIPS

FILES = tuple(it for it in good_course.files() if it.content)
LINK = 0o120777 << 16


def packed(
    *entries: tuple[str | ZipInfo, bytes], compression: int = ZIP_DEFLATED, top: str = ""
) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w", compression) as made:
        for name, content in entries:
            made.writestr(f"{top}{name}" if isinstance(name, str) else name, content)
    return held.getvalue()


def course(*more: tuple[str | ZipInfo, bytes], top: str = "") -> bytes:
    return packed(*((it.path, it.content) for it in FILES), *more, top=top)


def named(name: str, mode: int = 0) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = mode
    return info


def with_byte(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """The archive with other bytes in the last record that begins with a mark."""
    at = content.rindex(mark) + offset
    return content[:at] + value + content[at + len(value) :]


# -- what comes out ------------------------------------------------------------------


@pytest.mark.parametrize("top", ["", "my-course/", "Mein Kurs/"])
def test_the_folder_of_a_course_comes_out_as_it_went_in(top: str) -> None:
    assert read_archive(course(top=top)) == FILES


PARTS = st.text("abcäλ0-", min_size=1, max_size=12)
FOLDERS = st.dictionaries(
    st.builds("images/{}.png".format, PARTS) | st.builds("{}.md".format, PARTS),
    # An archive within the archive would be refused, whatever it is called.
    st.binary(max_size=300).map(lambda it: it and b"." + it)
    | st.builds(lambda it: it * 40_000, st.binary(max_size=1)),
    max_size=8,
)


@given(FOLDERS, st.datetimes(datetime(1980, 1, 1), datetime(2107, 1, 1)))
def test_what_is_packed_here_comes_out_as_it_went_in(
    others: dict[str, bytes], at: datetime
) -> None:
    files = [SourceFile(path, content) for path, content in {**others, "course.md": b"x"}.items()]

    archive_of = pack("foundations", files, at)

    assert read_archive(archive_of) == tuple(sorted(files, key=lambda it: it.path))
    assert pack("foundations", files[::-1], at) == archive_of


def test_a_page_of_one_letter_is_packed_and_taken_in_again() -> None:
    files = (SourceFile("course.md", b"a" * 900_000),)

    assert read_archive(pack("long", files, datetime(2026, 11, 28, 12))) == files


def test_recordings_and_their_captions_come_out_as_they_went_in() -> None:
    media = [(f"media/{name}", content) for name, content in (*CLIPS.items(), ("clip.vtt", WORDS))]

    held = {it.path: it.content for it in read_archive(course(*media))}

    assert dict(media).items() <= held.items()


def test_what_systems_leave_behind_stays_out() -> None:
    left = [("__MACOSX/._course.md", b"x"), (".DS_Store", b"x"), ("images/", b""), ("a.md~", b"x")]

    assert read_archive(course(*left)) == FILES


def test_what_was_packed_without_packing_comes_out_too() -> None:
    entries = [(it.path, it.content) for it in FILES]

    assert read_archive(packed(*entries, compression=ZIP_STORED)) == FILES


# -- what is refused (IN-08) ---------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "../escape.md",
        "images/../../escape.md",
        "/etc/passwd",
        "C:/escape.md",
        "..\\escape.md",
        "images//a.png",
        "./a.md",
        "a\x1b[2J.md",
        "a\u202etxt.md",
        "a" * 256,
    ],
)
def test_in08_a_name_that_is_no_plain_path_is_refused(name: str) -> None:
    with pytest.raises(ArchiveRefused):
        read_archive(course((named(name), b"x")))


@pytest.mark.parametrize("mode", [LINK, 0o010644 << 16, 0o020644 << 16, 0o140644 << 16])
def test_in08_links_and_devices_are_refused(mode: int) -> None:
    with pytest.raises(ArchiveRefused, match="is a link"):
        read_archive(course((named("images/link.png", mode), b"/etc/passwd")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["course.md", "COURSE.md", "images", "Images/Bench.png"])
def test_in08_names_that_some_system_takes_for_one_are_refused(name: str) -> None:
    with pytest.raises(ArchiveRefused, match="the same name"):
        read_archive(course((name, b"x")))


def test_in08_names_that_differ_in_composition_alone_are_refused() -> None:
    twins = [("images/\u00e9.png", b"x"), ("images/e\u0301.png", b"y")]

    with pytest.raises(ArchiveRefused, match="the same name"):
        read_archive(course(*twins))


def test_in08_a_file_that_grows_beyond_reason_is_refused() -> None:
    with pytest.raises(ArchiveRefused, match="grows more than 50 times"):
        read_archive(course(("images/bomb.png", bytes(1_000_000))))


def test_in08_more_than_fits_is_refused_by_what_the_archive_says() -> None:
    stored = packed(*((it.path, it.content) for it in FILES), ("images/a.png", b"x"))
    # The size that the list at the end tells of the last file.
    large = with_byte(stored, b"PK\x01\x02", 24, struct.pack("<I", archive.MOST_UNPACKED + 1))

    with pytest.raises(ArchiveRefused, match="Unpacked, this archive would have more than 60 MB"):
        read_archive(large)


def test_in08_a_file_that_is_longer_or_shorter_than_it_says_is_refused() -> None:
    made = course(("images/a.png", b"abcdefgh"))

    for told in (7, 9):
        with pytest.raises(ArchiveRefused):
            read_archive(with_byte(made, b"PK\x01\x02", 24, struct.pack("<I", told)))


@pytest.mark.parametrize("count", [MOST_FILES + 1, 2 * MOST_FILES + 1, 70_000])
def test_in08_too_many_files_are_refused(count: int) -> None:
    many = [(f"images/{number}.png", b"") for number in range(count)]

    with pytest.raises(ArchiveRefused, match="more than 500 files"):
        read_archive(packed(*many, compression=ZIP_STORED))


def test_in08_files_that_lie_on_one_another_are_refused() -> None:
    made = packed(*((it.path, it.content) for it in FILES), ("images/z.png", b"z" * 50))
    # The last file is told to lie where the first one does.
    overlapping = with_byte(made, b"PK\x01\x02", 42, struct.pack("<I", 0))

    with pytest.raises(ArchiveRefused):
        read_archive(overlapping)


@pytest.mark.parametrize(
    ("name", "content"),
    [("more.zip", b"x"), ("images/a.png", packed(("a", b"b"))), ("a.TAR.GZ", b"x")],
)
def test_in08_an_archive_in_the_archive_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="archive within the archive"):
        read_archive(course((name, content)))


def test_in08_a_password_and_unusual_packing_are_refused() -> None:
    secret = with_byte(course(("z.md", b"x")), b"PK\x01\x02", 8, b"\x01\x00")

    with pytest.raises(ArchiveRefused, match="password"):
        read_archive(secret)
    with pytest.raises(ArchiveRefused, match="unusual way"):
        read_archive(packed(("course.md", b"x" * 99), compression=ZIP_BZIP2))


@pytest.mark.parametrize("content", [b"", b"PK", b"not an archive", packed(("readme.md", b"x"))])
def test_what_is_no_course_folder_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(ArchiveRefused, match="Pack the folder of the course"):
        read_archive(content)


def test_two_courses_in_one_archive_are_refused() -> None:
    with pytest.raises(ArchiveRefused, match=r"no course\.md at its top"):
        read_archive(packed(("one/course.md", b"x"), ("two/course.md", b"x")))


def test_an_archive_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(ArchiveRefused, match="larger than 20 MB"):
        read_archive(bytes(archive.MOST_BYTES + 1))


@given(st.data())
def test_in08_whatever_is_changed_in_an_archive_it_is_read_or_refused(data: st.DataObject) -> None:
    made = bytearray(course())
    for _ in range(data.draw(st.integers(1, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
    cut: Callable[[bytes], bytes] = data.draw(
        st.sampled_from([bytes, lambda it: it[:-7], lambda it: it[9:], lambda it: it + b"more"])
    )

    try:
        files = read_archive(cut(bytes(made)))
    except ArchiveRefused:
        return

    assert all(isinstance(it, SourceFile) and ".." not in it.path.split("/") for it in files)
