"""Changes of a course's facts, one by one, under the names that their form gives them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lms.content.course_facts import FACTS, Fact
from lms.content.fact_edits import NoFacts, Values, read_values


@dataclass(frozen=True)
class FactChange:
    """A fact by its name, and what it says before and after; empty where it says nothing."""

    label: str
    before: str
    after: str


def fact_changes(before: str, after: str) -> tuple[FactChange, ...]:
    """The facts of `course.md` that say something else, in the order of their form.

    Nothing where the head of a page cannot be read.
    """
    try:
        old, new = _told(read_values(before)), _told(read_values(after))
    except NoFacts:
        return ()
    return tuple(
        FactChange(label, was.get(label, ""), now.get(label, ""))
        for was, now in zip(old, new, strict=True)
        for label in {**was, **now}
        if was.get(label, "") != now.get(label, "")
    )


def _told(values: Values) -> tuple[Mapping[str, str], ...]:
    """What each fact says by its label, in the groups of the form: an author by name, an objective
    by its key."""
    single = {_label(fact): values.single[fact.name] for fact in FACTS}
    more = {"Core knowledge areas": values.areas, "Minutes of a pilot": values.pilot_minutes}
    authors: dict[str, str] = {}
    namesakes: Counter[str] = Counter()
    for name, *rest in values.authors:
        namesakes[name] += 1
        which = f" ({namesakes[name]})" if namesakes[name] > 1 else ""
        authors[f"Author {name}{which}"] = _author(*rest)
    objectives = {f"Objective {key}": text for key, text in values.objectives}
    return single, more, authors, objectives


def _label(fact: Fact) -> str:
    return f"Credit, {fact.label.lower()}" if len(fact.keys) > 1 else fact.label


def _author(credentials: str, disclosure: str) -> str:
    return " · ".join((credentials or "no credentials", disclosure or "no disclosure"))
