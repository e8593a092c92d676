"""Publishing: from a folder of Markdown to an edition that never changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from pathlib import Path

from sqlalchemy.orm import Session

from lms.content import disk, folder, write
from lms.content.merging import Together, brought_together
from lms.content.names import COURSE
from lms.content.problems import Problem, Severity
from lms.content.render import RENDERER
from lms.domain.courses import Course, Provider, SourceFile
from lms.domain.drafts import descended_from
from lms.domain.editions import Change, EditionMark, change_between, material_reasons
from lms.domain.errors import EditsInTheWay, NotFound, Refusal
from lms.services import pictures
from lms.services.provider import publish as publish_file
from lms.store import audit, discarding, editions, locks, outbox, publishing, sign_offs, starting
from lms.store.editions import Edition
from lms.store.rows import PATH_LENGTH, SLUG_LENGTH

MOST_NAMED = 3


@dataclass(frozen=True)
class Draft:
    """A course as its folder stands: files, problems, and the course unless it has an error.

    Of one that is known, since these very files are published, there are the files alone.
    """

    slug: str
    course: Course | None
    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...]
    is_known: bool = False


@dataclass(frozen=True)
class Library:
    """Everything that a folder of courses holds; programs that have errors among them."""

    provider: Provider | None
    drafts: tuple[Draft, ...]
    programs: tuple[folder.ProgramReading, ...]
    requirements: tuple[folder.RequirementsReading, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What stops publishing."""
        every = self.problems + tuple(p for draft in self.drafts for p in draft.problems)
        return tuple(problem for problem in every if problem.severity is Severity.ERROR)


@dataclass(frozen=True)
class Overrule:
    """The publisher's word against the inferred kind of change, with a reason."""

    change: Change
    reason: str


@dataclass(frozen=True)
class Published:
    """What publishing a course came to; `edition` is None when nothing had changed."""

    slug: str
    edition: EditionMark | None
    reasons: tuple[str, ...]
    is_back: bool
    """True when the course had been archived and is in the catalog again."""


class PublishingRefused(Refusal):
    """A course with errors, or a library without a provider, is not published."""


class SignOffWanted(PublishingRefused):
    """A course asks for a sign-off before publishing, and is published from files."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"{slug} is not published: it asks for a sign-off by a second person. Publish it from "
            "its draft in the studio, where somebody signs it off; or say why not with "
            "--over-sign-off TEXT, which is kept."
        )


class AddressTaken(PublishingRefused):
    """A folder has the address of a course that somebody is writing in the studio."""

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"{slug} is not published: somebody began a course of that address in the studio, and "
            "whoever writes that one would teach this one. Give the folder another name; or "
            "publish it with --over-edits, and its edition is theirs to go on from."
        )


class WouldUndo(PublishingRefused):
    """A folder lacks what was written in the browser; `differences` are lines with - and +."""

    def __init__(
        self, slug: str, number: int, together: Together, differences: tuple[str, ...]
    ) -> None:
        way = (
            "The changes touch nowhere: lms merge FOLDER puts them into your folder, and then "
            "publish it"
            if together.is_clean
            else f"Export the edition with lms export {slug} FOLDER, put your changes into that "
            "folder, and publish it"
        )
        super().__init__(
            f"{slug} is not published: it would undo what edition {number} changed in the browser "
            f"in {_named(together.paths)}. {way}; or publish this one with --over-edits."
        )
        self.differences = differences


class ChangesTouch(Refusal):
    """A folder and the browser changed the same lines, or lines that nobody can tell apart.

    `differences` are lines with - and +.
    """

    def __init__(
        self, slug: str, number: int, touching: Sequence[str], differences: tuple[str, ...]
    ) -> None:
        super().__init__(
            f"Nothing is merged: your folder and edition {number} of {slug} changed the same lines "
            f"of {_named(touching)}, or lines that nobody can tell apart. Put them together by "
            f"hand after lms export {slug} FOLDER."
        )
        self.differences = differences


def _named(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
    return ", ".join(paths[:MOST_NAMED]) + more


def read_library(
    path: Path,
    is_known: folder.Known = folder.never_known,
    is_known_program: folder.Known = folder.never_known,
    is_known_set: folder.Known = folder.never_known,
) -> Library:
    """A folder of courses, or one course folder with the provider beside it; writes nothing.

    Nothing is made of what is known, which takes a hundredth of the time.
    """
    if (path / "course.md").exists():
        provider = folder.read_provider(path.parent / "provider.md")
        readings: tuple[folder.CourseReading, ...] = (folder.read_course(path, is_known),)
        programs: tuple[folder.ProgramReading, ...] = ()
        requirements: tuple[folder.RequirementsReading, ...] = ()
        loose: tuple[Problem, ...] = ()
    else:
        library = folder.read_library(path, is_known, is_known_program, is_known_set)
        provider, readings, loose = library.provider, library.courses, library.problems
        programs, requirements = library.programs, library.requirements
    drafts = tuple(Draft(r.slug, r.course, r.files, r.problems, r.is_known) for r in readings)
    # Publishing refuses, in a sentence of its own, where none is in force either.
    problems = tuple(it for it in provider.problems if it.code != "missing-provider") + loose
    return Library(provider.provider, drafts, programs, requirements, problems)


def find_provider_in(path: Path) -> Provider | None:
    """The provider of a folder of courses, or None where there is none without errors."""
    return folder.read_provider(path / "provider.md").provider


def publish_provider(session: Session, provider: Provider, now: datetime) -> bool:
    """Put the facts of a file in force; False when they are already, or the office moved on."""
    return publish_file(session, provider, now)


def publish(
    session: Session,
    draft: Draft,
    now: datetime,
    overrule: Overrule | None = None,
    *,
    over_edits: bool = False,
    over_sign_off: str = "",
) -> Published:
    """Publish and offer a course from its folder; the same content twice does nothing.

    WouldUndo where the folder lacks what was written in the browser since it was published last,
    and AddressTaken where nothing of what is written there was ever published, unless its
    publisher wants just that (`over_edits`). SignOffWanted where the course asks for
    a sign-off, which files cannot have, unless `over_sign_off` says why it is passed over.
    """
    locks.hold_publishing(session)
    newest = editions.find_newest(session, draft.slug)
    if not over_edits:
        _refuse_undoing(session, draft, newest)
    asks = _asks_for_sign_off(session, draft.slug)
    is_same = newest is not None and newest.content_hash == editions.content_hash(draft.files)
    if asks and not is_same and not over_sign_off:
        raise SignOffWanted(draft.slug)
    published = _publish(session, draft, newest, now, None, overrule)
    if asks and published.edition is not None:
        sign_offs.pass_over(session, published.edition.id, over_sign_off)
        subject = f"edition {published.edition.id}"
        audit.record(session, now, "sign off passed over", None, subject)
    return published


def _asks_for_sign_off(session: Session, slug: str) -> bool:
    course_id = starting.find_course(session, slug)
    of_course = course_id is not None and sign_offs.is_asked_of(session, course_id)
    return of_course or sign_offs.is_asked_of(session, None)


def publish_written(
    session: Session, draft: Draft, now: datetime, publisher_id: int, overrule: Overrule | None
) -> Published:
    """Publish what somebody wrote in the browser, on top of the newest edition."""
    locks.hold_publishing(session)
    newest = editions.find_newest(session, draft.slug)
    return _publish(session, draft, newest, now, publisher_id, overrule)


def _publish(
    session: Session,
    draft: Draft,
    newest: Edition | None,
    now: datetime,
    publisher_id: int | None,
    overrule: Overrule | None,
) -> Published:
    is_same = newest is not None and newest.content_hash == editions.content_hash(draft.files)
    course = None if is_same else _publishable(session, draft)
    is_back = _is_out(session, draft.slug, newest)
    if is_back:
        publishing.set_archived(session, draft.slug, None)
        audit.record(session, now, "course put back", publisher_id, f"course {draft.slug}")
    if course is None:
        return Published(draft.slug, None, (), is_back)
    old = editions.get_course(session, newest) if newest is not None else None
    change, reason = _kind_of_change(old, course, overrule)
    new = publishing.NewEdition(course, draft.files, change, reason, RENDERER, is_shipped=False)
    return _add_edition(session, old, new, now, publisher_id, is_back=is_back)


def _is_out(session: Session, slug: str, newest: Edition | None) -> bool:
    """True for a course out of the catalog, or discarded before its first edition."""
    return newest.is_archived if newest is not None else discarding.is_out(session, slug)


def _refuse_undoing(session: Session, draft: Draft, newest: Edition | None) -> None:
    """Refuse a folder that does not descend from what was written in the browser (DESIGN 3)."""
    if newest is None:
        _refuse_begun(session, draft.slug)
        return
    lacking = _lacking(session, draft.files, newest)
    if lacking is None or not lacking.together.paths:
        return
    paths = lacking.together.paths
    lines = _differences(paths, lacking.published, lacking.folder)
    raise WouldUndo(draft.slug, newest.number, lacking.together, lines)


def _refuse_begun(session: Session, slug: str) -> None:
    if starting.list_begun(session, [slug], COURSE):
        raise AddressTaken(slug)


@dataclass(frozen=True)
class _Lacking:
    """A folder beside the newest edition, and what it lacks of what the browser changed."""

    folder: Mapping[str, bytes]
    published: Mapping[str, bytes]
    together: Together


def _lacking(session: Session, files: Iterable[SourceFile], newest: Edition) -> _Lacking | None:
    """None where nothing was changed in the browser since files were published last."""
    mine = {file.path: file.content for file in files}
    began = editions.find_newest_from_files(session, newest.course_id)
    if began is None:
        began = _nearest(session, mine, newest)
    if began == newest.id:
        return None
    published, before = (
        {file.path: file.content for file in editions.list_files(session, it)}
        for it in (newest.id, began)
    )
    return _Lacking(mine, published, brought_together(mine, published, before))


def _nearest(session: Session, folder: Mapping[str, bytes], newest: Edition) -> int:
    mine = {path: editions.digest(content) for path, content in folder.items()}
    ids = editions.list_ids(session, newest.course_id)
    return descended_from(mine, {it: editions.list_hashes(session, it) for it in ids})


def _differences(
    paths: Sequence[str], published: Mapping[str, bytes], folder: Mapping[str, bytes]
) -> tuple[str, ...]:
    """What publishing would undo, as lines with - and +; of bytes that are no text their names."""
    lines: list[str] = []
    for path in paths:
        before, after = (
            side.get(path, b"").decode(errors="replace").splitlines()
            for side in (published, folder)
        )
        lines += unified_diff(before, after, f"published/{path}", f"folder/{path}", lineterm="")
    return tuple(lines)


# -- what comes with the product ---------------------------------------------------


def publish_shipped_provider(session: Session, provider: Provider, now: datetime) -> bool:
    """Put the shipped facts in force where none ever were; False where somebody's own may be."""
    locks.hold_publishing(session)
    if editions.find_provider(session) is not None:
        return False
    return publish_provider(session, provider, now)


def publish_shipped(session: Session, draft: Draft, now: datetime) -> Published:
    """Publish a shipped course unless an edition ever held that content; never put one back.

    A start thus brings what a newer version of the product ships, and undoes nobody's work: a
    course of which somebody published an edition is theirs from then on. AddressTaken where
    somebody began a course of that address, SignOffWanted where a sign-off is asked for.
    """
    locks.hold_publishing(session)
    if is_published(session, draft.slug, draft.files):
        return Published(draft.slug, None, (), is_back=False)
    course = _publishable(session, draft)
    newest = editions.find_newest(session, draft.slug)
    if newest is not None and not newest.is_shipped:
        return Published(draft.slug, None, (), is_back=False)
    if newest is None:
        _refuse_begun(session, draft.slug)
    if _asks_for_sign_off(session, draft.slug):
        raise SignOffWanted(draft.slug)
    old = editions.get_course(session, newest) if newest is not None else None
    change, reason = _kind_of_change(old, course, None)
    new = publishing.NewEdition(course, draft.files, change, reason, RENDERER, is_shipped=True)
    return _add_edition(session, old, new, now, None, is_back=False)


# -- afterwards --------------------------------------------------------------------


def archive(session: Session, slug: str, now: datetime, actor_id: int | None = None) -> None:
    """Take a course out of the catalog; learners in progress keep it, nobody enrolls anew."""
    locks.hold_publishing(session)
    newest = editions.find_newest(session, slug)
    if newest is None:
        raise NotFound(f"There is no course {slug}. The catalog lists the courses there are.")
    if not newest.is_archived:
        publishing.set_archived(session, slug, now)
        audit.record(session, now, "course archived", actor_id, f"course {slug}")


def put_back(session: Session, slug: str, now: datetime, actor_id: int | None = None) -> None:
    """Offer an archived course in the catalog again, by its newest edition."""
    locks.hold_publishing(session)
    newest = editions.find_newest(session, slug)
    if newest is None:
        raise NotFound(f"There is no course {slug}. The catalog lists the courses there are.")
    if newest.is_archived:
        publishing.set_archived(session, slug, None)
        audit.record(session, now, "course put back", actor_id, f"course {slug}")


def export(session: Session, slug: str) -> tuple[SourceFile, ...]:
    """Every file of the newest edition, byte for byte as it was published."""
    newest = editions.find_newest(session, slug)
    if newest is None:
        raise NotFound(f"There is no course {slug}. The catalog lists the courses there are.")
    return editions.list_files(session, newest.id)


def files_of(folder: Path) -> tuple[SourceFile, ...]:
    """Every file of a course folder; a plain refusal names the first that cannot be read."""
    files, problems = disk.load_folder(folder)
    if problems:
        raise Refusal(f"Nothing is merged. {problems[0]}")
    return files


def bring_together(session: Session, slug: str, files: tuple[SourceFile, ...]) -> Together:
    """What a folder lacks of what was written in the browser since files were published last.

    ChangesTouch where both changed the same lines, or lines that nobody can tell apart.
    """
    newest = editions.find_newest(session, slug)
    if newest is None:
        raise NotFound(f"There is no course {slug}. The catalog lists the courses there are.")
    lacking = _lacking(session, files, newest)
    if lacking is None:
        return Together((), (), ())
    touching = lacking.together.touching
    if touching:
        lines = _differences(touching, lacking.published, lacking.folder)
        raise ChangesTouch(slug, newest.number, touching, lines)
    return lacking.together


def put_together(together: Together, into: Path) -> None:
    """Write what a folder lacks into it, and take out what was taken out in the browser."""
    write.write_files(into, together.files)
    for path in together.gone:
        (into / path).unlink(missing_ok=True)


def write_beside_edits(files: tuple[SourceFile, ...], into: Path) -> None:
    """Write files into a folder; EditsInTheWay, and nothing is written, where one differs."""
    different = disk.list_different(into, files)
    if different:
        raise EditsInTheWay(str(into), different)
    write_over_edits(files, into)


def write_over_edits(files: tuple[SourceFile, ...], into: Path) -> None:
    """Write files into a folder, over whatever stands there by their names."""
    write.write_files(into, files)


def is_newest(session: Session, slug: str, files: tuple[SourceFile, ...]) -> bool:
    """True when the newest edition of that course was made of these files."""
    newest = editions.find_newest(session, slug)
    return newest is not None and newest.content_hash == editions.content_hash(files)


def is_published(session: Session, slug: str, files: tuple[SourceFile, ...]) -> bool:
    """True when any edition of that course ever was."""
    return editions.has_edition(session, slug, editions.content_hash(files))


def _publishable(session: Session, draft: Draft) -> Course:
    """The course of a draft that may be published, while nobody else publishes."""
    if draft.course is None and draft.is_known:
        raise PublishingRefused(
            f"{draft.slug} was published by somebody else meanwhile; publish again."
        )
    if draft.course is None:
        raise PublishingRefused(f"{draft.slug} has errors; mend them and publish again.")
    if editions.find_provider(session) is None:
        raise PublishingRefused(
            f"{draft.slug} is not published, since nobody is known to offer it; write provider.md "
            "beside the course folders and publish again."
        )
    _refuse_long_names(draft, draft.course)
    return draft.course


def _refuse_long_names(draft: Draft, course: Course) -> None:
    """Refuse what the tables would: addresses and paths longer than they keep (IN-13)."""
    slugs = (draft.slug, *(entry.slug for entry in course.facts.outline))
    paths = tuple(file.path for file in draft.files)
    for names, longest in ((slugs, SLUG_LENGTH), (paths, PATH_LENGTH)):
        for name in names:
            if len(name) > longest:
                raise PublishingRefused(
                    f"{name[:40]}… is too long a name; shorten it to {longest} characters and "
                    "publish again."
                )


def _add_edition(
    session: Session,
    old: Course | None,
    new: publishing.NewEdition,
    now: datetime,
    publisher_id: int | None,
    *,
    is_back: bool,
) -> Published:
    mark = publishing.add_edition(session, new, now, publisher_id)
    subject = f"edition {mark.id}"
    if pictures.have_narrower(new.files):
        outbox.add(session, pictures.JOB, str(mark.id), now)
    audit.record(session, now, "edition published", publisher_id, subject, change=new.change.value)
    reasons = material_reasons(old, new.course) if old else ()
    return Published(new.course.facts.slug, mark, reasons, is_back)


def _kind_of_change(
    old: Course | None, new: Course, overrule: Overrule | None
) -> tuple[Change, str]:
    inferred = change_between(old, new)
    if old is None or overrule is None:
        reasons = material_reasons(old, new) if old else ()
        return inferred, "changed: " + ", ".join(reasons) if reasons else ""
    return overrule.change, overrule.reason
