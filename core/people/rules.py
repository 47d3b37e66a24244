"""What may be tried to sign in with, and how often. Pure."""

from core.refusals import Refusal

TRIES = 10
WINDOW_SECONDS = 15 * 60


class TooManyTries(Refusal):
    """Too many failed attempts from this address or for this name; wait a while (HTTP 429)."""

    def __init__(self) -> None:
        super().__init__("too_many_tries", minutes=WINDOW_SECONDS // 60)


def too_many(failed: int) -> bool:
    """Whether another attempt is refused after so many failed ones within the window."""
    return failed >= TRIES


def typable(text: str) -> bool:
    """Whether somebody can have typed this: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
