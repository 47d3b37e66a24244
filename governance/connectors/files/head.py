"""The beginning of a text file: so many bytes, unpacked, and in which encoding they are."""

import codecs
import re
import zlib
from dataclasses import dataclass
from typing import BinaryIO

MOST = 1 << 20  # bytes of text that are looked at
MEMBERS = 1_000  # parts of which a packed file may be put together, as far as it is looked at
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # in windows-1252
CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x19\x1c-\x1f]")
TEXT = 0.02  # share of such characters above which it is no text


class Unreadable(Exception):
    """A file that cannot tell its columns: `code` is one of PROBLEMS."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Head:
    text: str
    encoding: str
    whole: bool  # nothing comes after it


def read_head(file: BinaryIO, *, packed: bool) -> Head:
    """Raises Unreadable for what is no text."""
    content, whole = _unpacked(file) if packed else _read(file)
    encoding = _encoding(content, whole)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(content, final=whole)
    text = text.removeprefix("\ufeff")
    if len(CONTROLS.findall(text)) > TEXT * len(text):
        raise Unreadable("file_broken", "no text")
    return Head(text, encoding, whole)


def _read(file: BinaryIO) -> tuple[bytes, bool]:
    content = file.read(MOST + 1)
    return content[:MOST], len(content) <= MOST


def _unpacked(file: BinaryIO) -> tuple[bytes, bool]:
    """As much as fits: neither much is read nor much unpacked, whatever is in there."""
    rest, ended = _read(file)
    parts: list[bytes] = []
    room = MOST
    try:
        for _ in range(MEMBERS):
            member = zlib.decompressobj(wbits=31)
            while rest and room and not member.eof:
                parts.append(member.decompress(rest, room))
                room -= len(parts[-1])
                rest = member.unconsumed_tail
            rest = member.unused_data or rest
            if not rest or not room:
                break
    except zlib.error as error:
        if not parts:
            raise Unreadable("file_broken", str(error)) from None
    return b"".join(parts), ended and not rest


def _encoding(content: bytes, whole: bool) -> str:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:4096]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if zeros.count(0) > 0.4 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
    except UnicodeDecodeError:
        return "latin-1" if UNDEFINED.search(content) else "windows-1252"
    return "utf-8"
