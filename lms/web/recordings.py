"""Recordings sent in pieces, so that a player begins at once and can go to any place."""

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from lms.domain.recordings import Kept, Wanted
from lms.services import recordings


def _asked_range(kept: Kept) -> Wanted | None:
    """The range that is asked for; None for all of it: also where several are asked for, or where
    the browser has a part of what the recording was before."""
    asked, of_which = request.range, request.if_range.etag
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    if of_which is not None and of_which != kept.digest:
        return None
    first, end = asked.ranges[0]
    # werkzeug counts from the end in negative numbers, and names the byte after the last.
    return Wanted(None, -first) if first < 0 else Wanted(first, None if end is None else end - 1)


def sent_recording(session: Any, kept: Kept) -> ResponseReturnValue:
    """A recording or its captions: whole, a piece of it (206), or the word that the browser has it
    already."""
    response = Response(content_type=kept.kind)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(kept.digest)
    if kept.digest in request.if_none_match:
        response.status_code = 304
        return response
    wanted = _asked_range(kept)
    piece = recordings.find_piece(session, kept, wanted)
    if piece is None:
        response.status_code = 416
        response.headers["Content-Range"] = f"bytes */{kept.byte_count}"
    else:
        response.data = piece.content
        if wanted is not None:
            last = piece.first + len(piece.content) - 1
            response.status_code = 206
            response.headers["Content-Range"] = f"bytes {piece.first}-{last}/{kept.byte_count}"
    return response
