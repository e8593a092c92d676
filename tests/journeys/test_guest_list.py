"""The people of the journeys: one server for all, so nobody may come under another's address."""

import re
from collections import defaultdict
from pathlib import Path

FIRST_NAME = re.compile(r'"([A-ZÀ-Þ][\w\'’-]+) [A-ZÀ-Þ][\w\'’ -]+"')


def test_no_two_stories_have_a_person_of_the_same_first_name() -> None:
    # Their addresses are made of it, and which story is told first depends on the day.
    stories = defaultdict(set)
    for story in Path(__file__).parent.glob("test_*.py"):
        for first in FIRST_NAME.findall(story.read_text(encoding="utf-8")):
            stories[first].add(story.name)
    assert len(stories) > 40
    assert {first: told for first, told in stories.items() if len(told) > 1} == {}
