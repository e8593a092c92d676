"""The pictures of the documentation: where they are, and how they are kept small."""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
ARE_TAKEN = "LMS_PICTURES" in os.environ


def packed(png: bytes) -> bytes:
    """The same picture with few colors: text on paper has no more, and it is a third as large."""
    taken = Image.open(BytesIO(png)).convert("RGB")
    made = BytesIO()
    taken.quantize(256, dither=Image.Dither.NONE).save(made, "PNG", optimize=True)
    return made.getvalue()
