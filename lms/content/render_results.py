"""What the child answered, or did not, as the result that the caller gets."""

from collections.abc import Mapping
from typing import Any

from lms.content.citations import Work
from lms.content.problems import Problem, Severity
from lms.content.render_references import entry
from lms.content.render_shapes import Fragment, Rendered, RenderedSection, Shape
from lms.content.render_works import Label
from lms.content.sanitize import sanitize
from lms.domain.references import ReferenceEntry


def rendered(
    fragment: Fragment, answer: Any, works: Mapping[str, Work], named: Mapping[str, Label]
) -> Rendered:
    """The fragment as the child wrote it, with its reference list."""
    places = answer["places"]
    listed = [key for key in named if key in places] if fragment.shape is Shape.MODULE else []
    return Rendered(
        html=answer["html"],
        cited=tuple(places),
        opening_html=answer["opening_html"],
        sections=tuple(
            RenderedSection(section["slug"], section["title_html"], tuple(section["parts"]))
            for section in answer["sections"]
        ),
        references=tuple(
            ReferenceEntry(key, sanitize(entry(works[key], named[key])), tuple(places[key]))
            for key in listed
        ),
        words=answer["words"],
        problems=(),
    )


def refused(fragment: Fragment) -> Rendered:
    """Nothing but the problem that the fragment costs more than it may."""
    problem = Problem(
        fragment.file,
        fragment.line,
        1,
        "render-refused",
        Severity.ERROR,
        "The text that begins here takes more time or memory to render than a page may.",
        "Look for long rows of brackets, stars, quotes or backticks in it, and shorten them.",
    )
    return Rendered("", (), "", (), (), 0, (problem,))
