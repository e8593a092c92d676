"""A work as a line of an APA 7 reference list, in HTML."""

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from lms.content.citations import Name, Work
from lms.content.render_quotes import curl
from lms.content.render_works import (
    CHAPTERS,
    FULLY_NAMED,
    LAWS,
    WITHIN,
    Label,
    acronyms,
    initials,
    lead,
)

DATED_TO_THE_DAY = frozenset(
    {"article-magazine", "article-newspaper", "broadcast", "interview", "performance", "post"}
    | {"post-weblog", "speech", "webpage"}
)
KINDS = {"dataset": "Data set", "motion_picture": "Film", "software": "Computer software"}
_MONTHS = "January February March April May June July August September October November December"
MONTHS = _MONTHS.split()
LISTED_NAMES = 20
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]+\d+|\d{4,}")


def entry(work: Work, label: Label) -> str:
    """The entry as HTML; text is escaped, addresses are links."""
    if work.type in LAWS:
        year = f" ({escape(label.year)})" if label.year else ""
        return _joined([_stop(_title(work) + year), _address(work)])
    date = f"({escape(', '.join([label.year, *_month_and_day(work)]))})."
    title, source = _title_and_source(work)
    names = lead(work)
    if not names:
        return _joined([title, date, source, _address(work)])
    mark = "" if work.authors else _editors_mark(names)
    return _joined([_stop(escape(_listed(names) + mark)), date, title, source, _address(work)])


def _title_and_source(work: Work) -> tuple[str, str]:
    if work.type in CHAPTERS and work.container:
        return _stop(_title(work)), _book_of_chapter(work)
    if work.type in WITHIN and work.container:
        return _stop(_title(work)), _periodical(work)
    details = _parenthesis([_edition(work), _report_number(work)])
    kind = work.genre if work.type != "report" else ""
    place = ", ".join(filter(None, [kind, work.publisher])) if work.type == "thesis" else ""
    bracket = place or (kind or KINDS.get(work.type, ""))
    title = f"<i>{_title(work)}</i>{details}" + (f" [{_shown(bracket)}]" if bracket else "")
    publisher = "" if place or _is_its_own_publisher(work) else work.publisher
    site = work.container if work.container != publisher else ""
    return _stop(title), _joined(_stop(_shown(name)) for name in (site, publisher) if name)


def _periodical(work: Work) -> str:
    issue = f"({_range(work.issue)})" if work.issue else ""
    if work.volume:
        journal = f"<i>{_shown(work.container)}, {_shown(work.volume)}</i>{issue}"
    else:
        journal = ", ".join(filter(None, [f"<i>{_shown(work.container)}</i>", issue]))
    return _stop(", ".join(filter(None, [journal, _page_or_article(work)])))


def _page_or_article(work: Work) -> str:
    """`147–158`, or `Article 101925` where the journal numbers its articles."""
    if _ARTICLE_NUMBER.fullmatch(work.page) or (work.number and work.page in {"", work.number}):
        return f"Article {_shown(work.page or work.number)}"
    return _range(work.page)


def _book_of_chapter(work: Work) -> str:
    editors = ""
    if work.editors:
        names = [f"{initials(name)} {name.family}".strip() for name in work.editors]
        editors = f"{escape(_and(names))}{_editors_mark(work.editors)}, "
    pages = _range(work.page)
    mark = "pp." if "–" in pages or "," in pages else "p."
    details = _parenthesis([_edition(work), f"{mark} {pages}" if pages else ""])
    book = _stop(f"In {editors}<i>{_shown(work.container)}</i>{details}")
    return _joined([book, _stop(_shown(work.publisher)) if work.publisher else ""])


def _listed(names: tuple[Name, ...]) -> str:
    """`Hall, K. S. K., & Binik, Y. M.`; of more than twenty the first nineteen and the last."""
    whole = [", ".join(filter(None, [name.family, initials(name), name.suffix])) for name in names]
    if len(whole) > LISTED_NAMES:
        return f"{', '.join(whole[: LISTED_NAMES - 1])}, . . . {whole[-1]}"
    if len(whole) == 1:
        return whole[0]
    # Organizations have no initials, so two of them need no comma.
    comma = "," if len(whole) > FULLY_NAMED or any(name.given for name in names) else ""
    return f"{', '.join(whole[:-1])}{comma} & {whole[-1]}"


def _and(names: list[str]) -> str:
    if len(names) <= FULLY_NAMED:
        return " & ".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _editors_mark(names: tuple[Name, ...]) -> str:
    return " (Ed.)" if len(names) == 1 else " (Eds.)"


def _month_and_day(work: Work) -> list[str]:
    if work.type not in DATED_TO_THE_DAY:
        return []
    return [" ".join(_day(work.date))] if len(work.date) > 1 else []


def _day(date: tuple[str, ...]) -> list[str]:
    """Month and day in words, as far as the date has them."""
    month = date[1] if len(date) > 1 else ""
    number = month.lstrip("0")
    names = [name for n, name in enumerate(MONTHS, start=1) if str(n) == number]
    return [*names, *(day.lstrip("0") for day in date[2:3])] if names else []


def _edition(work: Work) -> str:
    if not work.edition.isdecimal():
        words = _shown(work.edition)
        return words if not words or "ed" in words.casefold().split()[-1] else f"{words} ed."
    last_two, last = work.edition[-2:].zfill(2), work.edition[-1]
    ending = "th" if last_two[0] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(last, "th")
    return f"{work.edition}{ending} ed."


def _report_number(work: Work) -> str:
    if work.type != "report" or not work.number:
        return ""
    if work.number[0].isdecimal():
        return f"{_shown(work.genre or 'Report')} No. {_shown(work.number)}"
    return _shown(work.number)


def _is_its_own_publisher(work: Work) -> bool:
    families = [name.family for name in lead(work)]
    return work.publisher in {*families, " and ".join(families), *acronyms([work]).values()}


def _address(work: Work) -> str:
    if work.doi:
        address = f"https://doi.org/{quote(work.doi, safe='/:;()._-')}"
        return f'<a href="{escape(address)}">doi.org/{escape(work.doi)}</a>'
    if not re.fullmatch(r"https?://[^\s\"<>\\]+", work.url):
        return ""
    shown = re.sub(r"^https?://(www\.)?", "", work.url).rstrip("/")
    link = f'<a href="{escape(work.url)}">{escape(shown)}</a>'
    seen = " ".join(_day(work.seen))
    if work.date or not seen:
        return link
    return f"Retrieved {escape(seen)}, {escape(work.seen[0])}, from {link}"


def _title(work: Work) -> str:
    """The title as it was given, a capital after its colon, with the italics CSL may mark."""
    capital = re.sub(r": [^\W\d_](?![A-Z])", lambda match: match[0].upper(), work.title)
    return re.sub(r"&lt;(/?(?:i|sub|sup))&gt;", r"<\1>", _shown(capital))


def _shown(text: str) -> str:
    return escape(curl(text), quote=False)


def _range(page: str) -> str:
    return re.sub(r"\s*[-–]+\s*", "–", _shown(page))


def _parenthesis(details: Iterable[str]) -> str:
    inner = ", ".join(filter(None, details))
    return f" ({inner})" if inner else ""


def _joined(pieces: Iterable[str]) -> str:
    return " ".join(filter(None, pieces))


def _stop(html: str) -> str:
    """The piece with a period, unless it ends with a mark of its own."""
    text = re.sub(r"<[^>]*>", "", html)
    if text.rstrip("”").endswith((".", "?", "!", "…")):
        return html
    return f"{html[:-1]}.”" if html.endswith("”") else f"{html}."
