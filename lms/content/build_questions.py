"""Drafts of questions and their rendered texts put together: domain questions."""

from lms.content.drafts import NumericDraft, QuestionDraft, WordsDraft
from lms.content.intervals import exact_text
from lms.content.render_shapes import Fragment
from lms.content.typeset import Texts
from lms.domain.questions import Kind, Mistake, NumericKey, Option, Question, Slot, WordsKey


def build_question(draft: QuestionDraft, texts: Texts) -> Question:
    """A question with its texts rendered; only for drafts without errors."""
    return Question(
        stamp=draft.stamp.text if draft.stamp else draft.identity,
        kind=draft.kind or Kind.SINGLE,
        name=draft.name,
        stem_html=texts[draft.stem].html,
        options=tuple(
            Option(
                key=option.key,
                html=texts[option.shown].html,
                is_right=option.is_right,
                feedback_html=html_of(option.feedback, texts),
                stays_last=option.stays_last,
            )
            for option in draft.options
        ),
        numeric=_numeric(draft.numeric, texts) if draft.numeric else None,
        points=draft.settings.points,
        has_partial_credit=draft.settings.has_partial_credit,
        keeps_order=draft.settings.keeps_order,
        is_application=draft.settings.is_application,
        objectives=tuple(objective.name for objective in draft.objectives),
        hint_html=html_of(draft.hint, texts),
        explanation_html=html_of(draft.explanation, texts),
        source_html=html_of(draft.source, texts),
        slots=tuple(
            Slot(slot.key, html_of(slot.shown, texts), slot.choices, slot.accepted)
            for slot in draft.slots
        ),
        words=_words(draft.words, texts) if draft.words else None,
        least_words=draft.least_words,
    )


def html_of(fragment: Fragment | None, texts: Texts) -> str:
    """A text that may be left out, rendered."""
    return texts[fragment].html if fragment else ""


def _numeric(draft: NumericDraft, texts: Texts) -> NumericKey:
    return NumericKey(
        low=exact_text(draft.interval.low),
        high=exact_text(draft.interval.high),
        unit=draft.interval.unit,
        shown=draft.shown,
        mistakes=tuple(
            Mistake(exact_text(mistake.interval.low), html_of(mistake.feedback, texts))
            for mistake in draft.mistakes
        ),
    )


def _words(draft: WordsDraft, texts: Texts) -> WordsKey:
    return WordsKey(
        accepted=draft.accepted,
        mistakes=tuple(
            Mistake(mistake.value, html_of(mistake.feedback, texts)) for mistake in draft.mistakes
        ),
    )
