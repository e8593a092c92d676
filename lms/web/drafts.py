"""Drafts in the studio: authors write, preview, compare, restore and publish in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    get_template_attribute,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from lms.domain.access import Policy
from lms.domain.comments import Thread, placed
from lms.domain.courses import SourceFile
from lms.domain.differences import shown_differences
from lms.domain.drafts import FileState, Save
from lms.domain.editions import Change
from lms.domain.errors import Busy, FieldRefusal, NotFound, Refusal
from lms.domain.keys import key_in_words
from lms.domain.lengths import count_keyed
from lms.domain.names import COMMENT_LENGTH, filled_line
from lms.domain.paging import Paged
from lms.domain.questions import Question
from lms.domain.recordings import kind_named
from lms.services import (
    comments,
    draft_ground,
    draft_reviews,
    draft_saves,
    draft_takeovers,
    drafts,
    plans,
    recordings,
    sign_offs,
)
from lms.services.authoring import Overrule
from lms.services.draft_ground import MOST_CHARACTERS, TextUnreadable, why_not_shown
from lms.services.draft_media import LONGEST_ALTERNATIVE
from lms.services.draft_reviews import DraftReading
from lms.services.draft_saves import Typed
from lms.services.drafts import Desk, Seen
from lms.services.fixes import mend, place_of
from lms.services.inserts import Inserts, list_inserts
from lms.services.written import BegunFacts, Get, Written, get_read, get_written
from lms.web.errors import status_of
from lms.web.filters import time_text
from lms.web.forms import Form, form_of, show_again, typed_text
from lms.web.pictures import sent_picture
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.recordings import sent_recording
from lms.web.requests import (
    current_person,
    end_reading,
    name_of_save,
    now,
    page_number,
    reading,
    wants_json,
    whole_number,
    writing,
    writing_once,
)
from lms.web.turns import Turns

bp = Blueprint("drafts", __name__, url_prefix="/studio/<course>/draft")

WRITE, REVIEW, SEEN = "drafts/write.html", "drafts/review.html", "drafts/seen.html"
# A character takes up to four bytes.
TEXT_BYTES = 4 * MOST_CHARACTERS + USUAL_BYTES
# A text is read in some 20 ms, a course in up to a second, and a hostile one in far more. Whoever
# waits holds a thread of the server, so few may; a script that asks is told at once (AV-05).
LOOKS, REVIEWS = Turns(at_once=2, waiting=2), Turns(at_once=1, waiting=2)
MOST_SECONDS = 3.0
AT_ONCE = 0.0


@bp.app_template_filter("key_in_words")
def in_words(question: Question) -> tuple[str, ...]:
    """What a question takes as right, one line for each of its places."""
    return key_in_words(question)


bp.add_app_template_global(shown_differences, "differences")
bp.add_app_template_filter(count_keyed, "count_keyed")
bp.add_app_template_filter(place_of, "place_of")
bp.add_app_template_test(lambda facts: isinstance(facts, BegunFacts), "begun")


# -- the desk ----------------------------------------------------------------------


@bp.get("")
@access(Policy.INSTRUCTORS)
def desk(course: str) -> str:
    """Every file of the draft by its part, and how it stands beside the edition."""
    with reading() as session:
        taught = get_read(session, current_person(), course)
        found = drafts.get_desk(session, taught)
    done = request.args.get("done", "")
    return render_template("drafts/desk.html", taught=taught, desk=found, done=done)


@bp.get("/media/<path:path>")
@access(Policy.INSTRUCTORS)
def media(course: str, path: str) -> ResponseReturnValue:
    """A picture or recording of the draft, for previews."""
    if kind_named(path):
        return _recording(course, path)
    with reading() as session:
        taught = get_read(session, current_person(), course)
        picture = drafts.get_picture(session, taught, path)
    return sent_picture(picture)


def _recording(course: str, path: str) -> ResponseReturnValue:
    with reading() as session:
        taught = get_read(session, current_person(), course)
        kept = recordings.get_drafted(session, taught, path)
        return sent_recording(session, kept)


# -- writing -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Opened:
    """A file that is being written, with all that is around it."""

    taught: Written
    desk: Desk
    text: drafts.Text
    files: tuple[SourceFile, ...]
    threads: Paged[Thread]

    @property
    def inserts(self) -> Inserts:
        """What its Insert menus offer."""
        titles = {it.slug: it.title for it in self.taught.facts.outline}
        return list_inserts(self.files, titles, self.text.path, _just_said())

    def look(self, text: str, most_seconds: float) -> Seen | None:
        """What is found in a text; None where others are looking for longer than that."""
        with LOOKS.turn(current_person().id, most_seconds) as has_turn:
            return drafts.look(self.files, self.taught, self.text.path, text) if has_turn else None

    def looked_at(self, text: str) -> dict[str, Any]:
        """What the editor shows of a text, whose lines problems are about."""
        why_not = why_not_shown(self.text.path, text)
        return {
            "taught": self.taught,
            "desk": self.desk,
            "opened": self.text,
            "file": self.desk.get_file(self.text.path),
            "found": None if why_not else self.look(text, MOST_SECONDS),
            "why_not": why_not,
            "inserts": self.inserts,
            "threads": self.threads,
            "placed": placed(self.threads.entries, text),
            "lines": lines_of(text),
            "done": request.args.get("done", ""),
        }


def _just_said() -> dict[str, str]:
    """What the address says of a picture that was just sent, so that the Insert menu offers it."""
    path, said = (request.args.get(name, "") for name in ("picture", "shows"))
    return {path: said[:LONGEST_ALTERNATIVE]} if path and said.strip() else {}


def lines_of(text: str) -> list[str]:
    """The lines of a text as a form sends it."""
    return text.replace("\r\n", "\n").split("\n")


@bp.get("/write/<path:path>")
@access(Policy.INSTRUCTORS)
def write_form(course: str, path: str) -> str:
    """The editor with the text as it was last saved, and what is wrong with it."""
    opened = _opened(course, path)
    form = form_of(text=opened.text.text, since=str(opened.text.since))
    shown = opened.looked_at(opened.text.text)
    return render_template(WRITE, form=form, is_preview=False, **shown)


@bp.post("/write/<path:path>")
@access(Policy.INSTRUCTORS)
@body_limit(TEXT_BYTES)
def write(course: str, path: str) -> ResponseReturnValue:
    """Save what was typed; or mend it, or show it as learners would see it, and keep nothing."""
    refuse_of_another()
    text = typed_text("text")
    try:
        return _written(course, path, text)
    except (NotFound, TextUnreadable) as refusal:
        if wants_json() or not text:
            raise
        # There is no editor to show it in again, so it is shown to be copied.
        page = render_template("drafts/not_saved.html", sentence=str(refusal), text=text)
        return make_response(page, status_of(refusal))


def _written(course: str, path: str, text: str) -> ResponseReturnValue:
    if typed_text("do") == "preview" or typed_text("fix"):
        try:
            return _seen(_opened(course, path, text), text)
        except NotFound:
            # Where somebody took the file out meanwhile, the text is kept beside the draft; not
            # for a script, which asks again and again.
            if wants_json():
                raise
    person = current_person()
    try:
        if "text" not in request.form:
            raise FieldRefusal("text", "The page sent no text. Open the file anew, and save there.")
        typed = Typed(path, text, _since(), name_of_save())
        with writing() as session:
            taught = get_written(session, person, course)
            save = draft_saves.save(session, taught, person, typed, now())
    except FieldRefusal as refusal:
        if wants_json():
            raise
        return _again(_opened(course, path), text, refusal)
    return _kept(course, save) if wants_json() else redirect(_onward(course, save), 303)


def refuse_of_another() -> None:
    """Refuse what was typed on the page of whoever was signed in before: it is not theirs."""
    if typed_text("author") not in ("", current_person().public_id):
        raise Unauthorized


@bp.get("/collisions/<number>")
@access(Policy.INSTRUCTORS)
def collision(course: str, number: str) -> str:
    """Both sides of a save that came after somebody else's, and one text made of both."""
    with reading() as session:
        taught = get_written(session, current_person(), course)
        found = drafts.get_collision(session, taught, _number(number))
        file = drafts.get_desk(session, taught).get_file(found.aside.path)
    since = found.theirs.number if found.theirs else found.aside.since
    form = form_of(text=found.merged, since=str(since))
    return render_template(
        "drafts/collision.html", taught=taught, file=file, collision=found, form=form
    )


def _seen(opened: _Opened, text: str) -> ResponseReturnValue:
    """A page that nothing of is saved, mended or not; for a script what is about the text."""
    try:
        typed = Typed(opened.text.path, text, _since(), name_of_save())
        draft_ground.refuse_too_long(text)
        if typed_text("fix"):
            return _mended(opened, typed)
        if wants_json():
            return _parts(opened, text)
    except Refusal as refusal:
        if wants_json():
            raise
        return _again(opened, text, refusal)
    form = form_of(text=text, since=str(typed.since))
    return render_template(WRITE, form=form, is_preview=True, **opened.looked_at(text))


def typed_again(course: str, path: str, text: str, refusal: Refusal) -> ResponseReturnValue:
    """The editor with what was typed, and the sentence that says what is wrong with it."""
    return _again(_opened(course, path), text, refusal)


def _again(opened: _Opened, text: str, refusal: Refusal) -> ResponseReturnValue:
    shown = opened.looked_at(text[:MOST_CHARACTERS])
    return show_again(WRITE, refusal, is_preview=False, **shown)


def _parts(opened: _Opened, text: str) -> ResponseReturnValue:
    why_not, slug = why_not_shown(opened.text.path, text), opened.taught.facts.slug
    found = None if why_not else opened.look(text, AT_ONCE)
    if found is None and not why_not:
        raise Busy
    part = {name: get_template_attribute(SEEN, name) for name in ("note", "preview", "problems")}
    return {
        "note": part["note"](found, why_not),
        "preview": part["preview"](found, slug),
        "problems": part["problems"](found, why_not, lines_of(text)),
    }


def _mended(opened: _Opened, typed: Typed) -> ResponseReturnValue:
    """The editor with one fix in the text, which is not saved by it."""
    found = opened.look(typed.text, MOST_SECONDS)
    if found is None:
        raise Busy
    mended = mend(typed.text, found.problems, typed_text("fix"))
    form = form_of(text=mended.text, since=str(typed.since))
    shown = opened.looked_at(mended.text)
    return render_template(WRITE, form=form, is_preview=True, mended=mended, **shown)


def _opened(course: str, path: str, typed: str = "") -> _Opened:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        text = drafts.get_text(session, taught, path)
        files = drafts.list_files_beside(session, taught, f"{text.text}\n{typed}")
        threads = comments.list_threads_of(session, taught, path, page_number())
    end_reading()
    return _Opened(taught, desk, text, files, threads)


def _since() -> int:
    since = whole_number(typed_text("since"))
    if since is None:
        raise FieldRefusal(
            "text",
            "The page does not say which save you began from. Copy your text, open the file anew, "
            "and paste it there.",
        )
    return since


def _kept(course: str, save: Save) -> ResponseReturnValue:
    """For the script of the page: the number of the save, when it was, and where both sides are."""
    return {
        "number": save.number,
        "saved_at_text": time_text(save.saved_at),
        "collision": _onward(course, save) if save.is_aside else "",
    }


def _onward(course: str, save: Save, done: str | None = None) -> str:
    if save.is_aside:
        return url_for(".collision", course=course, number=save.number)
    if draft_ground.is_picture(save.path):
        return url_for("draft_media.show", course=course, done="back", path=save.path)
    if draft_ground.is_recording(save.path):
        return url_for("draft_recordings.show", course=course, done="back", path=save.path)
    return url_for(".write_form", course=course, path=save.path, done=done)


# -- going back --------------------------------------------------------------------


@bp.get("/history")
@access(Policy.INSTRUCTORS)
def history(course: str) -> str:
    """Everything that was ever saved, or of one file, the newest first."""
    file = request.args.get("file") or None
    with reading() as session:
        taught = get_read(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        shown = desk.get_file(file) if file is not None else None
        page = drafts.list_saves(session, taught, file, page_number())
    return render_template(
        "drafts/history.html",
        taught=taught,
        file=file,
        is_out=shown is not None and shown.state is FileState.REMOVED,
        newest={it.save.number for it in desk.files if it.save},
        taken_out={it.number for it in desk.taken_out},
        page=page,
        is_of_picture=draft_ground.is_picture(file or ""),
        is_of_recording=draft_ground.is_recording(file or ""),
    )


@bp.get("/saves/<number>")
@access(Policy.INSTRUCTORS)
def saved(course: str, number: str) -> str:
    """One save: its text, and what changed by it."""
    with reading() as session:
        taught = get_read(session, current_person(), course)
        state = drafts.get_state(session, taught, _number(number))
    return render_template("drafts/saved.html", taught=taught, state=state)


@bp.post("/saves/<number>/restore")
@access(Policy.INSTRUCTORS)
def restore(course: str, number: str) -> ResponseReturnValue:
    """Let the file say that again, as a save of its own; then the editor."""
    person, token = current_person(), name_of_save()
    with writing() as session:
        taught = get_written(session, person, course)
        save = draft_saves.restore(session, taught, person, _number(number), token, now())
    return redirect(_onward(course, save, done="restored"), 303)


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise NotFound
    return number


# -- publishing --------------------------------------------------------------------


@bp.get("/review")
@access(Policy.INSTRUCTORS)
def review(course: str) -> str:
    """What publishing would do: what changes, for whom, and what stands in its way."""
    return render_template(REVIEW, form=Form(), **reviewed(course, get_read))


@bp.post("/publish")
@access(Policy.INSTRUCTORS)
def publish(course: str) -> ResponseReturnValue:
    """Make an edition of the draft as it was reviewed."""
    read = reviewed(course)
    onward = url_for(".desk", course=course, done="published")
    try:
        with writing_once(onward) as session:
            # Behind the form's key: sent twice, the second copy meets what the first has done.
            overrule = overrule_of(read["review"].change)
            published = draft_reviews.publish(
                session,
                get_written(session, current_person(), course),
                current_person(),
                read["read"],
                typed_text("seen"),
                overrule,
                now(),
            )
            if published.edition is None:
                raise Refusal("The draft is as published already, so there is nothing to publish.")
    except Refusal as refusal:
        return show_again(REVIEW, refusal, **reviewed(course))
    return redirect(onward, 303)


@bp.post("/sign-off")
@access(Policy.INSTRUCTORS)
def sign_off(course: str) -> ResponseReturnValue:
    """Say of the draft as it was reviewed that it may be published."""
    person, onward = current_person(), url_for(".review", course=course, _anchor="sign-off")
    try:
        with writing_once(onward) as session:
            taught = get_read(session, person, course)
            sign_offs.sign_off(session, taught, person, typed_text("seen"), now())
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(REVIEW, refusal, **reviewed(course, get_read))
    return redirect(onward, 303)


@bp.post("/take-over")
@access(Policy.INSTRUCTORS)
def take_over(course: str) -> ResponseReturnValue:
    """Let the draft go on from an edition that was published meanwhile."""
    onward = url_for(".desk", course=course, done="taken")
    with writing_once(onward) as session:
        person = current_person()
        draft_takeovers.take_over(session, get_written(session, person, course), person, now())
    return redirect(onward, 303)


def reviewed(course: str, get: Get = get_written) -> dict[str, Any]:
    """A draft, what was read of it, and what publishing it would do; Busy while others read."""
    taught, files = _whole(course, get)
    with _turn_to_read():
        read = draft_reviews.read_draft(taught, files)
        # Comparing its pages with those of the edition takes as long as reading them.
        with reading() as session:
            found = draft_reviews.review(session, taught, read)
            plan = plans.find_plan(session, taught)
            signed = sign_offs.get_state(session, taught, current_person(), found.content_hash)
    return {"taught": taught, "read": read, "review": found, "plan": plan, "signed": signed}


def read_whole(course: str, get: Get = get_written) -> tuple[Written, DraftReading]:
    """A draft, read as a whole in a turn of its own; Busy while others read."""
    taught, files = _whole(course, get)
    with _turn_to_read():
        return taught, draft_reviews.read_draft(taught, files)


def _whole(course: str, get: Get) -> tuple[Written, tuple[SourceFile, ...]]:
    with reading() as session:
        taught = get(session, current_person(), course)
        files = drafts.list_files(session, taught)
    end_reading()
    return taught, files


@contextmanager
def _turn_to_read() -> Iterator[None]:
    with REVIEWS.turn(current_person().id, MOST_SECONDS) as has_turn:
        if not has_turn:
            raise Busy
        yield


def overrule_of(proposed: Change | None) -> Overrule | None:
    """What kind of change the form calls it, where that is another than proposed, and why."""
    kind = typed_text("kind")
    if proposed in (None, Change.FIRST) or kind == proposed:
        return None
    if kind not in (Change.EDITORIAL, Change.MATERIAL):
        raise FieldRefusal("kind", "Choose what kind of change this is.")
    ask = "Say why you decide otherwise than proposed."
    return Overrule(Change(kind), filled_line("reason", typed_text("reason"), ask, COMMENT_LENGTH))
