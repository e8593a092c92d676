"""Line endings of a text that came back from a form, where every line ends in CR LF."""

from difflib import SequenceMatcher

from lms.content.source import BYTE_ORDER_MARK, read_source


def as_before(typed: str, before: bytes) -> bytes:
    """The typed text as UTF-8, with each line ended as in the file before (FORMAT section 1).

    A line that stands in both keeps its own ending; a new one gets the ending that the file
    uses most. A mark at the beginning of the file stays where it was.
    """
    source = read_source("", before)
    lines = _plain(typed).split("\n")
    old = [line.text.removeprefix(BYTE_ORDER_MARK) for line in source.lines]
    endings = [source.usual_ending] * len(lines)
    for block in SequenceMatcher(None, old, lines, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            endings[block.b + step] = source.lines[block.a + step].ending or source.usual_ending
    mark = BYTE_ORDER_MARK.encode() if old != [line.text for line in source.lines] else b""
    text = b"".join(
        line.encode() + ending for line, ending in zip(lines[:-1], endings[:-1], strict=True)
    )
    return mark + text + lines[-1].encode()


def shown(content: bytes) -> str | None:
    """A file's text as a form shows it, or None for bytes that are not UTF-8."""
    try:
        return _plain(content.decode().removeprefix(BYTE_ORDER_MARK))
    except UnicodeDecodeError:
        return None


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
