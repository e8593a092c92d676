"""A file of questions of any kind that we read, as the text of a quiz."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath

from lms.exchange.aiken import is_aiken, read_aiken
from lms.exchange.gift_read import read_gift
from lms.exchange.losses import Losses
from lms.exchange.moodle_xml import read_moodle_xml
from lms.exchange.quiz_values import Found
from lms.exchange.texts import FileRefused, decoded


class Source(StrEnum):
    """The formats that can be imported."""

    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle-xml"


_READERS: dict[Source, Callable[[str, Losses], Found]] = {
    Source.GIFT: read_gift,
    Source.AIKEN: read_aiken,
    Source.MOODLE_XML: read_moodle_xml,
}


def read_questions(content: bytes, source: Source | None, name: str, losses: Losses) -> Found:
    """Everything in the file; FileRefused where it holds no question that can be asked here."""
    text = decoded(content)
    form = source or source_of(text, name)
    found = _READERS[form](text, losses)
    if not found.questions:
        raise FileRefused(f"No question of this file can be read as {form}.")
    return found


def source_of(text: str, name: str) -> Source:
    """The format of a file, by how it begins, what is in it and what its name ends with."""
    if text.lstrip().startswith("<?xml") or PurePath(name).suffix.lower() == ".xml":
        return Source.MOODLE_XML
    if text.lstrip().startswith("<quiz"):
        return Source.MOODLE_XML
    return Source.AIKEN if is_aiken(text) and "{" not in text else Source.GIFT
