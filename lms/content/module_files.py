"""A course with a module more, one fewer or one renamed: only the lines about it change.

Files come by their path with their bytes, and what comes back are those that change; None for one
that is taken out.
"""

import re
from collections.abc import Mapping

from lms.content.endings import as_before, shown
from lms.content.fact_edits import NoFacts, in_yaml, read_values, with_single
from lms.content.lessons import file_of
from lms.content.names import COURSE, NUMBER, PAGE, QUIZ, Role, file_name
from lms.content.outline import ListedModule, read_outline
from lms.content.pages import Page, open_page
from lms.content.problems import Fix
from lms.content.source import read_source
from lms.content.stamp_checks import stamps_on
from lms.content.stamps import new_stamp
from lms.content.survey import is_page
from lms.content.write import with_fixes

Changes = dict[str, bytes | None]
Files = Mapping[str, bytes]

# A larger number is a year or the like, and no place in a row.
MOST = 1000
_ENTRY = re.compile(r"( {0,3}(?:[-*+]|([0-9]{1,9})([.)]))[ \t]+)(.*)")
_TITLE = re.compile(r"\[[^\[\]]+\]")
_MODULE = """\
---
title: {title}
{objectives}---

[Write here: begin with a person or a question. What is it that clinicians need here, and why?]

## The first section

[Write here: the first section. A line that begins with two number signs begins a section.]
"""
_QUESTIONS = """\
---
title: {title}
---

### Your first question
<!-- q:{stamp} -->

[Write here: a short story.] What does a colleague do next?

- [ ] [Write here: what somebody might really choose]
  > [Write here: why another step is better]
- [x] [Write here: what you would do, and teach]

{objective}**Explanation:** [Write here: why it is right]
"""


# -- what there is -------------------------------------------------------------------


def list_modules(files: Files) -> tuple[tuple[str, str], ...]:
    """Each module of the outline that has a page, in its order: its path and its title there."""
    listed = ((file_of(it), it.title) for it in _outline(files))
    return tuple((path, title) for path, title in listed if path in files)


def find_page(files: Files, slug: str) -> str | None:
    """The path of a module's page, or None."""
    return _find(files, slug, Role.MODULE)


def title_of(content: bytes) -> str:
    """The title in the head of a page; empty where there is none to be read."""
    head = open_page(f"page{PAGE}", content).head.mapping
    entries = head.entries if head else ()
    found = (getattr(it.value, "text", "") for it in entries if it.key == "title")
    return next(found, "")


def _find(files: Files, slug: str, role: Role) -> str | None:
    return next(
        (it for it in files if (file_name(it).role, file_name(it).slug) == (role, slug)), None
    )


def _outline(files: Files) -> tuple[ListedModule, ...]:
    page = open_page(COURSE, files.get(COURSE, b""))
    return read_outline(page.body, page.findings).modules


# -- one more ------------------------------------------------------------------------


def with_module(files: Files, title: str, slug: str) -> Changes:
    """A page and a quiz to begin with, behind all others of the outline."""
    path = f"{_next_number(files):02}-{slug}{PAGE}"
    key = _first_objective(files)
    page = _MODULE.format(title=in_yaml(title), objectives=f"objectives: [{key}]\n" if key else "")
    stamp = new_stamp(f"{slug}\n{title}", _taken_stamps(files))
    quiz = _QUESTIONS.format(
        title=in_yaml(f"Quiz - {title}"),
        stamp=stamp,
        objective=f"**Objective:** {key}\n" if key else "",
    )
    return {
        path: page.encode(),
        f"{path.removesuffix(PAGE)}{QUIZ}": quiz.encode(),
        COURSE: listed_too(files, path, title),
    }


def listed_too(files: Files, path: str, title: str) -> bytes:
    """The page of the course with a module more at the end of its outline."""
    content, listed = files[COURSE], _outline(files)
    if any(file_of(it) == path for it in listed):
        return content
    link = f"[{_in_brackets(title)}]({path})"
    lines = read_source(COURSE, content).lines
    if not listed:
        return with_fixes(content, [Fix(len(lines) + 1, len(lines), ("", f"1. {link}"), "")])[0]
    last = listed[-1].line
    entry = _ENTRY.fullmatch(lines[last - 1].text)
    mark = "- " if entry is None else entry[1]
    if entry and entry[2]:
        mark = mark.replace(entry[2], str(int(entry[2]) + 1), 1)
    return with_fixes(content, [Fix(last + 1, last, (f"{mark}{link}",), "")])[0]


def _next_number(files: Files) -> int:
    roles = (Role.MODULE, Role.QUIZ)
    found = (NUMBER.match(it) for it in files if file_name(it).role in roles)
    return max((int(it[1]) for it in found if it and int(it[1]) < MOST), default=0) + 1


def _first_objective(files: Files) -> str:
    try:
        objectives = read_values(shown(files.get(COURSE, b"")) or "").objectives
    except NoFacts:
        return ""
    return objectives[0][0] if objectives else ""


def _taken_stamps(files: Files) -> set[str]:
    return {it for path, content in files.items() if is_page(path) for it in stamps_on(content)}


def _in_brackets(title: str) -> str:
    return title.replace("[", "(").replace("]", ")")


# -- one fewer -----------------------------------------------------------------------


def without_module(files: Files, slug: str) -> Changes:
    """The module's page and quiz taken out, and its line of the outline."""
    gone = [it for it in files if file_name(it).slug == slug]
    lines = {it.line for it in _outline(files) if file_of(it) in gone}
    course = read_source(COURSE, files.get(COURSE, b""))
    left = (it.raw + it.ending for it in course.lines if it.number not in lines)
    return {**dict.fromkeys(gone), **({COURSE: b"".join(left)} if lines else {})}


# -- another name --------------------------------------------------------------------


def renamed(files: Files, slug: str, title: str, new_slug: str) -> Changes:
    """The module under another title, another address, or both, with every link to its page."""
    old = _find(files, slug, Role.MODULE)
    if old is None:
        return {}
    now: Changes = dict(_retitled(files, slug, old, title))
    if new_slug != slug:
        moved = moves(files, slug, new_slug)
        for path, content in files.items():
            linked = _relinked(path, now.get(path) or content, old, moved[old])
            if path in moved:
                now[path], now[moved[path]] = None, linked
            elif linked != content:
                now[path] = linked
    return {path: it for path, it in now.items() if it != files.get(path)}


def moves(files: Files, slug: str, new_slug: str) -> dict[str, str]:
    """The names of a module's files under another address, by those they have."""
    return {it: _moved(it, slug, new_slug) for it in files if file_name(it).slug == slug}


def _retitled(files: Files, slug: str, old: str, title: str) -> Changes:
    before, quiz = title_of(files[old]), _find(files, slug, Role.QUIZ)
    changes: Changes = {old: _with_title(files[old], title)}
    if quiz is not None and before:
        changes[quiz] = _with_title(files[quiz], title_of(files[quiz]).replace(before, title))
    lines = read_source(COURSE, files.get(COURSE, b"")).lines
    fixes = [
        Fix(it.line, it.line, (_with_link_text(lines[it.line - 1].text, title),), "")
        for it in _outline(files)
        if file_of(it) == old
    ]
    if fixes:
        changes[COURSE] = with_fixes(files[COURSE], fixes)[0]
    return changes


def _with_link_text(line: str, title: str) -> str:
    return _TITLE.sub(lambda _: f"[{_in_brackets(title)}]", line, count=1)


def _with_title(content: bytes, title: str) -> bytes:
    text = shown(content)
    if text is None or not title or title == title_of(content):
        return content
    try:
        return as_before(with_single(text, "title", title), content)
    except NoFacts:
        # Its author is told of its head in the editor; the rest of the course follows all the same.
        return content


def _moved(path: str, slug: str, new_slug: str) -> str:
    number = NUMBER.match(path)
    end = QUIZ if path.endswith(QUIZ) else PAGE
    return f"{number[0] if number else ''}{new_slug}{end}"


def _relinked(path: str, content: bytes, old: str, new: str) -> bytes:
    """A page with its links to one file leading to another; what stands in code stays."""
    if file_name(path).role not in (Role.COURSE, Role.EVALUATION, Role.MODULE, Role.QUIZ):
        return content
    link = re.compile(rf"(\]\(\s*<?(?:\./)?|\]:\s*<?(?:\./)?){re.escape(old)}(?=[)#>\s?]|$)")
    page: Page = open_page(path, content)
    texts = {line.number: line.text for line in page.source.lines}
    fixes = [
        Fix(it.number, it.number, (link.sub(rf"\g<1>{new}", texts[it.number]),), "")
        for it in page.body
        if not it.is_code and link.search(texts.get(it.number, ""))
    ]
    return with_fixes(content, fixes)[0]


# -- another place -------------------------------------------------------------------


def moved_up(files: Files, slug: str) -> Changes:
    """The module one place earlier in the outline; nothing changes for the first."""
    return _swapped(files, slug, -1)


def moved_down(files: Files, slug: str) -> Changes:
    """The module one place later in the outline; nothing changes for the last."""
    return _swapped(files, slug, +1)


def _swapped(files: Files, slug: str, step: int) -> Changes:
    listed = _outline(files)
    at = next((i for i, it in enumerate(listed) if file_name(file_of(it)).slug == slug), None)
    if at is None or not 0 <= at + step < len(listed):
        return {}
    lines = read_source(COURSE, files[COURSE]).lines
    pair = [listed[at].line, listed[at + step].line]
    first, second = (_ENTRY.fullmatch(lines[it - 1].text) for it in pair)
    if first is None or second is None:
        return {}
    fixes = [
        Fix(pair[0], pair[0], (f"{first[1]}{second[4]}",), ""),
        Fix(pair[1], pair[1], (f"{second[1]}{first[4]}",), ""),
    ]
    return {COURSE: with_fixes(files[COURSE], fixes)[0]}
