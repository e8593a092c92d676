"""The system's Chromium, for everything that needs a real browser."""

import shutil

# The shell has no windows to draw, and takes a third less of the processor for the same pages.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """The path of the first of them that is installed."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    assert found, "Chromium is missing; make test installs it."
    return found
