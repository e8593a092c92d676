"""Pages go packed to browsers that take it, and never where a stranger could measure a secret."""

import gzip

from lms.store.database import Database
from tests.personas import Ada
from tests.sittings import Learner, publishes

MODULE = "/courses/foundations/module-1"
PACKED = {"Accept-Encoding": "gzip, br"}


def in_the_course(ada: Ada, database: Database) -> None:
    publishes(database)
    Learner(database, ada.person).enrolls()


def test_a_page_goes_packed_and_is_the_same(ada: Ada, database: Database) -> None:
    in_the_course(ada, database)

    plain = ada.client.get(MODULE)
    packed = ada.client.get(MODULE, headers=PACKED)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content_length == len(packed.data) < len(plain.data) / 2
    assert b"<h1>" in gzip.decompress(packed.data)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers


def test_a_page_that_repeats_what_its_address_says_is_never_packed(ada: Ada) -> None:
    for address in ("/?q=csrf_token", "/courses/csrf_token"):
        assert "Content-Encoding" not in ada.client.get(address, headers=PACKED).headers


def test_short_answers_and_answers_to_forms_go_as_they_are(ada: Ada) -> None:
    assert "Content-Encoding" not in ada.client.get("/healthz", headers=PACKED).headers
    answer = ada.client.post(
        "/me/profile/licenses",
        data={"csrf_token": ada.token()},
        headers=PACKED | {"Sec-Fetch-Site": "same-origin"},
    )
    assert answer.status_code == 422
    assert "Content-Encoding" not in answer.headers
