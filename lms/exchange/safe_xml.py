"""XML from strangers: read without document types, entities or the network (TRUST IN-09)."""

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from lms.exchange.texts import FileRefused

MOST_ELEMENTS = 200_000
_DEEPEST = 50
# What pictures inside of the file are kept in; they are told of and not read.
_UNREAD = "file"
LINE = "line-in-the-file"


def read_xml(text: str) -> Element:
    """The root of a document; FileRefused when it is none, or has what is not read here."""
    reader = _Reader()
    try:
        reader.read(text)
    except expat.ExpatError as error:
        raise FileRefused(
            f"This is not well-formed XML: line {error.lineno} cannot be read; "
            "export the questions again."
        ) from None
    return reader.root


class _Reader:
    """Expat with the handlers that build a tree, and those that refuse."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._depth = 0
        self._count = 0
        self._unread = 0
        parser = expat.ParserCreate(encoding="utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_type
        parser.EntityDeclHandler = self._refuse_type
        parser.ExternalEntityRefHandler = None
        self._parser = parser
        self.root = Element("nothing")

    def read(self, text: str) -> None:
        self._parser.Parse(text.encode("utf-8"), True)
        self.root = self._builder.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST:
            raise FileRefused("The elements of this XML are nested too deeply to be questions.")
        if self._count > MOST_ELEMENTS:
            raise FileRefused("This XML holds too much for one file of questions; split it.")
        self._unread += tag == _UNREAD
        self._builder.start(tag, attributes | {LINE: str(self._parser.CurrentLineNumber)})

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._unread -= tag == _UNREAD
        self._builder.end(tag)

    def _text(self, text: str) -> None:
        if not self._unread:
            self._builder.data(text)

    def _refuse_type(self, *_declaration: object) -> None:
        raise FileRefused(
            "This XML declares a document type or entities, which are not read here; "
            "take the declaration out and import it again."
        )
