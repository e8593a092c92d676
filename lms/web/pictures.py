"""Pictures sent to those who may see them."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from lms.domain.media import Picture


def sent_picture(picture: Picture) -> ResponseReturnValue:
    """A picture as the type that its bytes are, or the word that the browser has it already."""
    response = Response(picture.content, content_type=picture.kind)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(picture.digest)
    return response.make_conditional(request)
