"""A program's certificate in print: whose it is, and the certificates that it lists."""

from datetime import UTC, date, datetime

from lms.credentials.program_pdf import NO_CREDIT_OF_ITS_OWN, render_program
from lms.domain.programs import ProgramEdition, snapshot, standing
from tests import make
from tests.credentials.samples import ADDRESS, opened, structure, text_of

SERIAL = "7KQ4-M2XD-9TRA"


def printed(name: str = "Ben Okafor") -> bytes:
    program = make.a_program("foundations", "dysfunctions", title="Core curriculum")
    held = [
        make.a_certificate(
            make.a_snapshot(course_slug=slug, course_title=title, legal_name=name), serial=serial
        )
        for slug, title, serial in (
            ("foundations", "Foundations of Sex Therapy", "AAAA-1111-AAAA"),
            ("dysfunctions", "Sexual Dysfunctions", "BBBB-2222-BBBB"),
        )
    ]
    edition = ProgramEdition(3, "5b1f09c2d7e4" + "0" * 52, program)
    frozen = snapshot(edition, standing(program, held, date(2026, 11, 20)), make.a_provider())
    rendered = render_program(SERIAL, frozen, datetime(2026, 11, 20, 9, tzinfo=UTC), ADDRESS)
    assert rendered.is_accessible
    return rendered.pdf


def test_it_says_who_completed_what_and_lists_the_certificates() -> None:
    text = text_of(printed())

    for said in (
        "This records that Ben Okafor",
        "completed every course of the program",
        "Core curriculum",
        "core, edition 3",
        "2 courses",
        "AAAA-1111-AAAA",
        "BBBB-2222-BBBB",
        NO_CREDIT_OF_ITS_OWN,
        SERIAL,
    ):
        assert said in text, said
    assert "post-test" not in text
    assert "Authors" not in text


def test_it_is_one_page_with_a_structure_and_a_title() -> None:
    pdf = printed()

    with opened(pdf) as document:
        assert len(document.pages) == 1
        assert "Ben Okafor" in str(document.docinfo["/Title"])
    assert "H1" in str(structure(pdf))
