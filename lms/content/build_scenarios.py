"""Drafts of scenarios and their rendered texts put together: domain scenarios."""

from lms.content.build_questions import html_of
from lms.content.drafts import ScenarioDraft, SceneDraft
from lms.content.typeset import Texts
from lms.domain.scenarios import Choice, Scenario, Scene


def build_scenario(draft: ScenarioDraft, texts: Texts) -> Scenario:
    """A scenario with its texts rendered; only for drafts without errors."""
    return Scenario(
        slug=draft.slug,
        title=draft.title,
        intro_html=html_of(draft.intro, texts),
        scenes=tuple(_scene(scene, texts) for scene in draft.scenes),
    )


def _scene(draft: SceneDraft, texts: Texts) -> Scene:
    return Scene(
        slug=draft.slug,
        title=draft.title,
        html=html_of(draft.text, texts),
        choices=tuple(
            Choice(
                key=choice.key,
                html=texts[choice.shown].html,
                to=choice.to,
                feedback_html=html_of(choice.feedback, texts),
            )
            for choice in draft.choices
        ),
        ending_html=html_of(draft.ending, texts),
    )
