"""Somebody's words as Markdown that shows just these words: nothing in them becomes syntax."""

import re

# What begins a line as a label in a quiz, in bold or not (FORMAT 4.2 and 5).
LABELS = (
    *("Answer", "Common mistake", "Hint", "Explanation", "Objective", "Source", "Settings"),
    *("Also accept", "Correct order", "Correct pairs", "Reflection", "Ending", "Scale", "Comment"),
    "Rate each objective",
)
_NAMES = frozenset(
    {name.casefold() for name in LABELS} | {f"{name.casefold()}s" for name in LABELS} | {"setting"}
)

_STRAIGHT = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u202f": " "}
)
_SPECIAL = re.compile(r"[\\*\[\]`]|<(?=[^\s=])|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
# Entities where a backslash would be shown, or where code would be seen.
_ENTITIES = {"<": "&lt;", "`": "&#96;", "&": "&amp;"}
_PLAIN_SPECIAL = re.compile(r"[\\*`\[\]]|(?<![^\W_])_|_(?![^\W_])")
_NUMBERED = re.compile(r"([0-9]{1,9})([.)])(?=\s|\Z)")
_BULLET = re.compile(r"[-+•](?=\s|\Z)")
_RULED = re.compile(r"[-=][-= ]*")
_COLUMNS = re.compile(r"\|?[ :|-]*-[ :|-]*")
_CAPTION = re.compile(r"(Table|Figure):")
_PLAIN_LABEL = re.compile(r"([A-Za-z ]{1,40}?)( ?):(?=[ \t]|\Z)")
_BOLD_LABEL = re.compile(r"(\*\*|__)( ?[^*_:]{1,40}? ?)(?::\1|\1 ?:)")
_BOLD_ALONE = re.compile(r"(\*\*|__)([^*_:]{1,40})\1[ \t]*")
_SPECIAL_HEADING = re.compile(r"(case|pool|scenario|later|check)( ?):", re.IGNORECASE)


def straightened(text: str) -> str:
    """The text with plain quotation marks and spaces; showing it curls the quotes again."""
    return text.translate(_STRAIGHT)


def escaped(text: str) -> str:
    """Running text as Markdown, wherever in a line it stands."""
    return _SPECIAL.sub(lambda it: _ENTITIES.get(it[0], f"\\{it[0]}"), straightened(text))


def in_words(text: str) -> str:
    """The text as it stands where it is compared or named and never shown as Markdown."""
    flat = " ".join(straightened(text).split())
    return _PLAIN_SPECIAL.sub(lambda it: f"\\{it[0]}", flat).replace("<!--", "<\\!--")


def heading(text: str) -> str:
    """A name as it stands in a heading: it begins no pool, later part or check."""
    written = in_words(text)
    if (special := _SPECIAL_HEADING.match(written)) and special[1].casefold() == "check":
        written = f"{special[1]} :{written[special.end() :]}"
    elif special:
        written = f"{special[1]}{special[2]}\\:{written[special.end() :]}"
    return re.sub(r"#\Z", r"\\#", written)


def section(text: str) -> str:
    """The same for a section, which ends in no number to choose."""
    return re.sub(r"\)\Z", r"\\)", heading(text))


def line(markdown: str) -> str:
    """A line of Markdown that begins nothing: no heading, list, label, option or code."""
    text = markdown.lstrip(" \t")
    if not text:
        return ""
    if _RULED.fullmatch(text) or (_COLUMNS.fullmatch(text) and "|" in text):
        return f"&#{ord(text[0])};{text[1:]}"
    if text.startswith((":", "~~~", "|")):
        return f"&#{ord(text[0])};{text[1:]}"
    return _without_mark(text)


def _without_mark(text: str) -> str:
    """The line as no heading, quote or list."""
    if numbered := _NUMBERED.match(text):
        return f"{numbered[1]}\\{numbered[2]}{text[numbered.end() :]}"
    if text[0] in "#>":
        return f"\\{text}"
    if _BULLET.match(text):
        return f"&#8226;{text[1:]}" if text[0] == "•" else f"\\{text}"
    return _without_label(text)


def _without_label(text: str) -> str:
    if _CAPTION.match(text):
        return text.replace(":", "&#58;", 1)
    if (bold := _BOLD_LABEL.match(text)) and _is_label(bold[2]):
        at = text.index(":", bold.start(2))
        return f"{text[:at]}&#58;{text[at + 1 :]}"
    if (alone := _BOLD_ALONE.fullmatch(text)) and _is_label(alone[2]):
        first = alone[2][0]
        return f"{alone[1]}&#{ord(first)};{text[len(alone[1]) + 1 :]}"
    if (plain := _PLAIN_LABEL.match(text)) and _is_label(plain[1]):
        return f"{text[: plain.end() - 1]}&#58;{text[plain.end() :]}"
    return text


def _is_label(name: str) -> bool:
    return " ".join(name.split()).casefold() in _NAMES


def paragraphs(text: str) -> str:
    """Plain text as Markdown: each of its lines a paragraph."""
    lines = (" ".join(each.split()) for each in text.split("\n"))
    return "\n\n".join(line(escaped(each)) for each in lines if each)


def cell(markdown: str) -> str:
    """Markdown of one line as it stands in a cell of a table."""
    return markdown.replace("|", "\\|")
