"""What was rendered before: each call of the renderer starts a process, which takes 0.2 s."""

from collections.abc import Mapping, Sequence

from lms.content.citations import Work
from lms.content.render import Fragment, Rendered, render

# What a text becomes depends on where it stands and on the works that may be cited there.
Asked = tuple[Fragment, tuple[tuple[str, Work], ...]]


class RenderedOnce:
    """The renderer, which is asked once for each text; what it refused it is asked again."""

    def __init__(self) -> None:
        self._kept: dict[Asked, Rendered] = {}

    def __call__(
        self, fragments: Sequence[Fragment], works: Mapping[str, Work]
    ) -> tuple[Rendered, ...]:
        beside = tuple(works.items())
        asked = [(fragment, beside) for fragment in fragments]
        new = [each for each in dict.fromkeys(asked) if each not in self._kept]
        found = dict(zip(new, render([each[0] for each in new], works), strict=True))
        self._kept |= {each: text for each, text in found.items() if not text.problems}
        return tuple(found.get(each) or self._kept[each] for each in asked)
