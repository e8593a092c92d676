"""A watch on a browser: what no page may do, wherever a journey leads."""

from collections.abc import Sequence

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

FIRST_ERROR, BUSY = 400, 503


class Watch:
    """Notes failed scripts, console errors, refused content, other hosts and error statuses."""

    def __init__(self, context: BrowserContext, address: str, expected: Sequence[int]) -> None:
        self.address = address
        self.expected = expected
        self.faults: list[str] = []
        context.on("weberror", self._on_error)
        context.on("console", self._on_console)
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"a script failed: {error.error}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # The browser repeats every error status here; _on_response judges those.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"the console says: {message.text}")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"another host was asked: {request.url}")

    def _on_response(self, response: Response) -> None:
        is_fault = response.status >= FIRST_ERROR and response.status not in self.expected
        if is_fault and not _is_told_to_ask_again(response):
            self.faults.append(f"{response.status} for {response.request.method} {response.url}")


def _is_told_to_ask_again(response: Response) -> bool:
    """True for a preview while another one of the same text is made; its script asks again."""
    return response.status == BUSY and "do=preview" in (response.request.post_data or "")
