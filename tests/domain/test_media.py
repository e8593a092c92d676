"""Pictures: what they are is read from their bytes, and a drawing that acts is none."""

from hashlib import sha256

import pytest

from lms.domain.media import LARGEST_SVG, SVG, document_of, picture_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def drawn(inside: str, before: str = "") -> bytes:
    return f"{before}{OPEN}{inside}</svg>".encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        (b"GIF87a" + b"\0" * 20, "image/gif"),
        (b"GIF89a" + b"\0" * 20, "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (drawn('<path d="M0 0h9"/>'), SVG),
    ],
)
def test_in10_a_picture_is_known_by_its_content(content, kind):
    picture = picture_of(content)

    assert picture is not None
    assert (picture.content, picture.kind) == (content, kind)
    assert picture.digest == sha256(content).hexdigest()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"<html><script>", b"RIFF\0\0\0\0WAVE", b"\x89PNG", b"<svg>"]
)
def test_in10_what_is_no_picture_is_none(content):
    assert picture_of(content) is None


@pytest.mark.parametrize(
    "content",
    [
        drawn("<script>alert(1)</script>"),
        drawn("<metadata><script>alert(1)</script></metadata>"),
        drawn('<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>'),
        drawn('<path d="M0 0" onclick="alert(1)"/>'),
        drawn('<path d="M0 0" ONLOAD="alert(1)"/>'),
        drawn("<foreignObject/>"),
        drawn('<a href="#here"><path d="M0 0"/></a>'),
        drawn('<image href="https://example.org/a.png"/>'),
        drawn('<use href="https://example.org/a.svg#b"/>'),
        drawn('<use xlink:href="javascript:alert(1)"/>'),
        drawn('<use xlink:href="data:image/svg+xml,x"/>'),
        drawn('<animate attributeName="href" to="javascript:alert(1)"/>'),
        drawn('<path fill="url(https://example.org/a#b)"/>'),
        drawn('<path fill="u\\72l(https://example.org/a#b)"/>'),
        drawn("<path style=\"fill: URL( '//example.org')\"/>"),
        drawn("<style>@import 'https://example.org/a.css';</style>"),
        drawn("<style>path { fill: url(https://example.org/a) }</style>"),
        drawn("<style>path { background: image-set('https://example.org/a') }</style>"),
        drawn("", before='<?xml-stylesheet href="https://example.org/a.css"?>'),
        drawn("&a;", before='<!DOCTYPE svg [<!ENTITY a "b">]>'),
        drawn("", before='<?xml version="1.0" encoding="utf-7"?>'),
        drawn("", before='<?xml version="1.0" encoding="iso-2022-jp"?>'),
        drawn('<path d="M0 0"/>').decode().encode("utf-16"),
        b"<svg><path/></svg>",
        drawn(" " * LARGEST_SVG),
        drawn("<g>"),
    ],
)
def test_in10_a_drawing_that_acts_or_reaches_out_is_none(content):
    assert picture_of(content) is None


@pytest.mark.parametrize(
    "content",
    [
        drawn('<defs><path id="a"/></defs><use xlink:href="#a"/><use href="#a"/>'),
        drawn('<path fill="url(#shade)" style="mask: url(\'#shade\')"/>'),
        drawn("<style>path { stroke: #000; stroke-linejoin: round }</style>"),
        drawn('<title>A facial expression</title><text aria-label="data: 2020">27 %</text>'),
        drawn("", before='\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'),
        drawn("", before='<!-- Drawn by hand --><!DOCTYPE svg PUBLIC "-//W3C" "http://a.dtd">'),
        drawn(
            '<i:namedview xmlns:i="http://www.inkscape.org/namespaces/inkscape" zoom="2"/>'
            '<metadata><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>'
        ),
    ],
)
def test_a_drawing_as_programs_make_them_is_a_picture(content):
    assert picture_of(content) is not None


def test_a_drawing_nested_very_deep_is_read_without_harm():
    assert picture_of(drawn("<g>" * 50_000 + "</g>" * 50_000)) is not None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_in_10_a_document_is_known_by_its_content(content: bytes, kind: str) -> None:
    document = document_of(content)

    assert document is not None
    assert document.kind == kind


@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b" %PDF-1.7", b"<html>", b"PK\x03\x04", drawn('<path d="M0 0"/>')]
)
def test_in_10_nothing_else_is_a_document(content: bytes) -> None:
    assert document_of(content) is None
