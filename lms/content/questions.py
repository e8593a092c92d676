"""A question's text understood: its kind, its key and its settings (FORMAT 4.2)."""

import re

from lms.content.answers import read_numeric
from lms.content.choices import choice_kind, read_options
from lms.content.code_spans import without_code
from lms.content.drafts import NumericDraft, OptionDraft, QuestionDraft, Reference, Settings
from lms.content.findings import Findings
from lms.content.item_text import ItemText, LabelText
from lms.content.labels import NOT_YET, SURVEY, Label
from lms.content.passages import Passage, block, inline_or_block, passage
from lms.content.problems import Fix
from lms.content.render_shapes import Fragment
from lms.content.settings import read_settings
from lms.content.stamps import read_stamp
from lms.content.wording import plain, quoted
from lms.domain.questions import Kind

_CLOZE = re.compile(r"\[\[[^\[\]]+\]\]")
_MAY_REPEAT = frozenset({Label.COMMON_MISTAKE})
_CHECK = "check:"


def read_question(file: str, item: ItemText, identity: str, findings: Findings) -> QuestionDraft:
    """The question that a text means, with everything that is wrong with it among the findings."""
    _check_labels(item, findings)
    options = read_options(file, item, findings)
    numeric = read_numeric(file, item, findings)
    kind = _kind(item, options, numeric, findings)
    settings = read_settings(item.first(Label.SETTINGS), findings)
    _check_settings(kind, settings, findings)
    stem = _stem(item)
    return QuestionDraft(
        heading=item.heading,
        last=item.last,
        stamp=read_stamp(item.lines, findings),
        identity=identity,
        kind=kind,
        name=question_name(item),
        stem=block(file, stem),
        stem_text=stem.markdown,
        options=options,
        numeric=numeric,
        settings=settings,
        objectives=_objectives(item.first(Label.OBJECTIVE)),
        hint=_labeled(file, item.first(Label.HINT)),
        explanation=_explanation(file, item, findings),
        source=_source(file, item.first(Label.SOURCE)),
    )


def question_name(item: ItemText) -> str:
    """The question's short name: its heading without marks."""
    name = plain(item.heading.text)
    return name[len(_CHECK) :].strip() if name.casefold().startswith(_CHECK) else name


def _stem(item: ItemText) -> Passage:
    if not item.stem.is_empty:
        return item.stem
    text = item.heading.text
    if text.casefold().startswith(_CHECK):
        text = text[len(_CHECK) :].strip()
    return passage([(item.heading.line, text)], item.heading.line)


def _kind(
    item: ItemText,
    options: tuple[OptionDraft, ...],
    numeric: NumericDraft | None,
    findings: Findings,
) -> Kind | None:
    answer = item.first(Label.ANSWER)
    if _check_not_yet(item, findings):
        return None
    if options and answer:
        message = f"{quoted(item.heading.text)} has both options and an **Answer:**."
        findings.add("two-answers", answer.line, message, "Keep one of the two.")
        return None
    if options:
        return choice_kind(item, options, findings)
    if answer is None:
        message = f"{quoted(item.heading.text)} has no answer."
        tip = "Add options, - [x] right and - [ ] wrong, or a line **Answer:** with a number."
        findings.add("no-answer", item.heading.line, message, tip)
    return Kind.NUMERIC if numeric else None


def _check_not_yet(item: ItemText, findings: Findings) -> bool:
    """Answers what the format has and this version does not."""
    found = [label for label in item.labels if label.name in NOT_YET]
    for label in found:
        findings.add(
            "not-yet",
            label.line,
            f"“{label.name}”: {NOT_YET[label.name].lower()} is not supported yet.",
            "Use options with boxes, - [x] and - [ ], or a numeric **Answer:**.",
            column=label.column,
        )
    for offset, text in enumerate(item.stem.texts or (item.heading.text,)):
        if gap := _CLOZE.search(without_code(text)):
            findings.add(
                "not-yet",
                item.stem.line + offset,
                f"{quoted(gap[0])} is a gap to fill in, and gaps are not supported yet.",
                "Use options with boxes, - [x] and - [ ], or a numeric **Answer:**.",
                column=gap.start() + 1,
            )
            return True
    return bool(found)


def _check_labels(item: ItemText, findings: Findings) -> None:
    seen: dict[Label, int] = {}
    for label in item.labels:
        if label.name in SURVEY:
            findings.add(
                "misplaced-label",
                label.line,
                f"“{label.name}” belongs in evaluation.md.",
                "Delete it here, or move the question.",
                column=label.column,
            )
        elif label.name in seen and label.name not in _MAY_REPEAT:
            findings.add(
                "repeated-label",
                label.line,
                f"“{label.name}” is given twice; line {seen[label.name]} has it first.",
                "Put both on one line, or delete one.",
                column=label.column,
            )
        seen.setdefault(label.name, label.line)


def _check_settings(kind: Kind | None, settings: Settings, findings: Findings) -> None:
    if settings.has_partial_credit and kind not in (Kind.MULTIPLE, None):
        findings.add(
            "setting-without-effect",
            settings.line,
            "Partial credit has no effect on a question with one right answer.",
            "Leave it out.",
        )


def _objectives(label: LabelText | None) -> tuple[Reference, ...]:
    if label is None:
        return ()
    keys = re.split(r"[,;\s]+", label.value.markdown)
    return tuple(Reference(key, label.line, label.column) for key in keys if key and key != "and")


def _labeled(file: str, label: LabelText | None) -> Fragment | None:
    return None if label is None or label.value.is_empty else block(file, label.value)


def _source(file: str, label: LabelText | None) -> Fragment | None:
    return None if label is None or label.value.is_empty else inline_or_block(file, label.value)


def _explanation(file: str, item: ItemText, findings: Findings) -> Fragment | None:
    """The labeled explanation, with unlabeled text after the options taken into it."""
    label = item.first(Label.EXPLANATION)
    if item.rest.is_empty:
        return _labeled(file, label)
    findings.add(
        "unlabeled-explanation",
        item.rest.line,
        "This text after the answer has no label, so it is taken as the explanation.",
        f"Write: **Explanation:** {plain(item.rest.texts[0])[:40]}",
        fix=None if label else _labeling(item),
    )
    parts = [part for part in (label.value if label else None, item.rest) if part]
    lines = [(part.line + i, text) for part in parts for i, text in enumerate(part.texts)]
    return block(file, passage(sorted(lines), item.rest.line))


def _labeling(item: ItemText) -> Fix | None:
    line = next(line for line in item.lines if line.number == item.rest.line)
    if line.bare != line.text or line.is_code:
        return None
    new = f"**Explanation:** {line.text.lstrip()}"
    return Fix(line.number, line.number, (new,), "labeled the explanation")
