"""Content cases: Markdown files in which a title, a source and what is expected of it alternate.

Under each `##` title stand fenced blocks: `markdown SLOT` is the file to put into the good course,
`problems` are those expected in it, `values` what is made of a quiz, `fixed` the file after its
fixes, and `never` the codes that the case stands against: they must not be found. `near CODE` has
lines of the file, `LINE: text`, with which it is a near miss: the code is not found any more.
Where a problem is known only by the credit of the rendered course, `beside SLOT` is another file of
it, and `problems SLOT` are those expected there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms.content.drafts import BlockDraft, QuestionDraft, ScenarioDraft, SlotDraft
from lms.content.intervals import exact_text
from lms.content.library import read_program_file, read_provider_file
from lms.content.problems import Problem
from lms.content.reading import read_files, text_problems
from lms.content.requirements_folder import read_requirements_file
from lms.content.survey import survey_files
from lms.content.wording import normalized
from lms.content.write import with_fixes
from lms.domain.courses import SourceFile
from tests.content.good_course import SLOTS, SLUG, with_files

FOLDER = Path(__file__).parent / "cases"

# Left out of most sources for brevity; expected only where a case names them.
USUAL = frozenset({"no-stamp", "no-objective", "no-explanation"})

_PART = re.compile(
    r"^## (?P<title>[^\n]+)$|^~~~~(?P<kind>\w+)(?: (?P<slot>\S+))?\n(?P<body>.*?)^~~~~$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Near:
    """A few lines of a source to write otherwise, so that a code is not found any more."""

    code: str
    lines: dict[int, list[str]]

    def changed(self, source: str) -> str:
        numbered = enumerate(source.splitlines(), 1)
        return "".join(f"{new}\n" for n, old in numbered for new in self.lines.get(n, [old]))


@dataclass(frozen=True)
class Case:
    """A source with what is expected of it."""

    title: str
    slot: str
    source: str
    blocks: dict[str, str]
    nears: tuple[Near, ...]
    beside: dict[str, str]
    about: str

    @property
    def path(self) -> str:
        return SLOTS.get(self.slot, self.slot)

    @property
    def about_path(self) -> str:
        """The file that its problems are expected in."""
        return SLOTS.get(self.about, self.about)

    @property
    def expected(self) -> list[str]:
        return self.blocks.get("problems", "").splitlines()

    @property
    def expected_codes(self) -> set[str]:
        return {line.split()[2] for line in self.expected}

    @property
    def never(self) -> set[str]:
        return set(self.blocks.get("never", "").split())


def all_cases() -> list[Case]:
    return [case for path in sorted(FOLDER.glob("*.md")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    title, parts = "", []
    for part in _PART.finditer(path.read_text("utf-8")):
        if part["kind"]:
            parts.append((part["kind"], part["slot"] or "", _unescaped(part["body"])))
            continue
        if title:
            yield _case(title, parts)
        title, parts = f"{path.stem}: {part['title']}", []
    yield _case(title, parts)


def _case(title: str, parts: Sequence[tuple[str, str, str]]) -> Case:
    [(slot, source)] = [(slot, body) for kind, slot, body in parts if kind == "markdown"]
    return Case(
        title=title,
        slot=slot,
        source=source,
        blocks={kind: body for kind, _, body in parts},
        nears=tuple(_near(slot, body) for kind, slot, body in parts if kind == "near"),
        beside={SLOTS[slot]: body for kind, slot, body in parts if kind == "beside"},
        about=next((slot for kind, slot, _ in parts if kind == "problems" and slot), slot),
    )


def _near(code: str, body: str) -> Near:
    lines: dict[int, list[str]] = {}
    for line in body.splitlines():
        number, _, text = line.partition(":")
        lines.setdefault(int(number), []).append(text.removeprefix(" "))
    return Near(code, lines)


def _unescaped(text: str) -> str:
    """The text with invisible characters, which the cases write as \\u00a0, in their places."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def problems_of(case: Case, source: str) -> tuple[Problem, ...]:
    """What is found in the case's file."""
    file = SourceFile(case.path, source.encode("utf-8", "surrogatepass"))
    if case.slot == "provider.md":
        return read_provider_file(file).problems
    if case.slot == "requirements.yaml":
        return read_requirements_file(file).problems
    if case.slot == "program.md":
        return read_program_file(file, frozenset({SLUG}))
    files = with_files({**case.beside, case.path: file.content})
    found = read_files(SLUG, files).problems if case.beside else text_problems(SLUG, files)
    return tuple(each for each in found if each.file == case.about_path)


def shown(problems: tuple[Problem, ...], case: Case) -> list[str]:
    """Problems as the cases write them."""
    named = case.expected_codes | case.never
    return [
        f"{problem.line}:{problem.column} {problem.severity} {problem.code}"
        for problem in problems
        if problem.code not in USUAL - named
    ]


def fixed(case: Case) -> str:
    """The source after all of its fixes."""
    source = case.source
    for _ in range(10):
        fixes = [each.fix for each in problems_of(case, source) if each.fix]
        content, made = with_fixes(source.encode(), fixes)
        source = content.decode()
        if not made:
            break
    return source


def values(case: Case) -> list[str]:
    """What is made of a quiz or of a module's knowledge checks, one line each."""
    survey = survey_files(SLUG, with_files({case.path: case.source}))
    if case.path in survey.modules:
        return [_question(check) for check in survey.modules[case.path].checks]
    quiz = survey.quizzes[case.path]
    asked = [line for block in quiz.blocks for line in _block(block)]
    return [*asked, *(line for scenario in quiz.scenarios for line in _scenario(scenario))]


def _block(block: BlockDraft) -> Iterator[str]:
    if block.title:
        kind = "Case: " * block.is_case
        drawn = "" if block.choose is None else f": {block.choose}"
        yield f"[{kind}{block.title}{drawn}]"
    for place, question in enumerate(block.questions):
        yield from (f"[Later: {part.title}]" for part in block.parts if part.first == place)
        yield _question(question)


def _scenario(scenario: ScenarioDraft) -> Iterator[str]:
    yield f"{{{scenario.title}}}"
    for scene in scenario.scenes:
        choices = [
            f"{normalized(choice.text)} > {choice.to}{', answered' if choice.feedback else ''}"
            for choice in scene.choices
        ]
        yield " | ".join([scene.slug, *choices, *(["ends"] if scene.has_ending else [])])


def _question(question: QuestionDraft) -> str:
    settings = question.settings
    parts = [question.name, str(question.kind)]
    for name, numbers in (
        ("right", [i for i, o in enumerate(question.options, 1) if o.is_right]),
        ("feedback", [i for i, o in enumerate(question.options, 1) if o.feedback]),
        ("last", [i for i, o in enumerate(question.options, 1) if o.stays_last]),
    ):
        if numbers:
            parts.append(f"{name} {' '.join(map(str, numbers))}")
    if question.numeric:
        interval = question.numeric.interval
        parts.append(f"{exact_text(interval.low)} to {exact_text(interval.high)} {interval.unit}")
        parts += [
            f"mistake {exact_text(mistake.interval.low)}" for mistake in question.numeric.mistakes
        ]
    parts += [_slot(slot, question) for slot in question.slots]
    if question.words:
        parts.append(" / ".join(question.words.accepted))
        parts += [f"mistake {mistake.value}" for mistake in question.words.mistakes]
    if question.least_words:
        parts.append(f"at least {question.least_words}")
    if settings.points != 1:
        parts.append(f"{settings.points} points")
    for name, is_set in (
        ("partial credit", settings.has_partial_credit),
        ("keep order", settings.keeps_order),
        ("application", settings.is_application),
    ):
        parts += [name] if is_set else []
    parts += [objective.name for objective in question.objectives]
    return " | ".join(part.strip() for part in parts)


def _slot(slot: SlotDraft, question: QuestionDraft) -> str:
    """What is accepted in a line or a gap: options by their numbers, words as they are."""
    numbers = {option.key: str(i) for i, option in enumerate(question.options, 1)}
    place = slot.shown.markdown if slot.shown else f"gap {slot.key}"
    accepted = " / ".join(numbers[each] if slot.choices else each for each in slot.accepted)
    offered = f" of {' '.join(numbers[key] for key in slot.choices)}" if slot.choices else ""
    return f"{place}: {accepted}{offered}"
