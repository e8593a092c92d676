"""A name goes with its owner from sign-up to the printed certificate, and no letter is lost."""

import unicodedata
from collections import Counter
from html import unescape

import pytest
from flask import Flask

from lms.credentials.pdf import unprinted_letters
from lms.services import accounts, certificates, jobs
from lms.store.database import Database
from tests import names
from tests.accounts import PASSWORD
from tests.credentials.samples import text_of
from tests.personas import Clock, Visitor
from tests.signing import signing_at
from tests.sittings import COURSE, Learner, publishes
from tests.torture_size import IS_TORTURE
from tests.web.sheets import fields_of

COMPLETION = f"/courses/{COURSE}/certificate"
PAGES = ("/me", "/me/profile", "/me/transcript", f"/courses/{COURSE}", COMPLETION)
# Scripts that are set in ways of their own; the last name of each has the most in it.
SCRIPTS = (
    *(names.LATIN, names.GREEK, names.HEBREW, names.ARABIC, names.DEVANAGARI, names.THAI),
    *(names.CHINESE, names.KOREAN),
)
CHOSEN = names.NAMES if IS_TORTURE else tuple(script[-1] for script in SCRIPTS)
# Stacked marks, joined letters and joiners are read twice or out of order, though all are there.
OUT_OF_ORDER = (*names.HEBREW, *names.THAI, names.ARABIC[0], names.ARABIC[2])


@pytest.mark.parametrize("name", CHOSEN)
def test_in_12_a_real_name_goes_unharmed_from_sign_up_to_the_certificate(
    app: Flask, database: Database, clock: Clock, name: str
):
    publishes(database)
    visitor = Visitor(app)

    signs_up(visitor, name)
    learner = finishes(database, clock)
    assert [page for page in PAGES if shown(name) not in visitor.get(page).text] == []
    visitor.get(COMPLETION)
    visitor.post(COMPLETION, fields_of(visitor.page.text, COMPLETION, attest="yes"))
    address = visitor.page.headers["Location"]
    jobs.work_off(database, signing_at("https://learn.example.org"), lambda: learner.at)

    assert kept(database, address) == name
    assert f"<bdi>{name}</bdi> completed" in unescape(Visitor(app).get(address).text)
    assert is_printed(name, Visitor(app).get(f"{address}.pdf").data)


def signs_up(visitor: Visitor, name: str) -> None:
    visitor.get("/sign-up")
    known = {"email": "eve@example.org", "password": PASSWORD, "time_zone": "America/Denver"}
    visitor.post("/sign-up", known, name=name)
    assert visitor.page.status_code == 303


def finishes(database: Database, clock: Clock) -> Learner:
    """Let the person who signed up do everything that comes before the attestation."""
    with database.reading() as session:
        person = accounts.get_person(session, "eve@example.org")
    learner = Learner(database, person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates()


def shown(name: str) -> str:
    """The name as a page writes it."""
    return f"<bdi>{name}</bdi>".replace("'", "&#39;")


def kept(database: Database, address: str) -> str:
    """The name in the certificate's snapshot."""
    with database.reading() as session:
        page = certificates.find_certificate_page(session, address.rpartition("/")[2])
    assert page is not None
    return page.certificate.snapshot.legal_name


def is_printed(name: str, pdf: bytes) -> bool:
    """True when the paper's text has the name, or says where its missing letters are shown."""
    text = unicodedata.normalize("NFC", text_of(pdf)).replace(" ", "")
    if unprinted_letters(name):
        return "Thisnameisshowninfullatthepublicpage" in text
    letters = Counter(unicodedata.normalize("NFKD", name.replace(" ", "")))
    if not letters <= Counter(unicodedata.normalize("NFKD", text)):
        return False
    return name in OUT_OF_ORDER or name.replace(" ", "") in text
