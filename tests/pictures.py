"""Pictures as cameras and programs make them, for tests that send some."""

from io import BytesIO
from random import Random
from typing import Any

from PIL import Image

CAMERA = "Larkfield Camera 7"


def a_picture(
    width: int = 8, height: int = 6, kind: str = "PNG", *, turned: bool = False, **more: Any
) -> bytes:
    """A picture in which no pixel follows from another, as little as in a photograph."""
    pixels = Random(width).randbytes(width * height)
    image = Image.frombytes("L", (width, height), pixels).convert("RGB")
    kept = BytesIO()
    if kind != "GIF":
        notes = Image.Exif()
        notes[0x010F] = CAMERA
        if turned:
            notes[0x0112] = 6
        more = {"exif": notes, **more}
    image.save(kept, kind, **more)
    return kept.getvalue()
