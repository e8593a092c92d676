"""What the author of a begun course states in the place of the worked example's placeholders."""

import re
from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "summary": "How loss and closeness meet in a couple.",
    "credentials": "PhD, LMFT",
    "disclosure": "No relevant financial relationships in the past 24 months.",
    "set by": "Dora Park, PhD",
}
DESCRIPTION = "What loss does to closeness, and what helps."
# The same in the form of the course's facts.
FIELDS: Mapping[str, str] = {
    "summary": WORDS["summary"],
    "author_1_credentials": WORDS["credentials"],
    "author_1_disclosure": WORDS["disclosure"],
    "credit_set_by": WORDS["set by"],
}
LABELS: Mapping[str, str] = {
    "Summary": WORDS["summary"],
    "Who judged the difficulty": WORDS["set by"],
}
# As its author is asked for them, in the first of several places.
OF_AUTHOR: Mapping[str, str] = {
    "Credentials": WORDS["credentials"],
    "Disclosure": WORDS["disclosure"],
}
_FACT = re.compile(r'^([ ]*)([a-z ]+): "\[Write here: [^"]*"$', re.MULTILINE)
_TEXT = re.compile(r"^\[Write here: .*\]$", re.MULTILINE)


def stated(page: str) -> str:
    """The page of a course begun from the example, with every fact and the description written."""
    facts = _FACT.sub(lambda it: f"{it[1]}{it[2]}: {WORDS[it[2]]}", page)
    return _TEXT.sub(DESCRIPTION, facts)
