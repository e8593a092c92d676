"""People at their browsers: Ada learns, Ben learns elsewhere, Cleo instructs, Dora administers.

A persona goes from page to page as a browser does: it keeps its cookies, sends the token that
stood in the form, and `page` is what it looks at now.

    ada.get("/me/profile")
    ada.post("/me/profile", name="Ada B. Marlowe")
    assert "saved" in ada.follows().text
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import unescape
from typing import Any, ClassVar

from flask import Flask
from werkzeug.test import TestResponse

from lms.domain.access import Person, Role
from lms.store.database import Database
from lms.web.requests import doors
from lms.web.security import SESSION_COOKIE, host_bound
from tests.accounts import HOME, NOON, PASSWORD, signed_in

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# A page with a form on it that everybody may see.
SOME_FORM = "/policies"


class Clock:
    """The time in a test: it stands still until somebody lets it pass."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, **units: float) -> None:
        """Let time pass: `clock.passes(hours=2)`."""
        self.at += timedelta(**units)


class Visitor:
    """Somebody at a browser who has not signed in."""

    def __init__(self, app: Flask, address: str = HOME) -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self._page: TestResponse | None = None

    @property
    def page(self) -> TestResponse:
        """What stands in the browser now."""
        assert self._page is not None, "open a page first"
        return self._page

    @property
    def title(self) -> str:
        """The title of the page."""
        found = TITLE.search(self.page.text)
        assert found is not None, "this page has no title"
        return unescape(found[1])

    def get(self, path: str) -> TestResponse:
        """Open an address, without following where it leads on to."""
        self._page = self.client.get(path)
        return self._page

    def post(
        self, path: str, fields: Mapping[str, Any] | None = None, /, **more: Any
    ) -> TestResponse:
        """Send a form with the token that the page before had in it."""
        form = {"csrf_token": self.token(), **(fields or {}), **more}
        self._page = self.client.post(path, data=form, headers={"Sec-Fetch-Site": "same-origin"})
        return self._page

    def follows(self) -> TestResponse:
        """Go where the answer sends the browser."""
        assert self.page.status_code in (302, 303), self.page.status
        return self.get(self.page.headers["Location"])

    def signs_in(self, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        """Fill in the sign-in form and send it."""
        self.get("/sign-in")
        return self.post("/sign-in", email=email, password=password, **more)

    def token(self) -> str:
        """The token in the page's form, or in one opened beside it where it has none."""
        is_page = self._page is not None and self.page.mimetype == "text/html"
        here = TOKEN.search(self.page.text) if is_page else None
        found = here or TOKEN.search(self.client.get(SOME_FORM).text)
        assert found is not None, f"{SOME_FORM} has no form in it"
        return found[1]

    @property
    def cookie(self) -> str:
        """What the browser holds as its session; empty text for none."""
        kept = self.client.get_cookie(self._cookie_name())
        return kept.value if kept is not None else ""

    @cookie.setter
    def cookie(self, token: str) -> None:
        self.client.set_cookie(self._cookie_name(), token)

    def _cookie_name(self) -> str:
        with self.app.app_context():
            return host_bound(SESSION_COOKIE, doors().settings)


class Somebody(Visitor):
    """Somebody with an account, signed in; each kind has its name and role."""

    NAME: ClassVar[str]
    ROLE: ClassVar[Role] = Role.LEARNER
    person: Person

    def __init__(
        self, app: Flask, database: Database, at: datetime = NOON, address: str = HOME
    ) -> None:
        super().__init__(app, address)
        self.person, self.cookie = signed_in(database, self.NAME, self.ROLE, at)

    @property
    def email(self) -> str:
        """The address they sign in with; the password is PASSWORD."""
        return self.person.email


class Ada(Somebody):
    """Ada learns."""

    NAME = "Ada Marlowe"


class Ben(Somebody):
    """Ben learns elsewhere: the stranger to everything of Ada's."""

    NAME = "Ben Okafor"


class Cleo(Somebody):
    """Cleo instructs."""

    NAME = "Cleo Hart"
    ROLE = Role.INSTRUCTOR


class Dora(Somebody):
    """Dora administers."""

    NAME = "Dora Vance"
    ROLE = Role.ADMINISTRATOR
