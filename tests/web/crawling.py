"""Going through a site as a tireless reader does: every link, address, file and form by GET."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import product
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask
from lxml import etree, html

from tests.personas import Visitor

IN_STYLE = re.compile(r"""url\(["']?([^"')]+)""")
NEXT = re.compile(r"(?:next|once)=[^&]*&?")
TOKEN = re.compile(r"csrf_token=[^&]*&?")
TEXTS = ("text/", "application/json", "image/svg", "application/xml")
CHOICES = ("radio", "checkbox", "submit")
MOST = 6000


@dataclass(frozen=True)
class Answer:
    """What an address gave: every header and all of the body, entities read, in small letters."""

    address: str
    status: int
    text: str


def _addresses(body: str) -> Iterator[str]:
    """Every address that a page names, and every one that a form of it can lead to by GET."""
    page = html.document_fromstring(body)
    for element in page.iter(etree.Element):
        for name, value in element.attrib.items():
            names_one = name in ("href", "src", "action", "formaction") or name.startswith("data-")
            if names_one and value.startswith(("/", "?", "http")):
                yield value
    for form in page.iter("form"):
        yield from _asked_by(form)


def _asked_by(form: html.HtmlElement) -> Iterator[str]:
    """Where a form leads by GET: as it stands, and with each of its choices and buttons."""
    action = re.split("[?#]", form.get("action", ""))[0]
    fields: list[tuple[str, str]] = []
    choices: list[tuple[str, str]] = []
    for element in form.iterfind(".//*[@name]"):
        is_choice = element.get("type") in CHOICES or element.tag == "button"
        (choices if is_choice else fields).append((element.get("name"), element.get("value", "")))
    for choice in ([], *([it] for it in choices)):
        yield f"{action}?{urlencode(fields + choice)}"


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
    named = [*_addresses(body)] if response.mimetype == "text/html" and body else []
    named += IN_STYLE.findall(body if is_text else "")
    named += [response.headers[name] for name in ("Location",) if name in response.headers]
    text = f"{response.headers}\n{body}\n{unescape(body)}".casefold()
    return Answer(address, response.status_code, text), list(_ours(address, named))


def _ours(here: str, named: Iterable[str]) -> Iterator[str]:
    for address in named:
        # Most addresses mean the same wherever they stand, and stand on every page.
        found = _of_ours("/" if address.startswith("/") else here, address)
        if found:
            yield found


@lru_cache(maxsize=10_000)
def _of_ours(here: str, address: str) -> str:
    parts = urlsplit(urljoin(urljoin("http://localhost", here), address))
    if parts.netloc != "localhost":
        return ""
    query = TOKEN.sub("", parts.query)
    return f"{parts.path or '/'}?{query}" if query else parts.path or "/"


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
