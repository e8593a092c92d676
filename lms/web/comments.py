"""Comments in the studio: pages of the draft are read, and talked about passage by passage."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.comments import Act, Placed, Thread, placed
from lms.domain.courses import SourceFile
from lms.domain.errors import FormRefusal, NotFound
from lms.domain.paging import Paged
from lms.domain.quotations import Block, blocks
from lms.services import comments, drafts
from lms.services.comments import Typed
from lms.services.draft_ground import TextUnreadable, why_not_shown
from lms.services.drafts import DraftFile, Seen
from lms.services.written import Written, get_read
from lms.web.drafts import LOOKS, MOST_SECONDS
from lms.web.forms import Form, form_of, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, end_reading, now, page_number, reading, writing_once

bp = Blueprint("comments", __name__, url_prefix="/studio/<course>/draft")

READ, THREAD = "comments/read.html", "comments/thread.html"
ACTS = {Act.RESOLVED.value: comments.resolve, Act.REOPENED.value: comments.reopen}
QUOTED = ("quote", "before", "after")


# -- a page of the draft -----------------------------------------------------------


@dataclass(frozen=True)
class _Page:
    """A file of the draft as it is read, with the threads about it."""

    taught: Written
    file: DraftFile
    text: str
    files: tuple[SourceFile, ...]
    threads: Paged[Thread]

    def shown(self) -> dict[str, Any]:
        """What its page shows."""
        path = self.file.path
        why_not = why_not_shown(path, self.text)
        it = placed(self.threads.entries, self.text)
        return {
            "taught": self.taught,
            "file": self.file,
            "found": None if why_not else self._look(),
            "why_not": why_not,
            "threads": self.threads,
            "placed": it,
            "blocks": beside(blocks(self.text), it),
        }

    def _look(self) -> Seen | None:
        with LOOKS.turn(current_person().id, MOST_SECONDS) as has_turn:
            if not has_turn:
                return None
            return drafts.look(self.files, self.taught, self.file.path, self.text)


def beside(
    found: tuple[Block, ...], threads: tuple[Placed, ...]
) -> tuple[tuple[Block, tuple[Placed, ...]], ...]:
    """Each block of a text with the threads whose passages begin in it."""
    lines = [it.line for it in found] + [1 << 60]
    return tuple(
        (
            block,
            tuple(it for it in threads if it.passage and block.line <= it.passage.line < after),
        )
        for block, after in zip(found, lines[1:], strict=True)
    )


@bp.get("/read/<path:path>")
@access(Policy.INSTRUCTORS)
def read(course: str, path: str) -> str:
    """A page of the draft as learners would see it, its text with comments, and a form for one."""
    form = form_of(**{name: request.args.get(name, "") for name in QUOTED})
    return render_template(READ, form=form, **_page(course, path).shown())


@bp.post("/read/<path:path>")
@access(Policy.INSTRUCTORS)
def begin(course: str, path: str) -> ResponseReturnValue:
    """Comment on a passage of the page; the words that it is about have to stand in its text."""
    person, onward = current_person(), url_for(".read", course=course, path=path, _anchor="text")
    typed = Typed(*(typed_text(name) for name in (*QUOTED, "text")))
    try:
        with writing_once(onward) as session:
            taught = get_read(session, person, course)
            comments.begin(session, taught, person, path, typed, now())
    except FormRefusal as refusal:
        return show_again(READ, refusal, **_page(course, path).shown())
    except (NotFound, TextUnreadable):
        return _lost(course, path, typed)
    return redirect(onward, 303)


def _lost(course: str, path: str, typed: Typed) -> ResponseReturnValue:
    """What somebody said about a file that the draft has no more, for them to take along."""
    with reading() as session:
        taught = get_read(session, current_person(), course)
    shown = render_template("comments/lost.html", taught=taught, path=path, typed=typed)
    return shown, HTTPStatus.CONFLICT


def _page(course: str, path: str) -> _Page:
    with reading() as session:
        taught = get_read(session, current_person(), course)
        file = drafts.get_desk(session, taught).get_file(path)
        text = drafts.get_text(session, taught, path)
        files = drafts.list_files_beside(session, taught, text.text)
        threads = comments.list_threads_of(session, taught, path, page_number())
    end_reading()
    return _Page(taught, file, text.text, files, threads)


# -- threads -----------------------------------------------------------------------


@bp.get("/comments")
@access(Policy.INSTRUCTORS)
def threads(course: str) -> str:
    """Every thread about the draft that is open, or on demand those that were resolved."""
    is_resolved = request.args.get("resolved") == "yes"
    listed = comments.list_resolved if is_resolved else comments.list_threads
    with reading() as session:
        taught = get_read(session, current_person(), course)
        page = listed(session, taught, page_number())
    return render_template(
        "comments/threads.html", taught=taught, page=page, is_resolved=is_resolved
    )


@bp.get("/comments/<thread>")
@access(Policy.INSTRUCTORS)
def thread(course: str, thread: str) -> str:
    """What was said about a passage, where it stands now, and a form to answer."""
    return render_template(THREAD, form=Form(), **_thread(course, thread))


@bp.post("/comments/<thread>")
@access(Policy.INSTRUCTORS)
def answer(course: str, thread: str) -> ResponseReturnValue:
    """Answer in a thread, resolve it or take it up again."""
    person, onward = current_person(), url_for(".thread", course=course, thread=thread)
    act = ACTS.get(typed_text("do"), comments.answer)
    try:
        with writing_once(onward) as session:
            taught = get_read(session, person, course)
            act(session, taught, person, thread, typed_text("text"), now())
    except FormRefusal as refusal:
        return show_again(THREAD, refusal, **_thread(course, thread))
    return redirect(onward, 303)


def _thread(course: str, thread: str) -> dict[str, Any]:
    with reading() as session:
        taught = get_read(session, current_person(), course)
        opened = comments.get_thread(session, taught, thread, page_number())
    return {"taught": taught, "opened": opened}
