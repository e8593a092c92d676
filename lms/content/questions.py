"""A question's text understood: its key, its settings and what is said beside it (FORMAT 4.2)."""

import re

from lms.content.answers import check_companions
from lms.content.cloze import check_elsewhere
from lms.content.drafts import QuestionDraft, Reference
from lms.content.findings import Findings
from lms.content.gaps import with_blanks
from lms.content.item_text import CHECK, ItemText, LabelText
from lms.content.keys import read_key
from lms.content.labels import SURVEY, Label
from lms.content.passages import block, inline_or_block, passage
from lms.content.problems import Fix
from lms.content.render_lines import GAP_ENDS, GAP_OPENS
from lms.content.render_shapes import Fragment
from lms.content.settings import fitting, read_settings
from lms.content.stamps import read_stamp
from lms.content.wording import plain

_MAY_REPEAT = frozenset({Label.COMMON_MISTAKE})
_RESERVED = re.compile(f"[{GAP_OPENS}{GAP_ENDS}]")


def read_question(file: str, item: ItemText, identity: str, findings: Findings) -> QuestionDraft:
    """The question that a text means, with everything that is wrong with it among the findings."""
    _check_labels(item, findings)
    check_companions(item, findings)
    check_elsewhere(item, findings)
    _check_reserved(item, findings)
    key = read_key(file, item, findings)
    settings = read_settings(item.first(Label.SETTINGS), findings)
    return QuestionDraft(
        heading=item.heading,
        last=item.last,
        stamp=read_stamp(item.lines, findings),
        identity=identity,
        kind=key.kind,
        name=_name(item),
        stem=key.stem,
        stem_text=key.stem_text,
        options=key.options,
        slots=key.slots,
        numeric=key.numeric,
        words=key.words,
        least_words=key.least_words,
        settings=fitting(settings, key, findings),
        objectives=_objectives(item.first(Label.OBJECTIVE)),
        hint=_labeled(file, item.first(Label.HINT)),
        explanation=_explanation(file, item, findings),
        source=_source(file, item.first(Label.SOURCE)),
    )


def _name(item: ItemText) -> str:
    """The question's short name: its heading without marks, and without what fills its gaps."""
    text = item.heading.text
    name = plain(with_blanks(text) if item.stem.is_empty else text)
    return name[len(CHECK) :].strip() if name.casefold().startswith(CHECK) else name


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
        elif label.name is Label.ENDING:
            findings.add(
                "misplaced-label",
                label.line,
                f"“{label.name}” belongs in a scene.",
                "Delete it here, or put the scene below a line ## Scenario: …",
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


def _check_reserved(item: ItemText, findings: Findings) -> None:
    """The two characters between which a stem holds the number of a gap."""
    texts = [(item.heading.line, item.heading.text)]
    texts += [(line.number, line.text) for line in item.lines]
    for number, text in texts:
        if found := _RESERVED.search(text):
            message = f"A character without a meaning (U+{ord(found[0]):04X}) stands here."
            tip = "Delete it: the product marks gaps with it."
            findings.add("control-character", number, message, tip, column=found.start() + 1)


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
