"""Texts that were rendered before: a course of thirty modules, of which one changed, renders one.

What a text becomes depends on its words, on where it stands and on the works that may be cited
there. The renderer itself is the same as long as a process lives.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from lms.content.citations import Work
from lms.content.render import render
from lms.content.render_shapes import Fragment, Rendered

MOST_LISTS = 8
"""Lists of works: one for each course that somebody writes in, and one for each change of it."""
MOST_TEXTS = 10_000
"""Texts beside each list; the largest shipped course has 2,000, some kilobytes each at most."""

Works = tuple[tuple[str, Work], ...]
Renderer = Callable[[Sequence[Fragment], Mapping[str, Work]], tuple[Rendered, ...]]


class RenderedOnce:
    """The renderer, which is asked once for each text; what it refused it is asked again."""

    def __init__(
        self, renderer: Renderer = render, lists: int = MOST_LISTS, texts: int = MOST_TEXTS
    ) -> None:
        self._render, self._lists, self._texts = renderer, lists, texts
        self._kept: OrderedDict[Works, OrderedDict[Fragment, Rendered]] = OrderedDict()
        self._turn = Lock()

    def __call__(
        self, fragments: Sequence[Fragment], works: Mapping[str, Work]
    ) -> tuple[Rendered, ...]:
        """What `render` says to these fragments."""
        beside = tuple(works.items())
        known = self._known(fragments, beside)
        new = [each for each in dict.fromkeys(fragments) if each not in known]
        found = dict(zip(new, self._render(new, works), strict=True)) if new else {}
        self._keep(beside, {each: text for each, text in found.items() if not text.problems})
        return tuple(known.get(each) or found[each] for each in fragments)

    def _known(self, fragments: Sequence[Fragment], beside: Works) -> dict[Fragment, Rendered]:
        with self._turn:
            kept = self._kept.get(beside, OrderedDict())
            known = {each: kept[each] for each in fragments if each in kept}
            for each in known:
                kept.move_to_end(each)
            return known

    def _keep(self, beside: Works, found: Mapping[Fragment, Rendered]) -> None:
        with self._turn:
            kept = self._kept.setdefault(beside, OrderedDict())
            self._kept.move_to_end(beside)
            kept.update(found)
            while len(kept) > self._texts:
                kept.popitem(last=False)
            while len(self._kept) > self._lists:
                self._kept.popitem(last=False)


render_once = RenderedOnce()
