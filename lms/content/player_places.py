"""Finds recordings that stand where no player can: in a question, in a quiz, within a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from lms.content.links import Link, find_links
from lms.content.names import Role, file_name
from lms.content.pages import Page
from lms.content.render_links import Home, image_address
from lms.content.render_shapes import Fragment, Rendered
from lms.content.survey import Survey
from lms.content.targets import path_of

Flaws = Iterator[tuple[Link, str, str]]


def check_players(survey: Survey, texts: Mapping[Fragment, Rendered]) -> None:
    """Reports each recording that is not played where its author shows it."""
    for page in survey.pages if survey.recordings else ():
        # The description of a course may show no media at all, which is found elsewhere.
        if page.name.role is not Role.COURSE:
            for link, message, tip in _flaws(survey, page, texts):
                code = "misplaced-recording"
                page.findings.add(code, link.line, message, tip, column=link.column)


def _flaws(survey: Survey, page: Page, texts: Mapping[Fragment, Rendered]) -> Flaws:
    module = survey.modules.get(page.file)
    spans = survey.spans_on(page.file)
    free: list[Link] = []
    for link in find_links(page.body):
        role = file_name(path_of(link)).role
        if role is Role.CAPTIONS and link.is_image:
            yield link, "Captions are shown with their recording.", "Name the recording here."
        elif role is not Role.RECORDING or _address(survey, link) not in survey.recordings:
            continue
        elif not link.is_image:
            yield link, "A link plays no recording.", "Put ! before its bracket: ![…](…)"
        elif module is None or any(first <= link.line <= last for first, last in spans):
            message = "A recording is played in the text of a module, and nowhere else."
            yield link, message, "Put it into the text of the module."
        else:
            free.append(link)
    if module and free and not texts[module.text].problems:
        yield from _crowded(survey, page, free, texts[module.text])


def _crowded(survey: Survey, page: Page, links: Sequence[Link], shown: Rendered) -> Flaws:
    """The recordings that became no player; those with words beside them come first."""
    parts = (it for section in shown.sections for it in section.parts if isinstance(it, str))
    html = "".join([shown.opening_html, *parts])
    lengths = {line.number: len(line.bare) for line in page.body}
    for path, same in groupby(sorted(links, key=path_of), key=path_of):
        lost = html.count(f'<img src="{image_address(path, Home(survey.slug, ""))}"')
        for link in sorted(same, key=lambda it: -lengths.get(it.line, 0))[:lost]:
            message = "This recording stands within other text, where no player has room."
            tip = "Put it on a line of its own, with an empty line above and below."
            yield link, message, tip


def _address(survey: Survey, link: Link) -> str:
    return image_address(path_of(link), Home(survey.slug, "")) or ""
