"""Whatever bytes somebody sends to whichever address, the server never fails (IN-14)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from lms.app import signing_of
from lms.domain.access import Person, Role
from lms.services import jobs, profiles
from lms.settings import Settings
from lms.store.database import Database
from tests import make
from tests.accounts import new_cookie, signed_up
from tests.applications import shared_app
from tests.personas import Clock, Visitor
from tests.records import a_set, enters, publishes_sets
from tests.sittings import COURSE, Learner, publishes
from tests.torture_size import every, examples

TYPED = (b"attempt", b"name", b"comment", b"position", b"sequence")
UNSTORABLE = (b"a\x00b", b"\xff", b"\xed\xa0\x80", b"9" * 4_000)
PEOPLE = {
    "ada": ("Ada Marlowe", Role.LEARNER),  # in the middle of a quiz
    "ben": ("Ben Okafor", Role.LEARNER),  # has a certificate
    "cleo": ("Cleo Hart", Role.INSTRUCTOR),
    "dora": ("Dora Vance", Role.ADMINISTRATOR),
}
FORM_TYPE = "application/x-www-form-urlencoded"
HERE = {"Sec-Fetch-Site": "same-origin"}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


# -- what is sent ------------------------------------------------------------------------

HEADER_NAMES = st.sampled_from(
    words(
        """HTTP_ACCEPT HTTP_ACCEPT_ENCODING HTTP_ACCEPT_LANGUAGE HTTP_AUTHORIZATION HTTP_COOKIE
    HTTP_HOST HTTP_IF_MODIFIED_SINCE HTTP_IF_NONE_MATCH HTTP_IF_RANGE HTTP_ORIGIN HTTP_RANGE
    HTTP_REFERER HTTP_SEC_FETCH_SITE HTTP_TRANSFER_ENCODING HTTP_USER_AGENT HTTP_X_CSRFTOKEN
    HTTP_X_REQUESTED_WITH HTTP_X_FORWARDED_FOR CONTENT_TYPE CONTENT_LENGTH REMOTE_ADDR"""
    )
)
# A header as a server hands it over: bytes read as Latin-1, without line ends.
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=60)
HEADERS = st.dictionaries(HEADER_NAMES, HEADER, max_size=3)
METHODS = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "TRACE", "ODD"])
KINDS_OF_BODY = st.sampled_from(
    [
        "",
        FORM_TYPE,
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=\xff\xfe",
        "application/json",
        "text/plain; charset=nothing",
        ";;;",
    ]
)
# The names that our forms and addresses know, so that the bytes come as far as they can.
FIELDS = st.sampled_from(
    words(
        """name email password time_zone present_password new_password next once do attempt position
    sequence sequence-0 sequence-1 chosen typed chosen-0 chosen-1 typed-0 edition section attest
    check serial profession jurisdiction number theme text contrast held_fields held_path q area
    level page objective-O1 comment done format text title provider completed_on hours area-a method
    approvals license from to credit began_on file since seen kind reason"""
    )
)
ODD = [b"", b"\x00", b"\xff", b"\xed\xa0\x80", b"%", b"../..", b"-1", b"9" * 400, b"1e9", b"\r\n"]
ODD += ["٣".encode(), "\u202e".encode(), b"'; --", b"<b>", b"O1", b"2026-13-45", b"x" * 3_000]
BYTES = st.one_of(st.binary(max_size=60), st.sampled_from(ODD))
FORM = st.dictionaries(FIELDS.map(str.encode) | BYTES, BYTES, max_size=6)


# -- who sends it, and where to ----------------------------------------------------------


@dataclass
class World:
    """Somebody in a quiz and somebody with a certificate, and those who run the place."""

    app: Flask
    database: Database
    clock: Clock
    people: Mapping[str, Person]
    ids: Mapping[str, str]

    def rules(self) -> list[Rule]:
        """Every route there is."""
        return sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))

    def somebody(self, who: str) -> Visitor:
        """A browser of that person, signed in a moment ago, or of a visitor."""
        # So that no limit on a door stands before all that is behind it.
        self.clock.passes(minutes=5)
        visitor = Visitor(self.app)
        if who in self.people:
            visitor.cookie = new_cookie(self.database, self.people[who], self.clock())
        return visitor

    def answers(self, visitor: Visitor, path: bytes, query: bytes = b"", **more: Any) -> int:
        """The status of a request with exactly these bytes in its address."""
        told = {"PATH_INFO": path.decode("latin-1"), "QUERY_STRING": query.decode("latin-1")}
        told |= more.pop("environ", {})
        with visitor.client.open("/", environ_overrides=told, **more) as answer:
            return answer.status_code


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    clock = Clock()
    publishes(database)
    people = {who: signed_up(database, name, role) for who, (name, role) in PEOPLE.items()}
    ada, ben = Learner(database, people["ada"]), Learner(database, people["ben"])
    attempt = ada.enrolls().reads().begins().attempt
    serial = ben.enrolls().does_everything().evaluates().attests()
    # Signed with the keys of the home that is served, so that its status list can be, too.
    chosen = Settings.from_environment({"LMS_HOME": str(tmp_path / "home")})
    jobs.work_off(database, signing_of(chosen), lambda: ben.at)
    with database.writing() as session:
        profiles.add_license(session, people["ada"], make.a_license(), clock())
    with database.reading() as session:
        license_ = next(iter(profiles.list_licenses(session, people["ada"])))
    ids = {"course": COURSE, "module": "module-1", "attempt": attempt, "serial": serial}
    ids |= {"public_id": license_, "name": "icons.svg", "token": "x" * 43, "target": "qti"}
    ids |= {"path": "course.md", "number": "1"}
    enters(database, people["ada"])
    publishes_sets(database, a_set(), a_set(slug="with-cycles", window_months=36))
    ids |= {"slug": "with-cycles"}
    app = shared_app(chosen, database, clock)
    return World(app, database, clock, people, ids)


WHO = st.sampled_from(["visitor", *PEOPLE])


def often(world: World) -> settings:
    """Five thousand times with the embedded database, and in four tests as often with the other."""
    full = 5_000 if world.database.file else 1_250
    # What one example leaves behind is there for the next: a smaller one would be another story.
    return settings(max_examples=examples(quick=25, full=full), phases=[Phase.generate])


def a_route(data: st.DataObject, world: World) -> tuple[Rule, str]:
    """Some route, and its own method more often than any other."""
    rule = data.draw(st.sampled_from(world.rules()), label="route")
    own = st.sampled_from(sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}))
    return rule, data.draw(own | METHODS if data.draw(st.booleans()) else own)


def an_address(data: st.DataObject, world: World, rule: Rule, odds: int = 8) -> bytes:
    """A path of that route; of its arguments about one in `odds` is any bytes."""
    return filled(
        rule, world, lambda: data.draw(BYTES) if data.draw(st.integers(1, odds)) == 1 else None
    )


def filled(rule: Rule, world: World, odd: Callable[[], bytes | None]) -> bytes:
    """The route's path: for each argument what `odd` says, or what there really is."""
    path = b""
    for number, part in enumerate(ARGUMENT.split(rule.rule)):
        real = world.ids.get(part, "nothing").encode()
        said = odd() if number % 2 else part.encode()
        path += real if said is None else said
    return path


# -- the stories -------------------------------------------------------------------------


@pytest.mark.parametrize("odd", UNSTORABLE)
def test_in_14_what_no_database_takes_breaks_no_route_wherever_it_stands(world: World, odd: bytes):
    stride = every(len(UNSTORABLE))  # each route with one of them, in `make test`
    for rule in world.rules()[UNSTORABLE.index(odd) % stride :: stride]:
        ways = [(filled(rule, world, lambda: odd), b"")]
        ways += [(filled(rule, world, lambda: None), urlencode_bytes({b"q": odd, b"next": odd}))]
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            for path, query in ways:
                ada = world.somebody("ada")
                sent = {"method": method, "headers": HERE}
                if method == "POST":
                    form = dict.fromkeys(TYPED, odd)
                    form[b"csrf_token"] = ada.token().encode()
                    sent |= {"data": urlencode_bytes(form), "content_type": FORM_TYPE}
                status = world.answers(ada, path, query, **sent)

                assert status < 500, (rule.rule, method, path, query)


def test_in_14_any_bytes_in_the_address_of_any_route_break_nothing(world: World):
    @given(st.data(), WHO)
    @often(world)
    def nothing_breaks(data: st.DataObject, who: str):
        rule, method = a_route(data, world)
        path, query = an_address(data, world, rule, 2), data.draw(BYTES | FORM.map(urlencode_bytes))

        assert world.answers(world.somebody(who), path, query, method=method) < 500

    nothing_breaks()


def test_in_14_any_bytes_in_the_headers_for_any_route_break_nothing(world: World):
    @given(st.data(), WHO, HEADERS)
    @often(world)
    def nothing_breaks(data: st.DataObject, who: str, headers: dict[str, str]):
        rule, method = a_route(data, world)
        path = an_address(data, world, rule)

        assert world.answers(world.somebody(who), path, method=method, environ=headers) < 500

    nothing_breaks()


def test_in_14_any_bytes_in_the_body_for_any_route_break_nothing(world: World):
    @given(st.data(), WHO, KINDS_OF_BODY, st.binary(max_size=300))
    @often(world)
    def nothing_breaks(data: st.DataObject, who: str, kind: str, body: bytes):
        rule, _method = a_route(data, world)
        sent = {"method": "POST", "data": body, "content_type": kind, "headers": HERE}

        assert world.answers(world.somebody(who), an_address(data, world, rule), **sent) < 500

    nothing_breaks()


def test_in_14_any_bytes_in_a_form_with_its_token_break_nothing_on_any_route(world: World):
    doors = [it for it in world.rules() if "POST" in (it.methods or ())]

    @given(st.data(), WHO, FORM)
    @often(world)
    def nothing_breaks(data: st.DataObject, who: str, form: dict[bytes, bytes]):
        rule = data.draw(st.sampled_from(doors))
        path, visitor = an_address(data, world, rule), world.somebody(who)
        whole = {b"attempt": world.ids["attempt"].encode(), **form}
        whole[b"csrf_token"] = visitor.token().encode()
        sent = {"method": "POST", "data": urlencode_bytes(whole), "content_type": FORM_TYPE}

        assert world.answers(visitor, path, **sent, headers=HERE) < 500

    nothing_breaks()


def urlencode_bytes(fields: Mapping[bytes, bytes]) -> bytes:
    """A form as a browser sends it, whatever bytes are in it."""
    return urlencode(fields, quote_via=lambda it, *_: quote_from_bytes(it)).encode()
