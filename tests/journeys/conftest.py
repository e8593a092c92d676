"""A real browser on a real server."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from lms.app import open_store
from lms.content.folder import LibraryReading
from lms.domain.courses import Course
from lms.settings import Settings
from tests.chromium import find_chromium
from tests.journeys.answers import AnswerKey
from tests.journeys.learners import COURSE, Site, keeps_begun, publishes_all
from tests.journeys.serving import served, shared
from tests.journeys.watching import Watch
from tests.sittings import Learner

# A new document in the frame of the one before takes a quarter less of the processor than a new
# frame for each. The last list is the one that counts, so Playwright's own is said again.
FEATURES_OFF = (
    "RenderDocument",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(FEATURES_OFF)}",
)
# Machines that are shared and slow make nothing wrong.
WAIT_MILLISECONDS = 30_000
expect.set_options(timeout=WAIT_MILLISECONDS)

# -- the server --------------------------------------------------------------------


@pytest.fixture(scope="session")
def site(
    shared_folder: Path, shipped_library: LibraryReading, sqlite_template: Path
) -> Iterator[Site]:
    """The product with its demo people; all workers of a run share it."""

    @contextmanager
    def with_courses(home: Path) -> Iterator[str]:
        # What was read for all tests need not be rendered again.
        shutil.copyfile(sqlite_template, home / "lms.sqlite3")
        publishes_all(home, shipped_library)
        with served(home) as address:
            keeps_begun(home)
            yield address

    with shared(shared_folder / "journeys", with_courses) as (address, home):
        database = open_store(Settings.from_environment({"LMS_HOME": str(home)}))
        yield Site(address, database)
        database.close()


@pytest.fixture(scope="session")
def course(shipped_library: LibraryReading) -> Course:
    """The course that is taken, as its files say it."""
    found = next(it.course for it in shipped_library.courses if it.slug == COURSE)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def answer_key(course: Course) -> AnswerKey:
    """The answers, from the course's own files."""
    return AnswerKey.of(course)


@pytest.fixture(scope="session")
def titles(course: Course) -> dict[str, str]:
    """The title of each module, in the order of the course."""
    return {entry.slug: entry.title for entry in course.facts.outline}


# -- the browser -------------------------------------------------------------------


class Opens(Protocol):
    """Opens a page in a browser of its own; what the browser may not do fails the test."""

    def __call__(
        self, who: Learner | None = None, /, *, expects: Sequence[int] = (), **options: Any
    ) -> Page:
        """A page of `who`, signed in, or of a visitor; `expects` are error statuses to come."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def opens(browser: Browser, site: Site) -> Iterator[Opens]:
    """Browsers for one test, English and in New York."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def open_page(
        who: Learner | None = None, /, *, expects: Sequence[int] = (), **options: Any
    ) -> Page:
        # Without motion, so that colors are measured when they have arrived.
        usual = {"locale": "en-US", "timezone_id": "America/New_York", "reduced_motion": "reduce"}
        context = browser.new_context(base_url=site.address, **(usual | options))
        context.set_default_timeout(WAIT_MILLISECONDS)
        contexts.append(context)
        watches.append(Watch(context, site.address, expects))
        if who is not None:
            site.signs_in(context, who)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []
