"""The weights of a multiple response, all from the list that Moodle accepts."""

from lms.domain.questions import Question
from lms.exchange.losses import Losses

# Of so many right options, each share has a weight of its own in the list.
_SHARES = {
    1: "100",
    2: "50",
    3: "33.33333",
    4: "25",
    5: "20",
    6: "16.66667",
    7: "14.28571",
    8: "12.5",
    9: "11.11111",
    10: "10",
}
_MOST_ALIKE, _MOST = 10, 20


def weights_of(question: Question, losses: Losses) -> tuple[str, ...]:
    """The weight of each option, in their order; those of the right ones make 100."""
    rights = len(question.right_keys)
    shares = iter(_shares(rights, losses))
    wrong = f"-{_SHARES[rights]}" if question.has_partial_credit and rights in _SHARES else "-100"
    if not question.has_partial_credit and rights > 1:
        losses.add(
            "“All or nothing” has no weight in GIFT.",
            "Each right choice earns its share, and a wrong one takes all.",
        )
    return tuple(next(shares) if option.is_right else wrong for option in question.options)


def _shares(rights: int, losses: Losses) -> tuple[str, ...]:
    if rights in _SHARES:
        return (_SHARES[rights],) * rights
    losses.add(f"{rights} right answers have no equal weights in GIFT.", "Some weigh more.")
    if rights <= _MOST:
        # So many tens and fives make 100.
        return ("10",) * (_MOST - rights) + ("5",) * (2 * (rights - _MOST_ALIKE))
    return ("5",) * _MOST + ("0",) * (rights - _MOST)
