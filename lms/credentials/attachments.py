"""The credential inside a PDF."""

from io import BytesIO

from pypdf import PdfReader

PDF = b"%PDF-"
ENDING = ".json"


class NotReadable(Exception):
    """The PDF is damaged; what it holds cannot be told."""


def list_credentials(pdf: bytes) -> list[bytes]:
    """The JSON files that a PDF has inside."""
    try:
        inside = PdfReader(BytesIO(pdf)).attachments
        return [content for name in inside if name.endswith(ENDING) for content in inside[name]]
    # The library promises nothing about what it raises on a file made to break it.
    except Exception as fault:
        raise NotReadable(type(fault).__name__) from fault
