"""What is in every quiz of ours and has no place in the formats that we write."""

from lms.domain.questions import Feedback, Kind, Question, Quiz, Shuffle
from lms.exchange.losses import Losses

_LEFT_OUT = "It is left out."


def unsaid_of_quiz(quiz: Quiz, format_name: str, losses: Losses) -> None:
    """The rules of a quiz: whoever takes the file in sets them there."""
    set_there = "Set it in the other system."
    attempts = "any number of attempts" if quiz.attempts is None else f"{quiz.attempts} attempts"
    rules = f"The pass mark ({quiz.pass_mark_percent}%) and the limit ({attempts})"
    losses.add(f"{rules} have no place in {format_name}.", "Set them in the other system.")
    if quiz.feedback is not Feedback.EACH_ANSWER:
        released = quiz.feedback.value.replace("_", " ")
        losses.add(f"When feedback is shown ({released}) has no place in {format_name}.", set_there)

    for scenario in quiz.scenarios:
        losses.at("", scenario.title).add(
            f"A scenario, whose choices lead on, has no place in {format_name}.", _LEFT_OUT
        )
    for block in quiz.blocks:
        for part in block.parts:
            losses.at("", part.title or block.title).add(
                f"A part that waits until it is opened has no place in {format_name}.",
                "Its text is left out, and its questions follow the others.",
            )


def unsaid_of_gift(quiz: Quiz, losses: Losses) -> None:
    """The rules that QTI can state and GIFT cannot."""
    if quiz.shuffle is not Shuffle.OPTIONS:
        losses.add(f"What is shuffled ({quiz.shuffle}) has no place in GIFT.", "Set it there.")
    if quiz.time_limit_minutes is not None:
        losses.add(
            f"The limit of {quiz.time_limit_minutes} minutes has no place in GIFT.", "Set it there."
        )


def unsaid_of_question(question: Question, format_name: str, losses: Losses) -> None:
    """What a question says beside its key and explanation."""
    for what, is_there in (
        ("The hint", bool(question.hint_html)),
        ("The objective", bool(question.objectives)),
        ("The source", bool(question.source_html)),
        ("The mark “application”", question.is_application),
    ):
        if is_there:
            losses.add(f"{what} has no place in {format_name}.", _LEFT_OUT)
    if question.least_words:
        least = f"“At least {question.least_words} words”"
        losses.add(f"{least} has no place in {format_name}.", _LEFT_OUT)


def unsaid_of_item(question: Question, losses: Losses) -> None:
    """What only GIFT cannot say of a question."""
    if question.points > 1:
        losses.add(
            f"The {question.points} points have no place in GIFT.", "Set them in the other system."
        )
    if question.keeps_order:
        losses.add("“Keep order” has no place in GIFT.", "Options may be shuffled there.")
    if any(option.stays_last for option in question.options) and not question.keeps_order:
        losses.add("An option that stays last has no place in GIFT.", "It may be shuffled there.")
    is_all_or_nothing = not question.has_partial_credit
    if is_all_or_nothing and question.kind in {Kind.MATCHING, Kind.ORDERING}:
        losses.add("“All or nothing” has no place in GIFT.", "Each line earns its share there.")


def forgives(format_name: str, losses: Losses) -> None:
    """What we forgive in words that are typed, and other systems do not."""
    losses.add(
        f"Forgiving accents, spacing and a slip in a long word has no place in {format_name}.",
        "The words are compared as they are written, but for capitals.",
    )
