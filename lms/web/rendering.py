"""Rendering: what many pages have alike is rendered once, packed once, and put into each."""

import re
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Response, render_template
from flask.templating import Environment
from markupsafe import Markup

Macro = Callable[..., str]

# A piece is some kilobytes, twice: this holds the modules that are read at a time.
MOST_PIECES = 1000
# What is kept of macros is smaller.
MOST_KEPT = 4000
# No text of ours has a NUL in it (IN-14).
HOLE = re.compile("\0([0-9]+)\0")
BEST = 9


class Templates(Environment):
    """Flask's templates, with imports that cost less than what they import."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals as they are: each import compares them, and a plain dict does it at once.

        ValueError when a template is to have globals of its own: they would be everybody's.
        """
        if d:
            raise ValueError("Give a template what it shows, and no globals.")
        return self.globals


@dataclass(frozen=True)
class Piece:
    """A part of a page that does not tell one reader from another."""

    html: str

    @cached_property
    def content(self) -> bytes:
        """Its text as it goes over the wire to whoever takes it unpacked."""
        return self.html.encode()

    @cached_property
    def packed(self) -> bytes:
        """The same as deflated blocks that need none before them, and end at a whole byte."""
        packer = zlib.compressobj(BEST, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(self.content) + packer.flush(zlib.Z_FULL_FLUSH)


class Page(Response):
    """A page in runs: text of its own, and pieces that it shares with other pages."""

    def __init__(self, runs: Iterable[str | Piece]) -> None:
        self.runs = tuple(runs)
        super().__init__("".join(it.html if isinstance(it, Piece) else it for it in self.runs))


def install(app: Flask) -> None:
    """Give templates `kept`."""
    app.add_template_global(kept)


@lru_cache(MOST_KEPT, typed=True)
def kept(macro: Macro, *given: Hashable) -> str:
    """What an imported macro gives for these arguments, which alone decide it."""
    return macro(*given)


@dataclass(frozen=True)
class Asked:
    """A piece by its key, and how it is made."""

    key: Hashable
    macro: Macro = field(compare=False)
    given: tuple[Any, ...] = field(compare=False)


@lru_cache(MOST_PIECES)
def made(asked: Asked) -> Piece:
    """The piece that was asked for, made once for all who ask for it."""
    return Piece(str(asked.macro(*asked.given)))


def render_page(template: str, **shown: Any) -> Page:
    """A page whose template may put pieces into it.

    `piece(key, macro, ...)` is what the macro gives for the rest; the key tells all of it apart.
    """
    pieces: list[Piece] = []

    def piece(key: Hashable, macro: Macro, *given: Any) -> Markup:
        pieces.append(made(Asked((macro, key), macro, given)))
        return Markup(f"\0{len(pieces) - 1}\0")

    return Page(_filled(render_template(template, piece=piece, **shown), pieces))


def _filled(html: str, pieces: list[Piece]) -> Iterator[str | Piece]:
    for place, run in enumerate(HOLE.split(html)):
        yield pieces[int(run)] if place % 2 else run
