"""Scenarios: where they begin and end, and which steps there are."""

import pytest

from tests import make

SCENARIO = make.a_scenario()


def test_a_scenario_begins_with_its_first_scene_and_ends_where_nothing_is_to_choose():
    assert SCENARIO.first.slug == "the-phone-rings"
    assert [scene.slug for scene in SCENARIO.scenes if scene.is_ending] == [
        "the-caller-thanks-you",
        "silence",
    ]
    assert SCENARIO.scene("silence") == SCENARIO.scenes[2]
    assert SCENARIO.scene("nowhere") is None


def test_a_step_leads_from_a_scene_by_one_of_its_choices():
    step = SCENARIO.step("the-phone-rings", "hang-up", "silence")

    assert step == SCENARIO.first.choice("hang-up")
    assert SCENARIO.step("the-phone-rings", "ask-again", "the-phone-rings")


@pytest.mark.parametrize(
    ("left", "key", "reached"),
    [
        ("the-phone-rings", "hang-up", "the-caller-thanks-you"),
        ("the-phone-rings", "hang-up", "nowhere"),
        ("the-phone-rings", "shout", "silence"),
        ("silence", "hang-up", "silence"),
        ("nowhere", "hang-up", "silence"),
        ("", "", "the-phone-rings"),
    ],
)
def test_there_is_no_other_step(left, key, reached):
    assert SCENARIO.step(left, key, reached) is None
