"""Placeholders that nobody replaced, wherever a page says them."""

import pytest

from lms.content.unwritten import placeholders_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask first. [Write here: what then].", [("[Write here: what then]", 12)]),
        ("[write here]", [("[write here]", 1)]),
        ("[Write here: what ends on another line", [("[Write here: what ends on another line", 1)]),
        ("See [Write here: a form](https://example.org).", []),
        ("![Write here: what it shows](images/a.png)", [("[Write here: what it shows]", 2)]),
        ("We write here: nothing.", []),
    ],
)
def test_a_placeholder_is_found_unless_it_leads_somewhere(text: str, found: list[object]) -> None:
    assert list(placeholders_in(text)) == found
