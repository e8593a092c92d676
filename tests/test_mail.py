"""What a mail server is told, and which settings name one."""

from datetime import UTC, datetime

import pytest

from lms.domain.mail import Letter
from lms.mail import MailServer, TlsMissing
from lms.settings import Settings, SettingsRefused
from tests.mailbox import SENDER, Mailbox

LETTER = Letter("k", "ada@example.org", "Hello", "Hello.", datetime(2028, 8, 11, tzinfo=UTC))


def test_no_password_goes_to_a_server_without_tls() -> None:
    mailbox = Mailbox()
    mailbox.starts()
    server = MailServer(f"smtp://learn:secret@127.0.0.1:{mailbox.port}", SENDER)

    try:
        with pytest.raises(TlsMissing):
            server.send(LETTER)
    finally:
        mailbox.stops()
    assert mailbox.letters == []


@pytest.mark.parametrize("goodbye", ["", "221 " + "x" * 10_000], ids=["hangs up", "never ends"])
def test_a_bad_goodbye_does_not_make_a_letter_one_that_was_not_taken(goodbye: str) -> None:
    mailbox = Mailbox(goodbye)
    mailbox.starts()

    try:
        mailbox.server.send(LETTER)
    finally:
        mailbox.stops()
    assert [it["Subject"] for it in mailbox.letters] == ["Hello"]


def test_a_password_is_not_shown_where_a_server_is_written_out() -> None:
    assert "secret" not in repr(MailServer("smtp://learn:secret@mail.example.org", "a@b.org"))


@pytest.mark.parametrize(
    ("url", "sender", "named"),
    [
        ("http://mail.example.org", "learn@example.org", "LMS_SMTP_URL"),
        ("smtp://secret@mail.example.org", "learn@example.org", "LMS_SMTP_URL"),
        ("smtp://mail.example.org", "", "LMS_MAIL_FROM"),
        ("smtp://mail.example.org", "a@b.org\nBcc: c@d.org", "LMS_MAIL_FROM"),
    ],
)
def test_settings_that_name_no_mail_server_are_refused(
    tmp_path: object, url: str, sender: str, named: str
) -> None:
    environ = {"LMS_HOME": str(tmp_path), "LMS_SMTP_URL": url, "LMS_MAIL_FROM": sender}

    with pytest.raises(SettingsRefused, match=named) as refused:
        Settings.from_environment(environ)
    assert "secret" not in str(refused.value)
