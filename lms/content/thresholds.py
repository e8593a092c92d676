"""From where on an item-writing habit is worth a warning: data with a source, never constants."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Thresholds:
    """The numbers and words that the item-writing warnings go by."""

    source: str
    version: str
    # The key is at least this many times as long as the mean distractor, and the longest.
    key_to_distractor_length: Fraction
    # The longest option is more than this many times as long as the shortest …
    option_length_ratio: Fraction
    # … counted only where the longest has at least so many characters.
    long_option_characters: int
    # The key is the longest option in more than this share of a quiz.
    key_longest_share: Fraction
    # The key stands in one position in more than this share of a quiz.
    key_position_share: Fraction
    # Shares of a quiz are looked at from this many single-choice questions on.
    fewest_for_shares: int
    items_per_hour: int
    true_false_per_hour: int
    review_years: int
    # Stem words shorter than this say nothing about the key.
    telling_word_letters: int
    absolute_words: frozenset[str]
    negative_words: frozenset[str]
    asking_words: frozenset[str]
    relative_words: frozenset[str]


_ABSOLUTE = """
always never all none only every everyone nobody completely absolutely totally entirely impossible
"""
_NEGATIVE = "not except never cannot least neither nor"

THRESHOLDS = Thresholds(
    source="CE_RULES.md, sections 1 and 5",
    version="2026-11",
    key_to_distractor_length=Fraction(14, 10),
    option_length_ratio=Fraction(25, 10),
    long_option_characters=30,
    key_longest_share=Fraction(40, 100),
    key_position_share=Fraction(60, 100),
    fewest_for_shares=5,
    items_per_hour=6,
    true_false_per_hour=1,
    review_years=3,
    telling_word_letters=6,
    absolute_words=frozenset(_ABSOLUTE.split()),
    negative_words=frozenset(_NEGATIVE.split()),
    asking_words=frozenset({"which", "what", "who", "all", "each", "these"}),
    relative_words=frozenset({"who", "whose", "that", "when", "where", "if", "because"}),
)
