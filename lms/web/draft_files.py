"""Modules and files of a draft: added, renamed, moved, taken out and put back in a browser."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.drafts import FileState
from lms.domain.errors import NotFound, Refusal
from lms.domain.paging import page_of_list
from lms.services import draft_files, drafts
from lms.services.draft_files import Step
from lms.services.written import get_written
from lms.web.forms import Form, form_of, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import (
    current_person,
    form_key,
    new_form_key,
    now,
    page_number,
    reading,
    writing_once,
)

bp = Blueprint("draft_files", __name__, url_prefix="/studio/<course>/draft/files")

PAGE, MODULE = "draft_files/files.html", "draft_files/module.html"
# What is taken out grows with every renaming; what is there is bounded by the format.
OUT_FIELD = "out"
MOVES = {"up": draft_files.move_module_up, "down": draft_files.move_module_down}


@bp.get("")
@access(Policy.INSTRUCTORS)
def files(course: str) -> str:
    """The modules in their order, the other files, and what was taken out."""
    done, which = (request.args.get(name, "") for name in ("done", "which"))
    return render_template(PAGE, form=Form(), done=done, which=which, **_shown(course))


@bp.post("")
@access(Policy.INSTRUCTORS)
def add(course: str) -> ResponseReturnValue:
    """Add a module with a quiz."""
    onward = url_for(".files", course=course, done="added")
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            title, name = typed_text("title"), typed_text("name")
            draft_files.add_module(session, taught, _step(), title, name)
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(PAGE, refusal, done="", which="", **_shown(course))
    return redirect(onward, 303)


@bp.get("/modules/<module>")
@access(Policy.INSTRUCTORS)
def module(course: str, module: str) -> str:
    """The forms that rename a module and take it out, and what that does to learners."""
    shown = _module_shown(course, module)
    form = form_of(title=shown["module"].title, name=module)
    return render_template(MODULE, form=form, **shown)


@bp.post("/modules/<module>/rename")
@access(Policy.INSTRUCTORS)
def rename(course: str, module: str) -> ResponseReturnValue:
    """Rename a module, its quiz, and every link to it."""
    onward = url_for(".files", course=course, done="renamed")
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            title, name = typed_text("title"), typed_text("name")
            draft_files.rename_module(session, taught, _step(), module, title, name)
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(MODULE, refusal, **_module_shown(course, module))
    return redirect(onward, 303)


@bp.post("/modules/<module>/move")
@access(Policy.INSTRUCTORS)
def move(course: str, module: str) -> ResponseReturnValue:
    """Move a module one place in the outline."""
    onward = url_for(".files", course=course, done="moved", which=module)
    place = MOVES.get(typed_text("move"))
    if place is None:
        raise NotFound
    with writing_once(onward) as session:
        place(session, get_written(session, current_person(), course), _step(), module)
    return redirect(onward, 303)


@bp.post("/modules/<module>/remove")
@access(Policy.INSTRUCTORS)
def remove(course: str, module: str) -> ResponseReturnValue:
    """Take a module out of the draft, with its quiz."""
    onward = url_for(".files", course=course, done="removed")
    with writing_once(onward) as session:
        taught = get_written(session, current_person(), course)
        draft_files.remove_module(session, taught, _step(), module)
    return redirect(onward, 303)


@bp.post("/remove/<path:path>")
@access(Policy.INSTRUCTORS)
def remove_file(course: str, path: str) -> ResponseReturnValue:
    """Take one file out of the draft that nothing of it uses."""
    onward = url_for(".files", course=course, done="out", which=path)
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            draft_files.remove_file(session, taught, _step(), path)
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(PAGE, refusal, done="", which="", **_shown(course))
    return redirect(onward, 303)


@bp.post("/put-back/<path:path>")
@access(Policy.INSTRUCTORS)
def put_back(course: str, path: str) -> ResponseReturnValue:
    """Put back what was taken out: a module with its quiz, or the one file alone."""
    onward = url_for(".files", course=course, done="back", which=path)
    with writing_once(onward) as session:
        taught = get_written(session, current_person(), course)
        put = draft_files.put_back_alone if typed_text("alone") else draft_files.put_back
        put(session, taught, _step(), path)
    return redirect(onward, 303)


def _step() -> Step:
    """What this request does, by the name of its form."""
    return Step(current_person(), form_key() or new_form_key(), now())


def _shown(course: str) -> dict[str, Any]:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        modules = draft_files.list_modules(session, taught)
    listed = {it.path for it in modules}
    others = [it for it in desk.files if it.path not in listed and it.state != FileState.REMOVED]
    newest_first = sorted(desk.taken_out, key=lambda it: -it.number)
    return {
        "taught": taught,
        "modules": modules,
        "others": page_of_list(others, page_number()),
        "with_quiz": draft_files.modules_with_quiz(it.path for it in desk.taken_out),
        "out": page_of_list(newest_first, page_number(OUT_FIELD)),
    }


def _module_shown(course: str, module: str) -> dict[str, Any]:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        found = draft_files.get_module(session, taught, module)
    return {"taught": taught, "module": found}
