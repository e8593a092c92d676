"""Pages packed for the wire: a module of thirty kilobytes goes as eight."""

import gzip

from flask import Flask, Response, request

# Shorter ones fit into the first packets as they are.
SHORTEST = 4096
OK = 200
# A fifth of the time of the usual level, for a tenth more bytes.
QUICKLY = 1


def install(app: Flask) -> None:
    """Pack every page that may be packed."""
    app.after_request(pack)


def pack(response: Response) -> Response:
    """The page, packed where the browser takes it.

    An address with a query, and one where nothing is, is left as it is: a stranger could write
    into it what the page repeats, and guess from the lengths of answers the token beside it.
    """
    if not _is_page(response):
        return response
    response.vary.add("Accept-Encoding")
    if _takes_gzip() and not request.query_string:
        response.set_data(gzip.compress(response.get_data(), QUICKLY, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _is_page(response: Response) -> bool:
    return (
        request.method == "GET"
        and response.status_code == OK
        and response.mimetype == "text/html"
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= SHORTEST
    )


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0
