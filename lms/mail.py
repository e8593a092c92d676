"""Letters handed to a mail server by SMTP; never inside a transaction."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from lms.domain.mail import Letter

WAITED_SECONDS = 10
SUBMISSION, SUBMISSION_TLS = 587, 465


class TlsMissing(Exception):
    """The mail server asks for a password and offers no TLS to send it through."""


@dataclass(frozen=True)
class MailServer:
    """A mail server by its address, and who writes."""

    url: str = field(repr=False)
    sender: str

    def send(self, letter: Letter) -> None:
        """Hand the letter over; whatever goes wrong is raised."""
        server = self._connected()
        try:
            server.send_message(self._message(letter), self.sender, [letter.to])
        finally:
            # Once a letter was taken, a bad goodbye must not have it sent again.
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            tls = ssl.create_default_context()
            port = parts.port or SUBMISSION_TLS
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=WAITED_SECONDS, context=tls)
        else:
            server = smtplib.SMTP(host, parts.port or SUBMISSION, timeout=WAITED_SECONDS)
        try:
            _introduce(server, parts.scheme, unquote(parts.username or ""), parts.password)
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = f"<{letter.key}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _introduce(server: smtplib.SMTP, scheme: str, user: str, password: str | None) -> None:
    server.ehlo()
    is_private = scheme == "smtps"
    if not is_private and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
        is_private = True
    if user:
        if not is_private:
            raise TlsMissing
        server.login(user, unquote(password or ""))
