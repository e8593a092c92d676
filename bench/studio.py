"""The studio while somebody writes: a preview, a letter that is typed, one module that changed."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, cycle, takewhile
from pathlib import Path
from shutil import copyfile
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench import asks, filling, load
from bench.load import FIRST_ERROR, Ask, Connection
from bench.pages import FLAGS
from bench.report import Line
from bench.servers import Server, lms, served
from bench.writing import slug, write_course
from lms.content.citations import Work
from lms.content.disk import load_folder
from lms.content.render import Fragment, Rendered, render
from lms.content.render_once import RenderedOnce
from lms.content.survey import survey_files
from lms.content.typeset import typeset
from lms.domain.access import Role
from lms.domain.accounts import NewAccount
from lms.domain.courses import SourceFile
from lms.paths import shipped_courses_folder
from lms.services import accounts, authoring, teaching
from lms.store.database import Database, open_database
from lms.web.security import SESSION_COOKIE
from tests.chromium import find_chromium

COURSE = "written"
MODULES, WORDS, LONG_WORDS = 30, 3000, 5000
PREVIEWS, LETTERS, SECONDS = 40, 150, 4.0
WORD = ("w", "o", "r", "d", "s", "Space")
EDITOR = f"/studio/{COURSE}/draft/write"

# From the key to the frame in which its letter is seen, and to the end of what scripts do at once.
WATCH = """() => {
  window.typed = [];
  addEventListener("keydown", () => {
    const began = performance.now();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.typed.push(performance.now() - began);
      channel.port2.postMessage(0);
    });
  }, { capture: true });
}"""


@dataclass(frozen=True)
class Author:
    """Somebody who writes the course: their cookies, and the token of their forms."""

    cookie: str
    session: str
    token: str


def lines(folder: Path) -> list[Line]:
    """Everything that the studio is measured by."""
    source = _source(folder)
    database = open_database(f"sqlite:///{folder / 'lms.sqlite3'}")
    session = _published(database, source)
    database.close()
    environ = {"LMS_HOME": str(folder), "LMS_DATABASE_URL": database.url}
    found = list(_course_lines(source))
    with served(lms("run", "--port", "0"), environ, folder / "said.log") as server:
        door = asks.door(server)
        author = Author(f"{door.cookie}; {SESSION_COOKIE}={session}", session, door.token)
        found += _preview_lines(server, author, (source / f"01-{slug(1)}.md").read_text())
        found += _typing_lines(server, author)
    return found


def _source(folder: Path) -> Path:
    """Thirty modules of 3,000 words, but the second has 5,000."""
    source = folder / "source" / COURSE
    write_course(source, "A course that is written", MODULES, WORDS)
    write_course(folder / "long" / COURSE, "A long module", 1, LONG_WORDS)
    copyfile(folder / "long" / COURSE / f"01-{slug(1)}.md", source / f"02-{slug(2)}.md")
    return source


def _published(database: Database, source: Path) -> str:
    """The course in a database, with somebody who may write it; their session's token."""
    now = datetime.now(UTC)
    database.migrate()
    provider = authoring.find_provider_in(shipped_courses_folder())
    assert provider is not None
    new = NewAccount("Wren Author", "wren@bench.example", "UTC", "no password")
    with database.writing() as session:
        authoring.publish_provider(session, provider, now)
    filling.publish_folder(database, source, now)
    with database.writing() as session:
        author = accounts.add_person(session, new, Role.INSTRUCTOR, None, now)
        teaching.assign(session, author.email, COURSE, now)
        return accounts.begin_session(session, author.id, now)


# -- the preview -----------------------------------------------------------------------


def _preview_lines(server: Server, author: Author, text: str) -> Iterator[Line]:
    connection = Connection(server)
    connection.ask(_preview(author, text))
    before, seconds = server.cpu_seconds(), []
    for number in range(PREVIEWS):
        began = time.perf_counter()
        answered = connection.ask(_preview(author, f"{text}\nWord {number}.\n"))
        seconds.append(time.perf_counter() - began)
        if answered.status >= FIRST_ERROR:
            raise RuntimeError(f"The preview answered {answered.status}.")
    cpu = (server.cpu_seconds() - before) / PREVIEWS
    connection.close()
    what = f"ms for a preview of {WORDS:,} words"
    yield Line(f"{what}, median of {PREVIEWS} (aim: 300)", 1000 * median(seconds))
    yield Line(f"{what}, slowest", 1000 * max(seconds))
    yield Line(f"{what}, of processor", 1000 * cpu)
    yield Line("ms for the catalog, p95 at one client", _catalog(server).percentile(0.95))
    with _busy(server, author, text):
        beside = _catalog(server)
    yield Line("the same while a preview is always being made", beside.percentile(0.95))


def _preview(author: Author, text: str) -> Ask:
    form = (("text", text), ("since", "0"), ("do", "preview"))
    path = f"{EDITOR}/01-{slug(1)}.md"
    return Ask("POST", path, author.cookie, form, "application/json", author.token)


def _catalog(server: Server) -> load.Measured:
    return load.measure(server, lambda _client: cycle([Ask("GET", "/")]), 1, SECONDS)


@contextmanager
def _busy(server: Server, author: Author, text: str) -> Iterator[None]:
    """A second author's browser, which asks for one preview after the other."""
    is_over = threading.Event()

    def ask() -> None:
        connection = Connection(server)
        for number in takewhile(lambda _number: not is_over.is_set(), count(PREVIEWS)):
            connection.ask(_preview(author, f"{text}\nWord {number}.\n"))
        connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    yield
    is_over.set()
    thread.join()


# -- typing ----------------------------------------------------------------------------


def _typing_lines(server: Server, author: Author) -> Iterator[Line]:
    address = f"http://{server.host}:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": SESSION_COOKIE, "value": author.session, "url": address}])
        typed = _typed(context.new_page())
        browser.close()
    what = f"ms from a key to its letter in a file of {LONG_WORDS:,} words"
    yield Line(f"{what}, median of {LETTERS} (aim: 50)", median(typed))
    yield Line(f"{what}, p95", sorted(typed)[int(0.95 * len(typed))])


def _typed(page: Page) -> list[float]:
    """Letters typed in the middle of the text, saved and looked at as they always are."""
    page.goto(f"{EDITOR}/02-{slug(2)}.md")
    page.locator(".cm-content").click()
    page.evaluate(WATCH)
    for number in range(LETTERS):
        page.keyboard.press(WORD[number % len(WORD)])
        page.wait_for_timeout(40)
    page.wait_for_function(f"window.typed.length === {LETTERS}")
    found: list[float] = page.evaluate("window.typed")
    return found


# -- one module that changed -------------------------------------------------------------


class Counted:
    """The renderer, with a list of the files whose texts it was asked for."""

    def __init__(self) -> None:
        self.files: list[str] = []

    def __call__(
        self, fragments: Sequence[Fragment], works: Mapping[str, Work]
    ) -> tuple[Rendered, ...]:
        """What `render` says to these fragments."""
        self.files += [each.file for each in fragments]
        return render(fragments, works)


def _course_lines(source: Path) -> Iterator[Line]:
    files, _ = load_folder(source)
    counted = Counted()
    once = RenderedOnce(counted)
    seconds = [_typeset(files, once)]
    counted.files.clear()
    changed = [_changed(file) if file.path == f"03-{slug(3)}.md" else file for file in files]
    seconds.append(_typeset(changed, once))
    yield Line(f"modules rendered of {MODULES} after one changed (aim: 1)", len(counted.files))
    yield Line(f"s to read and render {MODULES} modules", seconds[0])
    yield Line("s to read them again after one changed", seconds[1])


def _changed(file: SourceFile) -> SourceFile:
    return SourceFile(file.path, file.content + b"\nOne more word.\n")


def _typeset(files: Sequence[SourceFile], once: RenderedOnce) -> float:
    began = time.perf_counter()
    typeset(survey_files(COURSE, files), once)
    return time.perf_counter() - began
