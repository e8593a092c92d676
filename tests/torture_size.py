"""How much of a long test is done: a taste of it in `make test`, all of it under LMS_TORTURE=1."""

import os


def examples(quick: int, full: int) -> int:
    """The number of examples for this run."""
    return full if os.environ.get("LMS_TORTURE") == "1" else quick
