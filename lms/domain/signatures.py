"""Who approves the credit of an edition, as an approver signs for it."""

from dataclasses import dataclass

from lms.domain.errors import together
from lms.domain.names import COMMENT_LENGTH, NAME_LENGTH, clean_line, filled_line


@dataclass(frozen=True)
class Signature:
    """Who approves, as printed on certificates, and what they have to say about it."""

    name: str
    title: str
    note: str


def clean_signature(name: str, title: str, note: str) -> Signature:
    """The approver as somebody typed them into the form."""
    ask_name = "Enter the approver’s name as it is to be printed."
    ask_title = "Enter the approver’s title as it is to be printed."
    return Signature(
        *together(
            lambda: filled_line("name", name, ask_name, NAME_LENGTH),
            lambda: filled_line("title", title, ask_title, NAME_LENGTH),
            lambda: clean_line("note", note, COMMENT_LENGTH),
        )
    )
