"""Where the product runs, and people who have come some way in its course before a test begins."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from lms.app import back_up, open_store
from lms.content.folder import LibraryReading
from lms.services import accounts, authoring
from lms.settings import Settings
from lms.store.database import Database
from lms.web.security import SESSION_COOKIE
from tests.accounts import new_cookie
from tests.journeys.serving import served
from tests.sittings import Learner

COURSE = "foundations-of-sex-therapy"
COURSE_PAGE = f"/courses/{COURSE}"
MODULES = (
    "what-it-is",
    "who-practices",
    "history",
    "ethical-frame",
    "working-with-medicine",
    "course-of-therapy",
)
QUIZ_PAGE = f"{COURSE_PAGE}/{MODULES[0]}/quiz"
BEGUN = "begun"


@dataclass(frozen=True)
class Site:
    """A running server: its address, and its database for what happened before the story."""

    address: str
    database: Database

    def learner(self, name: str) -> Learner:
        """Somebody with an account, who has done nothing yet."""
        learner = Learner(self.database, name, COURSE)
        learner.at = datetime.now(UTC)
        return learner

    def known(self, email: str) -> Learner:
        """Somebody who opened an account through the pages."""
        with self.database.reading() as session:
            person = accounts.get_person(session, email)
        learner = Learner(self.database, person, COURSE)
        learner.at = datetime.now(UTC)
        return learner

    def reader(self, name: str) -> Learner:
        """Somebody who has read the first module."""
        return self.learner(name).enrolls().reads(MODULES[0])

    def finisher(self, name: str) -> Learner:
        """Somebody who has read every module and passed every quiz."""
        learner = self.learner(name).enrolls()
        for module in MODULES:
            learner.reads(module).takes(module)
        return learner

    def signs_in(self, context: BrowserContext, learner: Learner) -> None:
        """Let a browser be one in which that person has signed in."""
        token = new_cookie(self.database, learner.person, datetime.now(UTC))
        cookie: Any = {"name": SESSION_COOKIE, "value": token, "url": self.address}
        context.add_cookies([cookie])


def publishes_all(home: Path, library: LibraryReading) -> None:
    """Publish what comes with the product, as its first start does."""
    database = open_store(Settings.from_environment({"LMS_HOME": str(home)}))
    now = datetime.now(UTC)
    assert library.provider.provider is not None
    with database.writing() as session:
        authoring.publish_shipped_provider(session, library.provider.provider, now)
        for it in library.courses:
            draft = authoring.Draft(it.slug, it.course, it.files, it.problems)
            authoring.publish_shipped(session, draft, now)
    database.close()


def keeps_begun(home: Path) -> None:
    """Keep what a running server's home holds before anybody comes, for other homes."""
    begun = home.with_name(BEGUN)
    begun.mkdir()
    database = open_store(Settings.from_environment({"LMS_HOME": str(home)}))
    back_up(database, begun / "lms.sqlite3", lambda *_progress: None)
    database.close()
    # A backup holds no key that signs; whoever restores it puts the keys beside it.
    shutil.copytree(home / "keys", begun / "keys")


def copies_home(site: Site, home: Path) -> None:
    """Let another home begin as the shared one did: rendered, signed, and nobody come yet."""
    shared_home = Path(site.database.url.removeprefix("sqlite:///")).parent
    shutil.copytree(shared_home.with_name(BEGUN), home, dirs_exist_ok=True)


@contextmanager
def apart(site: Site, home: Path) -> Iterator[Site]:
    """A server of its own that begins as the other did, for courses of a test alone."""
    copies_home(site, home)
    with served(home) as address:
        database = open_store(Settings.from_environment({"LMS_HOME": str(home)}))
        yield Site(address, database)
        database.close()
