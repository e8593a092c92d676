"""Where templates and courses lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates_folder() -> Path:
    """The folder of the page templates."""
    return _folder("templates")


def shipped_courses_folder() -> Path:
    """The folder of the courses that come with the product."""
    return _folder("courses")


def _folder(name: str) -> Path:
    # The build puts each folder into the wheel under a leading underscore; see pyproject.toml.
    in_wheel = _PACKAGE / f"_{name}"
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / name
