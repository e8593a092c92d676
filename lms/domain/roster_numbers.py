"""What a body would refuse a number for by its form alone (CE_RULES 4)."""

# Data, as CE Broker describes its files: whole numbers of so many digits, without the prefix.
TRACKING_DIGITS = 9
TRACKING_PREFIXES = {"provider": "50-", "course": "20-"}
WHOSE = {"provider": "The provider's", "course": "The course's"}


def tracking_number(about: str, kept: str) -> str:
    """The number as a file for CE Broker has it: without the prefix that its pages show."""
    return kept.removeprefix(TRACKING_PREFIXES[about])


def why_no_tracking_number(about: str, kept: str) -> str:
    """Why CE Broker would refuse a provider's or a course's number, or nothing."""
    number = tracking_number(about, kept)
    if number.isascii() and number.isdigit() and len(number) <= TRACKING_DIGITS:
        return ""
    return (
        f"{WHOSE[about]} tracking number “{kept}” is none that CE Broker gives: {TRACKING_DIGITS} "
        f"digits at most, with or without {TRACKING_PREFIXES[about]} before them. Correct it."
    )


def why_no_license_number(number: str) -> str:
    """Why a body would refuse the number of a license, or nothing: every board's has a digit."""
    if not any(character in "0123456789" for character in number):
        return (
            f"The license number “{number}” has no digit. "
            "Reissue the certificate with the right one."
        )
    if not (number.isascii() and number.isprintable()):
        return (
            f"The license number “{number}” has characters that no board's number has. "
            "Reissue the certificate with the right one."
        )
    return ""
