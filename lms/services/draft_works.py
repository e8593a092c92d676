"""The works of a draft: which there are, where they are cited, and more of them from a paste."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from json import JSONDecodeError

from markupsafe import Markup
from sqlalchemy.orm import Session

from lms.content import reading
from lms.content.citations import Work, read_works
from lms.content.names import WORKS
from lms.content.problems import Problem
from lms.content.render_works import plain
from lms.content.uses import Use, cited_at, in_words
from lms.content.works_list import (
    EMPTY,
    Alike,
    Index,
    added,
    alike,
    key_for,
    listed,
    listed_alone,
    without,
    work_of,
)
from lms.content.works_pasted import fit, line_of, read_csl
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.drafts import Save
from lms.domain.errors import FieldRefusal, Refusal
from lms.exchange.bibtex import is_bibtex, read_bibtex
from lms.exchange.ris import is_ris, read_ris
from lms.exchange.works_found import NotRead, WorkFound, WorksFound
from lms.services import draft_saves, drafts
from lms.services.written import Written
from lms.store.editions import digest

MOST_PASTED = 50_000
"""The longest text that is read in one go: some 60 works without their abstracts."""
MOST_WORKS, MOST_LISTED = 200, 1_000
MOST_PROBLEMS = reading.MOST_LISTED
"""Problems that a page lists of a paste, or of the list of works."""
BIBTEX, RIS, CSL = "BibTeX", "RIS", "CSL-JSON"


# -- the bibliography ---------------------------------------------------------------------


@dataclass(frozen=True)
class ListedWork:
    """A work of the course as learners see it, and where it is cited."""

    key: str
    line: int
    html: str
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Bibliography:
    """Every work of a course in the order of a reference list, and what is wrong with the list."""

    works: tuple[ListedWork, ...]
    alike: tuple[Alike, ...]
    problems: tuple[Problem, ...]

    @property
    def foremost(self) -> tuple[Problem, ...]:
        """As many of its problems as are listed, from the top of the list (AV-05)."""
        return self.problems[:MOST_PROBLEMS]

    @property
    def foremost_alike(self) -> tuple[Alike, ...]:
        """As many of the works that stand twice as are listed."""
        return self.alike[:MOST_PROBLEMS]

    @property
    def unused(self) -> tuple[ListedWork, ...]:
        """The works that nothing cites."""
        return tuple(it for it in self.works if not it.uses)

    @property
    def unused_first(self) -> tuple[ListedWork, ...]:
        """The works that nothing cites, then the others."""
        return tuple(sorted(self.works, key=lambda it: bool(it.uses)))


def found_in(bibliography: Bibliography, words: str) -> tuple[ListedWork, ...]:
    """The works that have each of these words, those that nothing cites first; all for none."""
    wanted = plain(words).split()
    return tuple(
        work
        for work in bibliography.unused_first
        if not wanted or all(word in _searched(work) for word in wanted)
    )


def _searched(work: ListedWork) -> str:
    return plain(f"{work.key} {Markup(work.html).striptags()}")


def get_bibliography(files: Sequence[SourceFile]) -> Bibliography:
    """The works of a draft's files; ask outside a transaction."""
    works, problems = read_works(WORKS, list_of(files))
    uses = cited_at(files)
    shown = listed(works)
    return Bibliography(
        works=tuple(
            ListedWork(key, works[key].line, html, uses.get(key, ())) for key, html in shown.items()
        ),
        alike=alike(works.values()),
        problems=problems,
    )


def list_of(files: Sequence[SourceFile]) -> bytes:
    """The list of works as it stands; an empty one where the course has none yet."""
    return next((it.content for it in files if it.path == WORKS), EMPTY)


# -- a paste -----------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """A work that may be added: what citations would call it, and as learners would see it."""

    number: int
    line: int
    name: str
    key: str
    html: str
    left_out: tuple[str, ...]
    same_as: tuple[str, ...]
    """The keys of works that seem to be the same one, here or earlier in the paste."""
    fields: Mapping[str, object]


@dataclass(frozen=True)
class Proposal:
    """What a pasted text would add to a list; `seen` stands for both of them."""

    form: str
    candidates: tuple[Candidate, ...]
    problems: tuple[NotRead, ...]
    list_hash: str
    seen: str

    @property
    def foremost(self) -> tuple[NotRead, ...]:
        """As many of its problems as are listed, from the top of the paste (AV-05)."""
        return self.problems[:MOST_PROBLEMS]


def propose(text: str, content: bytes) -> Proposal:
    """The works of a pasted text beside those of the list; nothing is kept.

    FieldRefusal for a text that is none of the three formats, or too long.
    """
    plain = text.replace("\r\n", "\n")
    form, found = _read(plain)
    problems = list(found.problems)
    candidates = _candidates(found, read_works(WORKS, content)[0], problems)
    return Proposal(
        form=form,
        candidates=candidates,
        problems=tuple(sorted(problems, key=lambda it: it.line)),
        list_hash=digest(content),
        seen=digest(content + plain.encode()),
    )


def _candidates(
    found: WorksFound, works: Mapping[str, Work], problems: list[NotRead]
) -> tuple[Candidate, ...]:
    """Each work that is fit for the list, under a key that no other has."""
    candidates: list[Candidate] = []
    proposed: dict[str, Work] = dict(works)
    index = Index(works.values())
    for each in found.works:
        clean = fit(each.fields)
        nameless = work_of(clean.fields, "work")
        if isinstance(nameless, Problem):
            problems.append(_unfit(each, nameless))
            continue
        work = replace(nameless, key=key_for(nameless, proposed))
        same = index.same_as(work)
        index.add(work)
        proposed[work.key] = work
        candidates.append(
            Candidate(
                number=len(candidates),
                line=each.line,
                name=line_of(each.name),
                key=work.key,
                html=listed_alone(work),
                left_out=tuple(sorted(map(line_of, (*each.left_out, *clean.left_out)))),
                same_as=same,
                fields={"id": work.key, **clean.fields},
            )
        )
    return tuple(candidates)


def _read(text: str) -> tuple[str, WorksFound]:
    """The format of a text, and what it holds."""
    if len(text) > MOST_PASTED:
        raise FieldRefusal(
            "text",
            f"This has more than {MOST_PASTED:,} characters. Leave the abstracts out, or paste it "
            "in parts.",
        )
    if not text.strip():
        raise FieldRefusal("text", "Paste the works here, as your reference manager copies them.")
    if text.lstrip("\ufeff \t\n")[:1] in ("[", "{"):
        form, found = CSL, _read_csl(text.replace("\ufeff", "", 1))
    elif is_ris(text):
        form, found = RIS, read_ris(text)
    elif is_bibtex(text):
        form, found = BIBTEX, read_bibtex(text)
    else:
        raise FieldRefusal(
            "text",
            "This is neither BibTeX, RIS nor CSL-JSON. Export the works in one of them, and paste "
            "the text of the file.",
        )
    if not found.works and not found.problems:
        raise FieldRefusal(
            "text",
            "There is no work in this text, only comments, abbreviations or an empty list. Paste "
            "the entries of the works.",
        )
    if len(found.works) > MOST_WORKS:
        raise FieldRefusal("text", f"These are more than {MOST_WORKS} works. Paste them in parts.")
    return form, found


def _read_csl(text: str) -> WorksFound:
    try:
        found = read_csl(text)
    except JSONDecodeError as error:
        line = text.count("\n", 0, min(error.pos, len(text.rstrip()))) + 1
        message = "From here on this is no JSON that can be read."
        return WorksFound((), (NotRead(line, message, "Copy the works anew, as CSL-JSON."),))
    except RecursionError:
        message = "This is nested too deeply."
        return WorksFound((), (NotRead(1, message, "Copy the works anew, as CSL-JSON."),))
    works = tuple(
        WorkFound(it.line, it.name or f"entry {number}", it.fields)
        for number, it in enumerate(found, start=1)
        if it.fields is not None
    )
    tip = "A work is an object in { } with a type and a title."
    return WorksFound(
        works,
        tuple(NotRead(it.line, "This is no work.", tip) for it in found if it.fields is None),
    )


def _unfit(found: WorkFound, problem: Problem) -> NotRead:
    """What keeps a work off the list, said of the paste."""
    message = problem.message.replace('"work"', f'"{line_of(found.name)}"')
    return NotRead(found.line, message, problem.suggestion)


# -- changing the list -------------------------------------------------------------


class ListChanged(Refusal):
    """The list or the paste is not as the page showed it, so its numbers mean nothing."""

    sentence = (
        "The list of works or your text is no longer what was shown. What would be added is shown "
        "anew below; look again, then add it."
    )


def add(
    session: Session,
    taught: Written,
    author: Person,
    proposal: Proposal,
    seen: str,
    chosen: Sequence[int],
    now: datetime,
) -> Save:
    """Put the chosen works of a proposal at the end of the list, as a save of the draft.

    ListChanged where it is not the one that was `seen`, or somebody saved the list since.
    """
    picked = [it.fields for it in proposal.candidates if it.number in chosen]
    if not picked:
        raise FieldRefusal("work", "Choose at least one work to add.")
    content = drafts.find_content(session, taught, WORKS) or EMPTY
    if proposal.seen != seen or proposal.list_hash != digest(content):
        raise ListChanged
    if len(read_works(WORKS, content)[0]) + len(picked) > MOST_LISTED:
        raise FieldRefusal(
            "work",
            f"A course has room for {MOST_LISTED:,} works. Remove those that nothing cites first, "
            "or choose fewer.",
        )
    return draft_saves.keep_file(session, taught, author, WORKS, added(content, picked), now)


def remove(session: Session, taught: Written, author: Person, key: str, now: datetime) -> Save:
    """Take a work that nothing cites off the list, as a save of the draft."""
    files = drafts.list_files_to_read(session, taught)
    refuse_used(files, key)
    return draft_saves.keep_file(session, taught, author, WORKS, without(list_of(files), key), now)


def refuse_used(files: Sequence[SourceFile], key: str) -> None:
    """A refusal that names the places where a work is cited, or says that there is none.

    Ask outside a transaction first: pages that were read once are known when it asks again.
    """
    if key not in read_works(WORKS, list_of(files))[0]:
        raise Refusal("This work is not on the list any more, so there is nothing to remove.")
    uses = cited_at(files).get(key, ())
    if uses:
        raise Refusal(
            f"{key} is cited in {in_words(uses)}. Take the citation out there, then remove "
            "the work."
        )
