"""Options of scenes as links: what one reads, and the scene that it leads to (FORMAT 4.2)."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from lms.content.code_spans import without_code
from lms.content.render_page import slug_of

_MARKS = re.compile(r"\\.|[\[\]]", re.DOTALL)
_TARGET = re.compile(
    r"\(\s*<?(?P<target>[^\s()<>]*)>?(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)\s*[.,;:!?]?\s*"
)


@dataclass(frozen=True)
class SceneLink:
    """A link that is all of a text: what is shown of it, and its target as it was written."""

    text: str
    target: str

    @property
    def is_inside(self) -> bool:
        """True where it leads to a heading of its own page."""
        return len(self.target) > 1 and self.target.startswith("#")

    @property
    def slug(self) -> str:
        """The slug of the heading that it names, however that was written."""
        return slug_of(unquote(self.target[1:]))


def scene_link(text: str) -> SceneLink | None:
    """The link that a text consists of, or None where there is more to it, or less."""
    end = _end_of_brackets(text)
    match = _TARGET.fullmatch(text, end + 1) if end else None
    return SceneLink(text[1:end].strip(), match["target"]) if match else None


def _end_of_brackets(text: str) -> int:
    """Where the bracket that the text begins with is closed; 0 where it never is."""
    depth = 0
    if not text.startswith("["):
        return 0
    for mark in _MARKS.finditer(without_code(text)):
        depth += {"[": 1, "]": -1}.get(mark[0], 0)
        if not depth:
            return mark.start()
    return 0
