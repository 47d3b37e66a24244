"""Base classes of every "no" that a verb can say. Doors translate them once; no Django here.

A refusal carries a `code` and plain parameters, never a sentence: the door that shows it renders
the sentence in the reader's language (see `core/doors/sentences.py`).
"""

from typing import Any


class Refusal(Exception):
    """Something that was asked for will not be done, for a reason that can be named."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class Impossible(Refusal):
    """The object is in a state in which this verb makes no sense (HTTP 409)."""


class Invalid(Refusal):
    """A value that was given cannot be accepted (HTTP 400); `field` names it."""

    def __init__(self, code: str, field: str = "", **params: Any) -> None:
        super().__init__(code, **params)
        self.field = field


def database_trouble(error: BaseException) -> str:
    """What is wrong with our own database, as a code: disk_full, else unavailable.

    Told by the SQLSTATE that the driver gives (class 53, insufficient resources).
    """
    state = getattr(error.__cause__, "sqlstate", None)
    return "disk_full" if state == "53100" else "unavailable"
