"""Recordings in a page: a player in the place of each, and below it what is said, to read.

It is put there when the page is made and not when it is read. The words come from captions and
not from Markdown: they are text, with everything in it escaped.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby

from lms.content.captions import Captions, Cue, read_captions
from lms.content.names import Role, file_name
from lms.content.render_links import Home, image_address
from lms.content.render_shapes import Rendered, RenderedSection
from lms.domain.courses import SourceFile
from lms.domain.recordings import captions_path, is_film, kind_named

# What begins a paragraph: a silence of so many thousandths of a second, a sentence after so many
# words.
LONG_SILENCE = 2_000
LONG_PARAGRAPH = 60
_FIGURE = re.compile(
    r'<figure><img src="(?P<address>[^"]*)" alt="(?P<name>[^"]*)" loading="lazy">'
    r"(?P<caption><figcaption>.*?</figcaption>)?</figure>",
    re.DOTALL,
)


@dataclass(frozen=True)
class Recording:
    """A recording as a page shows it: its kind, where its captions are, and what they say."""

    kind: str
    captions_address: str
    captions: Captions


def recordings_in(slug: str, files: Sequence[SourceFile]) -> dict[str, Recording]:
    """The recordings of a course, by their addresses as they stand in a page."""
    contents = {file.path: file.content for file in files}
    return {address: it for path in contents for address, it in _found(slug, path, contents)}


def _found(slug: str, path: str, contents: Mapping[str, bytes]) -> Iterator[tuple[str, Recording]]:
    beside = captions_path(path)
    address, captions = (image_address(it, Home(slug, "")) for it in (path, beside))
    if file_name(path).role is Role.RECORDING and address and captions:
        said = read_captions(contents.get(beside, b"WEBVTT"))
        yield escape(address), Recording(kind_named(path), escape(captions), said)


def with_players(text: Rendered, recordings: Mapping[str, Recording]) -> Rendered:
    """A rendered module with a player in the place of each recording."""
    if not recordings:
        return text
    return replace(
        text,
        html=_played(text.html, recordings),
        opening_html=_played(text.opening_html, recordings),
        sections=tuple(_section(section, recordings) for section in text.sections),
    )


def _section(section: RenderedSection, recordings: Mapping[str, Recording]) -> RenderedSection:
    parts = (it if isinstance(it, int) else _played(it, recordings) for it in section.parts)
    return replace(section, parts=tuple(parts))


def _played(html: str, recordings: Mapping[str, Recording]) -> str:
    """The HTML, which the sanitizer wrote, so that a tag is nothing but a tag."""

    def shown(figure: re.Match[str]) -> str:
        recording = recordings.get(figure["address"])
        return figure[0] if recording is None else _figure(figure, recording)

    return _FIGURE.sub(shown, html)


def _figure(figure: re.Match[str], recording: Recording) -> str:
    tag = "video" if is_film(recording.kind) else "audio"
    name = escape(unescape(figure["name"]))
    player = (
        f'<{tag} controls preload="metadata" src="{figure["address"]}" aria-label="{name}">'
        f'<track kind="captions" src="{recording.captions_address}" '
        f'srclang="{recording.captions.language}" label="Captions" default></{tag}>'
    )
    return (
        f'<figure class="recording">{player}{figure["caption"] or ""}</figure>'
        f"{_transcript(name, recording.captions)}"
    )


# -- what is said, to read -------------------------------------------------------------


def _transcript(name: str, captions: Captions) -> str:
    paragraphs = "".join(_paragraph(cues) for cues in paragraphs_of(captions.cues))
    if not paragraphs:
        return ""
    return (
        f'<details class="transcript" lang="{captions.language}"><summary lang="en">Transcript'
        f'<span class="visually-hidden">: {name}</span></summary>{paragraphs}</details>'
    )


def _paragraph(cues: Sequence[Cue]) -> str:
    speaker = f"<strong>{escape(cues[0].speaker)}:</strong> " if cues[0].speaker else ""
    return f"<p>{speaker}{escape(' '.join(cue.text for cue in cues))}</p>"


def paragraphs_of(cues: Iterable[Cue]) -> tuple[tuple[Cue, ...], ...]:
    """The captions as one reads them: another speaker, or a silence, begins a paragraph."""
    said = [cue for cue in cues if cue.text]
    numbers: list[int] = []
    words = 0
    for place, cue in enumerate(said):
        before = said[place - 1] if place else None
        is_new = before is not None and _begins_paragraph(before, cue, words)
        words = len(cue.text.split()) + (0 if is_new else words)
        numbers.append((numbers[-1] if numbers else 0) + is_new)
    numbered = groupby(zip(numbers, said, strict=True), key=lambda it: it[0])
    return tuple(tuple(cue for _, cue in each) for _, each in numbered)


def _begins_paragraph(before: Cue, cue: Cue, words: int) -> bool:
    is_long = words >= LONG_PARAGRAPH and before.text.endswith((".", "!", "?", "…", "。"))
    is_other = bool(cue.speaker) and cue.speaker != before.speaker
    return is_other or is_long or cue.starts - before.ends >= LONG_SILENCE
