"""A completion with everything on it, and ways to read a printed certificate."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import zxingcpp

from lms.domain.certificates import DISCLAIMERS, Certificate, License, Snapshot
from lms.domain.credit import AreaHours

ADDRESS = "https://learn.example.org/certificates/7KQ4-M2XD-9TRA"
BEN = Snapshot(
    legal_name="Ben Okafor",
    licenses=(License("Marriage and family therapist", "Example State", "MFT 000000"),),
    course_title="Foundations of Sex Therapy",
    course_slug="foundations-of-sex-therapy",
    edition_number=3,
    edition_hash="5b1f09c2d7e4a8b6",
    provider_name="Larkfield Institute",
    provider_address="12 Mill Lane, Springfield",
    provider_email="records@example.org",
    completed_at=datetime(2026, 11, 14, 18, tzinfo=UTC),
    completed_on=date(2026, 11, 14),
    time_zone="America/New_York",
    hours=Decimal(2),
    areas=(
        AreaHours("a", Decimal(1)),
        AreaHours("o", Decimal("0.5")),
        AreaHours("p", Decimal("0.5")),
    ),
    pass_mark_percent=80,
    format="Reading-based asynchronous non-interactive distance learning",
    approvals=(
        "Example State Board of Behavioral Health, provider 00-0000, January 1, 2026 to"
        " December 31, 2027. Larkfield Institute maintains responsibility for this program"
        " and its content.",
    ),
    authors=("Ruth Halloran, PhD", "Tomas Vega, LMFT"),
    signatory_name="Ruth Halloran, PhD",
    signatory_title="Director of continuing education",
    retention="The provider keeps the record of this completion for at least seven years.",
    disclaimers=DISCLAIMERS,
    support="Supported by a grant of the Example Foundation.",
)


def certificate(
    *, replaces: str = "", voided_at: datetime | None = None, **facts: Any
) -> Certificate:
    """Ben's certificate, with other facts where a test is about them."""
    return Certificate(
        serial="7KQ4-M2XD-9TRA",
        snapshot=replace(BEN, **facts),
        issued_at=datetime(2026, 11, 16, 9, 30, tzinfo=UTC),
        issued_on=date(2026, 11, 16),
        voided_at=voided_at,
        void_reason="issued in error" if voided_at else "",
        replaces=replaces,
        replaced_by="",
    )


@dataclass(frozen=True)
class Line:
    """A stretch of printed text and where it stands, in points from the lower left corner."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Line") -> bool:
        """More than touches the other."""
        across = min(self.right, other.right) - max(self.left, other.left)
        upward = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > 1 and upward > 1


def pages_of(pdf: bytes) -> list[list[Line]]:
    """What is printed, by page."""
    return [lines_of(page.get_textpage()) for page in pdfium.PdfDocument(pdf)]


def lines_of(page: pdfium.PdfTextPage) -> list[Line]:
    """What is printed on one page."""
    places = [page.get_rect(number) for number in range(page.count_rects())]
    return [Line(page.get_text_bounded(*place), *place) for place in places]


def text_of(pdf: bytes) -> str:
    """All that is printed, with every space and line end as one space."""
    pages = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]
    return " ".join(" ".join(pages).split())


def scanned(pdf: bytes) -> list[str]:
    """What a telephone reads from the first page."""
    picture = pdfium.PdfDocument(pdf)[0].render(scale=2).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The document's inside."""
    return pikepdf.open(io.BytesIO(pdf))


def structure(pdf: bytes) -> list[tuple[str, str]]:
    """Every element that a screen reader meets, in its order, with its alternative text."""
    met = []
    inside = opened(pdf)
    waiting = [inside.Root.StructTreeRoot.K]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting.extend(reversed(list(element)))
        elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
            met.append((str(element.S), str(element.get("/Alt", ""))))
            waiting.append(element.get("/K", pikepdf.Array()))
    return met
