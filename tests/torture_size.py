"""How much of a long test is done: a taste of it in `make test`, all of it in `make torture`."""

import os

IS_TORTURE = os.environ.get("LMS_TORTURE") == "1"


def examples(quick: int, full: int) -> int:
    """The number of examples for this run."""
    return full if IS_TORTURE else quick


def every(nth: int) -> int:
    """The stride through a list of cases: all of them in `make torture`."""
    return 1 if IS_TORTURE else nth
