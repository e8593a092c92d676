"""Typography: the marks that a keyboard lacks."""

import re

_OPENS_AFTER = frozenset(" \t\n\u00a0([{<“‘—–/=")
_MARKS = re.compile(r"""["']|\.{3}|---?""")
_DASHES = {"...": "…", "--": "–", "---": "—"}
_DECADE = re.compile(r"\d\d(?!\d)")


def curl(text: str, before: str = " ") -> str:
    """The text with curly quotes, dashes and ellipses; `before` is the character ahead of it."""
    pieces, at, ahead = [], 0, before
    for match in _MARKS.finditer(text):
        said = text[at : match.start()]
        ahead = said[-1:] or ahead
        ahead = _DASHES.get(match[0]) or _quote(match[0], ahead, text, match.end())
        pieces += [said, ahead]
        at = match.end()
    return "".join([*pieces, text[at:]])


def _quote(mark: str, ahead: str, text: str, at: int) -> str:
    """The quote that opens or closes, by what stands on its two sides."""
    opens = ahead in _OPENS_AFTER and not text[at : at + 1].isspace()
    if mark == '"':
        return "“" if opens else "”"
    return "‘" if opens and not _DECADE.match(text, at) else "’"
