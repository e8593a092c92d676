"""Content cases: Markdown files in which a title, a source and what is expected of it alternate.

Under each `##` title stand fenced blocks: `markdown SLOT` is the file to put into the good course,
`problems` are those expected in it, `values` what is made of a quiz, `fixed` the file after its
fixes, and `never` the codes that the case stands against: they must not be found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lms.content.drafts import BlockDraft, QuestionDraft, ScenarioDraft, SlotDraft
from lms.content.intervals import exact_text
from lms.content.library import read_program_file, read_provider_file
from lms.content.problems import Problem
from lms.content.reading import text_problems
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
class Case:
    """A source with what is expected of it."""

    title: str
    slot: str
    source: str
    blocks: dict[str, str]

    @property
    def path(self) -> str:
        return SLOTS.get(self.slot, self.slot)

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
    title, slot, blocks = "", "", {}
    for part in [*_PART.finditer(path.read_text("utf-8")), None]:
        if part and part["kind"]:
            slot = part["slot"] or slot
            blocks[part["kind"]] = _unescaped(part["body"])
            continue
        if title:
            yield Case(f"{path.stem}: {title}", slot, blocks.pop("markdown"), blocks)
        title, blocks = part["title"] if part else "", {}


def _unescaped(text: str) -> str:
    """The text with invisible characters, which the cases write as \\u00a0, in their places."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def problems_of(case: Case, source: str) -> tuple[Problem, ...]:
    """What is found in the case's file."""
    file = SourceFile(case.path, source.encode("utf-8", "surrogatepass"))
    if case.slot == "provider.md":
        return read_provider_file(file).problems
    if case.slot == "program.md":
        return read_program_file(file, frozenset({SLUG}))
    files = with_files({case.path: file.content})
    return tuple(each for each in text_problems(SLUG, files) if each.file == case.path)


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
        yield f"[{block.title}]" if block.choose is None else f"[{block.title}: {block.choose}]"
    yield from map(_question, block.questions)


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
