"""What a browser fetches for a module: bytes and requests, the first time and again."""

import shutil

from playwright.sync_api import Request, sync_playwright

from bench.report import Line
from bench.servers import Server
from lms.web.security import SESSION_COOKIE


def lines(kind: str, server: Server, course: str, token: str) -> list[Line]:
    """The weight of a module's page in Chromium."""
    address = f"http://{server.host}:{server.port}"
    found: list[Line] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(base_url=address)
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        page = context.new_page()
        for visit in ("first load", "repeat visit"):
            seen: list[Request] = []
            page.on("requestfinished", seen.append)
            page.goto(f"{course}/part-12", wait_until="networkidle")
            page.remove_listener("requestfinished", seen.append)
            sizes = [request.sizes() for request in seen]
            over_wire = [it for it in sizes if it["responseBodySize"] or it["responseHeadersSize"]]
            size = sum(it["responseBodySize"] + it["responseHeadersSize"] for it in over_wire)
            found += [
                Line(f"{kind}: module, {visit}, requests", len(over_wire)),
                Line(f"{kind}: module, {visit}, kB", size / 1000),
            ]
        browser.close()
    return found
