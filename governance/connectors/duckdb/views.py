"""Views, which DuckDB keeps with the columns they had when they were made.

It looks again only when a view is used. So all of them are looked up before anything is read of
them: many in one statement, and where that fails in halves, until the broken ones are found.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from governance.connectors.duckdb import statements
from governance.connectors.duckdb.keeper import Failed, Lost, Slow

View = tuple[str, str]

PART, ATTEMPTS = 250, 2_000
SECONDS = 10.0  # for one statement: looking up reads no data
FALLS = 8  # enough to find one view among a part that takes DuckDB down


class Views:
    """`broken` are those that no longer work, with what DuckDB said.

    A view of files outside, or of an extension, is not broken: it may work where it is used. Here
    it is shown with the columns that DuckDB kept.
    """

    def __init__(self, names: Sequence[View], send: Callable[[str, float], None]) -> None:
        self._names = list(names)
        self._send = send
        self._good: list[list[View]] = []
        self.broken: dict[View, str] = {}

    def look_up(self) -> None:
        parts = [self._names[at : at + PART] for at in range(0, len(self._names), PART)][::-1]
        attempts, falls = ATTEMPTS, FALLS
        while parts and attempts and falls:
            part = parts.pop()
            attempts -= 1
            try:
                self._send(statements.bound(part), SECONDS)
            except Failed as failed:
                self._spoiled(part, parts, failed)
            except (Slow, Lost) as fallen:
                falls -= 1
                self._spoiled(part, parts, fallen)
                self._again()
            else:
                self._good.append(part)

    def _spoiled(self, part: list[View], parts: list[list[View]], error: Exception) -> None:
        if len(part) > 1:
            half = len(part) // 2
            parts += [part[half:], part[:half]]
        elif not _elsewhere(error):
            self.broken[part[0]] = str(error) or "DuckDB gave up"

    def _again(self) -> None:
        """A process that was started anew knows nothing of what the last one looked up."""
        with suppress(Failed, Slow, Lost):  # their columns are then what DuckDB kept
            for part in self._good:
                self._send(statements.bound(part), SECONDS)


def _elsewhere(error: Exception) -> bool:
    if not isinstance(error, Failed):
        return False
    return error.kind == "PermissionException" or "extension" in str(error)
