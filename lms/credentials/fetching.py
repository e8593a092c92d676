"""Fetching what a credential points at: small, over https, from nowhere else than was asked."""

from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from lms.domain.errors import Refusal

MOST_BYTES = 20 * 2**20
PATIENCE_SECONDS = 10
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Fetch = Callable[[str], bytes]


class NotFetched(Refusal):
    """Nothing came from the address; the text says why."""


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_asked: Any) -> None:
        """Stay: an answer elsewhere is another's answer."""


def fetch(url: str) -> bytes:
    """What stands at an address; NotFetched where it is not https, too long, or not there."""
    try:
        parts = urlsplit(url)
    except ValueError as fault:
        raise NotFetched(f"{url} is no address. Compare it with the issuer’s.") from fault
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    if parts.scheme != "https" and not is_here:
        raise NotFetched(f"{url} is not asked: only https addresses are.")
    try:
        with build_opener(_NoRedirects).open(Request(url), timeout=PATIENCE_SECONDS) as answer:
            content: bytes = answer.read(MOST_BYTES + 1)
    except HTTPError as fault:
        raise NotFetched(f"{url} answers with {fault.code}.") from fault
    except (URLError, HTTPException, OSError, ValueError) as fault:
        raise NotFetched(f"{url} does not answer.") from fault
    if len(content) > MOST_BYTES:
        raise NotFetched(f"{url} is larger than {MOST_BYTES // 2**20} MB.")
    return content
