"""A browser on one connection, as bare as can be: cookies, the form's token, and what came back."""

import math
import re
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode

from lms.web.security import FORM_COOKIE, SESSION_COOKIE

PATIENCE_SECONDS = 120
FORM_COOKIE_SET = re.compile(rf"{FORM_COOKIE}=[^;]+")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
# A page with a form on it that everybody may see.
SOME_FORM = "/policies"


@dataclass(frozen=True)
class Page:
    """What came back."""

    status: int
    location: str
    text: str


class Browser:
    """Somebody's browser; OSError or HTTPException when the server goes away in the middle."""

    def __init__(self, host: str, port: int, session_cookie: str = "") -> None:
        self.connection = HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
        # When all of the last request had been handed to the system; infinite while it is not.
        self.sent_at = math.inf
        self._cookies = [f"{SESSION_COOKIE}={session_cookie}"] if session_cookie else []
        self._token = ""
        form = self._ask("GET", SOME_FORM)
        found = TOKEN.search(form.text)
        assert found, f"{SOME_FORM} has no form in it"
        self._token = found[1]

    def get(self, path: str) -> Page:
        """A page."""
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> Page:
        """The answer to a form."""
        return self._ask("POST", path, fields)

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Page:
        headers = {"Cookie": "; ".join(self._cookies), "Sec-Fetch-Site": "same-origin"}
        body = None
        if fields is not None:
            body = urlencode({"csrf_token": self._token, **fields})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.sent_at = math.inf
        self.connection.request(method, path, body, headers)
        self.sent_at = time.monotonic()
        response = self.connection.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie") or []:
            if found := FORM_COOKIE_SET.match(line):
                kept = [it for it in self._cookies if not it.startswith(FORM_COOKIE)]
                self._cookies = [*kept, found[0]]
        return Page(response.status, response.getheader("Location") or "", text)
