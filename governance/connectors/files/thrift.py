"""The compact protocol of Thrift, as far as a Parquet footer needs it."""

import struct
from collections.abc import Callable, Mapping
from typing import Any

TRUE, FALSE, BYTE, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
WHOLE = (4, 5, 6)  # numbers of 16, 32 and 64 bits, all written alike
DEEPEST = 40


class Malformed(Exception):
    """These bytes are not what they should be."""


class Reader:
    """A cursor over bytes from a stranger: raises Malformed, never reads beyond the end."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def byte(self) -> int:
        if self.at >= len(self.content):
            raise Malformed("it ends too early")
        self.at += 1
        return self.content[self.at - 1]

    def bytes(self, count: int) -> bytes:
        if count > len(self.content) - self.at:
            raise Malformed("it ends too early")
        self.at += count
        return self.content[self.at - count : self.at]

    def unsigned(self) -> int:
        number = shift = 0
        while shift < 70:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7
        raise Malformed("a number that is too long")

    def signed(self) -> int:
        number = self.unsigned()
        return (number >> 1) ^ -(number & 1)

    def fields(
        self, wanted: Mapping[int, Callable[[int], Any]], depth: int = 0, last: int = 0
    ) -> dict[int, Any]:
        """The wanted fields of a struct: by number, what their reader makes of a value.

        After the field `last` the rest is not looked at.
        """
        found: dict[int, Any] = {}
        number = 0
        while (not last or last not in found) and (head := self.byte()):
            number = number + (head >> 4) if head >> 4 else self.signed()
            kind = head & 0x0F
            if number in wanted:
                found[number] = wanted[number](kind)
            else:
                self.skip(kind, depth + 1)
        return found

    def items(self) -> tuple[int, int]:
        """Type and number of what is in a list."""
        head = self.byte()
        count = head >> 4
        return head & 0x0F, self.unsigned() if count == 15 else count

    def whole(self, kind: int) -> int:
        if kind == BYTE:
            return self.byte()
        if kind not in WHOLE:
            raise Malformed("no number where one belongs")
        return self.signed()

    def text(self, kind: int) -> str:
        if kind != BINARY:
            raise Malformed("no text where it belongs")
        return self.bytes(self.unsigned()).decode("utf-8", "replace")

    def skip(self, kind: int, depth: int = 0) -> None:
        """Read over a value of any type."""
        if depth > DEEPEST:
            raise Malformed("nested too deeply")
        if kind in WHOLE:
            self.unsigned()
        elif kind == STRUCT:
            self.fields({}, depth)
        elif kind in (LIST, SET):
            inner, count = self.items()
            for _ in range(count):
                self.skip_item(inner, depth)
        elif kind == MAP:
            self._skip_map(depth)
        else:
            self._skip_plain(kind)

    def skip_item(self, kind: int, depth: int) -> None:
        if kind in (TRUE, FALSE):  # in a list a flag takes a byte
            self.byte()
        else:
            self.skip(kind, depth + 1)

    def _skip_map(self, depth: int) -> None:
        count = self.unsigned()
        kinds = self.byte() if count else 0
        for _ in range(count):
            self.skip_item(kinds >> 4, depth)
            self.skip_item(kinds & 0x0F, depth)

    def _skip_plain(self, kind: int) -> None:
        if kind == BYTE:
            self.byte()
        elif kind == DOUBLE:
            self.bytes(struct.calcsize("d"))
        elif kind == BINARY:
            self.bytes(self.unsigned())
        elif kind not in (TRUE, FALSE):
            raise Malformed("an unknown type")
