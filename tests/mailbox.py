"""A mail server for tests, that may be down for a while."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from lms.mail import MailServer

SENDER = "learn@example.org"


class Mailbox:
    """A mail server on a port of its own that keeps what it is given; it can be down.

    Where it is given no goodbye, it hangs up on who says theirs.
    """

    def __init__(self, goodbye: str = "221 Bye") -> None:
        self.letters: list[EmailMessage] = []
        self._goodbye = goodbye
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self._controller: Controller | None = None

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        content: bytes = envelope.content  # type: ignore[attr-defined]
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, _session: object, _envelope: object) -> str:  # noqa: N802
        if not self._goodbye:
            server.transport.abort()
        return self._goodbye

    def starts(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stops(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def server(self) -> MailServer:
        return MailServer(f"smtp://127.0.0.1:{self.port}", SENDER)
