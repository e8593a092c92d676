"""Scenarios: scenes that a learner goes through by choosing. They are practice and earn nothing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Something to say or do in a scene, and the slug of the scene that it leads to."""

    key: str
    html: str
    to: str
    feedback_html: str


@dataclass(frozen=True)
class Scene:
    """A place in a scenario, known by its slug; where there is nothing to choose, it ends."""

    slug: str
    title: str
    html: str
    choices: tuple[Choice, ...]
    ending_html: str

    @property
    def is_ending(self) -> bool:
        """True where a branch ends."""
        return not self.choices

    def choice(self, key: str) -> Choice | None:
        """The choice of that key, or None."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class Scenario:
    """A story that branches; it begins with the first of its scenes."""

    slug: str
    title: str
    intro_html: str
    scenes: tuple[Scene, ...]

    @property
    def first(self) -> Scene:
        """Where it begins."""
        return self.scenes[0]

    def scene(self, slug: str) -> Scene | None:
        """The scene of that slug, or None."""
        return next((scene for scene in self.scenes if scene.slug == slug), None)

    def step(self, left: str, key: str, reached: str) -> Choice | None:
        """The choice of that key by which one leaves one scene for another, or None."""
        scene = self.scene(left)
        choice = scene.choice(key) if scene else None
        return choice if choice and choice.to == reached else None
