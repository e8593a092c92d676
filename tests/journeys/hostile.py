"""A course, a provider and people whose every text is an attack."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lms.content.citations import Name, Work
from lms.content.render import Fragment, Rendered, Shape, render
from lms.domain.courses import Course, Module, Part, Provider, Section
from lms.domain.questions import Option, Question, Quiz
from tests import make

ESCAPE = re.compile(r"\\(n|u[0-9a-f]{4}|\\)")


def attacks() -> list[str]:
    """Every attack of the list, as it is typed."""
    lines = Path(__file__).with_name("attacks.txt").read_text(encoding="utf-8").splitlines()
    return [ESCAPE.sub(_meant, line) for line in lines if line and not line.startswith("# ")]


def _meant(found: re.Match[str]) -> str:
    letter = found[1]
    return {"n": "\n", "\\": "\\"}.get(letter) or chr(int(letter[1:], 16))


ATTACKS = attacks()
EVIL = '"><script>fell()</script><img src=//evil.example/w.png onerror=fell()>'
WORKS = {
    "evil": Work(
        "evil", 1, "article-journal", EVIL, authors=(Name(EVIL, EVIL, EVIL),), container=EVIL,
        date=(EVIL, EVIL), volume=EVIL, issue=EVIL, page=EVIL, doi=EVIL, url=f"https://x/{EVIL}",
    ),
    "late": Work("late", 2, "webpage", "x", url="javascript:fell()", publisher=EVIL),
}  # fmt: skip


def a_hostile_course(slug: str) -> Course:
    """Every attack in every text of a course: the plain ones as typed, the others rendered."""
    modules = [Fragment(f"c/{slug}/01-a.md", 1, "\n\n".join(ATTACKS), Shape.MODULE)]
    modules += [Fragment(f"c/{slug}/01-a.md", 1, attack, Shape.MODULE) for attack in ATTACKS]
    blocks = [Fragment(f"c/{slug}/01-a.md", 1, attack, Shape.BLOCK) for attack in ATTACKS]
    inlines = [Fragment(f"c/{slug}/01-a.md", 1, attack, Shape.INLINE) for attack in ATTACKS]
    done = render([*modules, *blocks, *inlines], WORKS)
    assert not [problem for it in done for problem in it.problems]
    cut = len(modules)
    block, inline = (
        [it.html for it in part] for part in (done[cut:][: len(ATTACKS)], done[-len(ATTACKS) :])
    )
    module = _module(done[:cut], inline)
    quiz = _quiz(block, inline)
    entry = make.entry_of(module, quiz, title=EVIL, part=EVIL)
    facts = make.course_facts((entry,), slug=slug, **_plain(), description_html="".join(block))
    return Course(facts, (module,), (quiz,))


def _plain() -> dict[str, object]:
    return {
        "title": EVIL,
        "approved_title": EVIL,
        "summary": " ".join(ATTACKS),
        "audience": " ".join(ATTACKS),
        "format": EVIL,
        "authors": tuple(make.an_author(name=it, credentials=it, disclosure=it) for it in ATTACKS),
        "objectives": tuple(
            make.an_objective(f"O{number}", text) for number, text in enumerate(ATTACKS, 1)
        ),
        "evaluation": make.an_evaluation(
            make.a_rating(is_required=False),
            *(
                make.a_rating(
                    objective="", key=f"k{number}", prompt=it, low_label=it, high_label=it,
                    is_required=False,
                )
                for number, it in enumerate(ATTACKS)
            ),
            make.a_comment(prompt=EVIL),
        ),
    }  # fmt: skip


def _module(done: Sequence[Rendered], inline: Sequence[str]) -> Module:
    whole = done[0]
    sections = [
        Section(f"w{number}-{it.slug}", it.title_html, _parts(it.parts))
        for number, it in enumerate(whole.sections)
    ]
    for number, it in enumerate(done[1:]):
        title, texts = inline[number] or "x", (it.opening_html, *_texts(it))
        parts = tuple(Part(html=text, check=None) for text in texts if text)
        sections.append(Section(f"a{number}", title, parts))
    references = [entry for it in done for entry in it.references]
    unique = {entry.key: entry for entry in references}
    return make.a_module(
        title=EVIL,
        opening_html=whole.opening_html,
        sections=tuple(sections),
        references=tuple(unique.values()),
    )


def _texts(it: Rendered) -> list[str]:
    return [part for section in it.sections for part in section.parts if isinstance(part, str)]


def _parts(parts: Sequence[str | int]) -> tuple[Part, ...]:
    return tuple(Part(html=part, check=None) for part in parts if isinstance(part, str))


def _quiz(block: Sequence[str], inline: Sequence[str]) -> Quiz:
    """A question for every few attacks, with the attacks as its options and all its texts."""
    questions = tuple(
        _question(f"h{at:03}", ATTACKS[at], block[at : at + 4], inline[at : at + 4])
        for at in range(0, len(ATTACKS) - 3, 4)
    )
    number = make.a_numeric_question("hnum", unit=EVIL[:40], stem_html=block[0])
    asked = replace(make.a_section(*questions, number, title=EVIL), intro_html="".join(block[:9]))
    return make.a_quiz(asked, title=EVIL, instructions_html="".join(block), pass_mark_percent=1)


def _question(stamp: str, name: str, block: Sequence[str], inline: Sequence[str]) -> Question:
    options = tuple(
        Option(
            key=f"{stamp}-{number}",
            html=text or "x",
            is_right=number == 0,
            feedback_html=block[number],
            stays_last=False,
        )
        for number, text in enumerate(inline)
    )
    return make.a_question(
        stamp, name=name, options=options, stem_html="".join(block), hint_html="".join(block),
        explanation_html="".join(block), source_html="".join(inline),
    )  # fmt: skip


def a_hostile_provider() -> Provider:
    """A provider whose every text is an attack, or all of them."""
    every = "\n".join(ATTACKS)
    approval = make.an_approval(body=EVIL, number=EVIL, statement=f"{EVIL} {{hours}} {{period}}")
    return make.a_provider(
        approval,
        name=EVIL, address=EVIL, email=f"{EVIL}@example.org", website="javascript:fell()",
        signatory_name=EVIL, signatory_title=EVIL,
        refunds=every, grievances=every, accommodations=every, retention=EVIL,
    )  # fmt: skip
