"""What a browser fetches for a module: bytes and requests, the first time and again."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.report import Line
from bench.servers import Server
from lms.web.security import SESSION_COOKIE
from tests.chromium import find_chromium

FLAGS = ("--no-sandbox", "--disable-gpu")


def lines(kind: str, server: Server, course: str, token: str) -> list[Line]:
    """The weight of a module's page in Chromium."""
    address = f"http://{server.host}:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        page = context.new_page()
        listener = context.new_cdp_session(page)
        listener.send("Network.enable")
        visits = ("first load", "repeat visit")
        said = [line for visit in visits for line in _visit(kind, visit, page, listener, course)]
        browser.close()
    return said


def _visit(kind: str, visit: str, page: Page, listener: CDPSession, course: str) -> Iterator[Line]:
    """Requests that went over the network, and the bytes that came back, headers included."""
    sizes: list[float] = []

    def finished(event: dict[str, Any]) -> None:
        # What came out of the browser's own cache has no length on the wire.
        if event["encodedDataLength"]:
            sizes.append(event["encodedDataLength"])

    listener.on("Network.loadingFinished", finished)
    page.goto(f"{course}/part-12", wait_until="networkidle")
    listener.remove_listener("Network.loadingFinished", finished)
    yield Line(f"{kind}: module, {visit}, requests", len(sizes))
    yield Line(f"{kind}: module, {visit}, kB", sum(sizes) / 1000)
