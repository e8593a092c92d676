"""Downloads: files that are made for one request, and closed whoever reads how much of them."""

from collections.abc import Iterator
from typing import BinaryIO

from flask import Response

PART_BYTES = 64 * 1024


def download(file: BinaryIO, content_type: str, name: str) -> Response:
    """The answer that hands over a file by that name, part by part, and closes it."""
    response = Response(_read(file), content_type=content_type)
    # An answer to HEAD is never read.
    response.call_on_close(file.close)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(PART_BYTES):
            yield part
