"""Going through a scenario: a scene at a time, and nothing of it is kept."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import CourseFacts, OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.scenarios import Choice, Scenario, Scene
from lms.services.enrollments import Learning, get_learning_for
from lms.services.sheets import module_number
from lms.store import editions


@dataclass(frozen=True)
class ScenarioStep:
    """Where somebody wants to be: in a scene, come from another by the choice of that key."""

    scene: str
    left: str | None
    key: str | None


@dataclass(frozen=True)
class ScenarioPage:
    """A scene as its reader finds it, and what they chose to come there, if they chose."""

    learning: Learning
    entry: OutlineEntry
    module_number: int
    scenario: Scenario
    scene: Scene
    chosen: Choice | None

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts


def get_beginning(
    session: Session, person: Person, course: str, slug: str, scenario: str
) -> ScenarioPage:
    """The first scene of a scenario in the reader's own edition."""
    here, found = _scenario(session, person, course, slug, scenario)
    return _page(here, slug, found, found.first, None)


def get_scene(
    session: Session, person: Person, course: str, slug: str, scenario: str, step: ScenarioStep
) -> ScenarioPage:
    """The scene that a step leads to; NotFound for a step that nothing on any page offers."""
    here, found = _scenario(session, person, course, slug, scenario)
    scene = found.scene(step.scene)
    chosen = found.step(step.left or "", step.key or "", step.scene)
    is_step = step.left is not None or step.key is not None
    if scene is None or (is_step and chosen is None):
        raise NotFound
    return _page(here, slug, found, scene, chosen)


def _scenario(
    session: Session, person: Person, course: str, slug: str, scenario: str
) -> tuple[Learning, Scenario]:
    here = get_learning_for(session, person, course)
    found = editions.find_quiz(session, here.edition_id, slug)
    told = found[1].quiz.scenarios if found else ()
    wanted = next((it for it in told if it.slug == scenario), None)
    if wanted is None:
        raise NotFound
    return here, wanted


def _page(
    here: Learning, slug: str, scenario: Scenario, scene: Scene, chosen: Choice | None
) -> ScenarioPage:
    entry = here.facts.entry(slug)
    if entry is None:
        raise NotFound
    number = module_number(here.facts, slug)
    return ScenarioPage(here, entry, number, scenario, scene, chosen)
