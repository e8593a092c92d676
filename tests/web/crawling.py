"""Going through a site as a tireless reader does: every link, address, file and form by GET."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask

from tests.personas import Visitor

IN_STYLE = re.compile(r"""url\(["']?([^"')]+)""")
NEXT = re.compile(r"(?:next|once)=[^&]*&?")
TOKEN = re.compile(r"csrf_token=[^&]*&?")
TEXTS = ("text/", "application/json", "image/svg", "application/xml")
MOST = 3000


@dataclass(frozen=True)
class Answer:
    """What an address gave: every header and all of the body, entities read, in small letters."""

    address: str
    status: int
    text: str


class _Addresses(HTMLParser):
    """Every address that a page names, and every one that a form of it can lead to by GET."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._action = ""
        self._fields: list[tuple[str, str]] = []
        self._choices: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        it = {name: value or "" for name, value in attrs}
        named = [it[name] for name in ("href", "src", "action", "formaction") if name in it]
        named += [value for name, value in it.items() if name.startswith("data-")]
        self.found += [value for value in named if value.startswith(("/", "?", "http"))]
        if tag == "form":
            self._action, self._fields, self._choices = it.get("action", ""), [], []
        elif "name" in it:
            is_choice = it.get("type") in ("radio", "checkbox", "submit") or tag == "button"
            chosen = self._choices if is_choice else self._fields
            chosen.append((it["name"], it.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            action = re.split("[?#]", self._action)[0]
            for choice in ([], *([it] for it in self._choices)):
                self.found.append(f"{action}?{urlencode(self._fields + choice)}")


def crawl(reader: Visitor, begin: Iterable[str]) -> Iterator[Answer]:
    """What this reader gets at those addresses, and at all that can be reached from there."""
    waiting: list[str] = []
    known: set[str] = set()

    def note(addresses: Iterable[str]) -> None:
        for address in addresses:
            # Where one goes on to afterwards makes no other page.
            page = NEXT.sub("", address)
            if page not in known:
                known.add(page)
                waiting.append(address)

    note(begin)
    for address in waiting:
        answer, named = ask(reader, address)
        yield answer
        note(named)
        assert len(waiting) < MOST, f"the site has no end: {waiting[-5:]}"


def ask(reader: Visitor, address: str) -> tuple[Answer, list[str]]:
    """What an address gives, and the addresses of ours that it names."""
    reader.get(address)
    return read(reader, address)


def read(reader: Visitor, address: str) -> tuple[Answer, list[str]]:
    """What stands in the browser now, and the addresses of ours that it names."""
    response = reader.page
    is_text = response.content_type.startswith(TEXTS)
    body = response.text if is_text else response.data.decode("latin-1")
    parser = _Addresses()
    if response.mimetype == "text/html":
        parser.feed(body)
    named = [*parser.found, *IN_STYLE.findall(body if is_text else "")]
    named += [response.headers[name] for name in ("Location",) if name in response.headers]
    text = f"{response.headers}\n{body}\n{unescape(body)}".casefold()
    return Answer(address, response.status_code, text), list(_ours(address, named))


def _ours(here: str, named: Iterable[str]) -> Iterator[str]:
    base = urljoin("http://localhost", here)
    for address in named:
        parts = urlsplit(urljoin(base, address))
        query = TOKEN.sub("", parts.query)
        if parts.netloc == "localhost":
            yield f"{parts.path or '/'}?{query}" if query else parts.path or "/"


def every_address(app: Flask, ids: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every route, whatever its method, with every id there is for each of its arguments.

    An argument of a new name gets every id of every kind.
    """
    everything = tuple(dict.fromkeys(it for known in ids.values() for it in known))
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        for filled in product(*(ids.get(name, everything) for name in names)):
            with app.test_request_context():
                built = rule.build(dict(zip(names, filled, strict=True)), append_unknown=False)
            if built is not None:
                yield built[1]
