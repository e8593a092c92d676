"""Pages go packed to browsers that take it, and never where a stranger could measure a secret."""

import gzip
import re

from hypothesis import given
from hypothesis import strategies as st

from lms.store.database import Database
from lms.web import rendering
from lms.web.packing import packed
from lms.web.rendering import Piece
from tests.personas import Ada, Ben
from tests.sittings import Learner, publishes

MODULE = "/courses/foundations/module-1"
PACKED = {"Accept-Encoding": "gzip, br"}


def in_the_course(ada: Ada, database: Database) -> None:
    publishes(database)
    Learner(database, ada.person).enrolls()


TOKENS = re.compile(rb'(?:value|data-token)="([A-Za-z0-9._-]{20,})"')
# Alike, so that a packer finds much to point back to.
TEXTS = st.text("abc<é", max_size=300).map(lambda text: text * 9)


@given(st.lists(TEXTS | TEXTS.map(Piece), max_size=9))
def test_runs_and_pieces_make_one_file_in_their_order(runs: list[str | Piece]) -> None:
    whole = b"".join(it.content if isinstance(it, Piece) else it.encode() for it in runs)

    assert gzip.decompress(b"".join(packed(runs))) == whole


def test_readers_share_the_pieces_of_a_module_and_nothing_of_their_own(
    ada: Ada, ben: Ben, database: Database
) -> None:
    in_the_course(ada, database)
    Learner(database, ben.person).enrolls()
    ada.client.get(MODULE)
    made = rendering.made.cache_info().misses

    hers = gzip.decompress(ada.client.get(MODULE, headers=PACKED).data)
    his = gzip.decompress(ben.client.get(MODULE, headers=PACKED).data)

    assert rendering.made.cache_info().misses == made
    assert ada.person.legal_name.encode() in hers
    assert ada.person.legal_name.encode() not in his
    assert len(tokens(hers)) >= 3
    assert not tokens(hers) & tokens(his)


def test_what_is_kept_for_others_changes_no_page(ada: Ada, ben: Ben, database: Database) -> None:
    in_the_course(ada, database)
    bens = Learner(database, ben.person).enrolls()
    bens.reads("module-1")
    ada.client.get(f"{MODULE}?check=0")
    for module in (MODULE, MODULE.replace("-1", "-2")):
        for reader in (ada, ben):
            warm = TOKENS.sub(b"", reader.client.get(module).data)
            rendering.made.cache_clear()
            rendering.kept.cache_clear()
            cold = TOKENS.sub(b"", reader.client.get(module).data)
            assert warm == cold, module


def tokens(page: bytes) -> set[bytes]:
    """The secrets of a page's forms."""
    return set(TOKENS.findall(page))


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
