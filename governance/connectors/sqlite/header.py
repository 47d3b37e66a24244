"""What the first page of a SQLite file tells, before SQLite itself opens it."""

import math
import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from governance.connector import Trouble

MAGIC = b"SQLite format 3\0"
RANDOM = 7.0  # bits of entropy a byte: ciphertext has more, text and programs have less


@dataclass(frozen=True, slots=True)
class Header:
    version: str  # of the library that wrote last
    wal: bool


def read_header(path: Path, shown: str) -> Header:
    """Raises truncated, encrypted, not_a_database or source_refuses, about the path `shown`."""
    try:
        with path.open("rb") as file:
            head, size = file.read(4096), os.fstat(file.fileno()).st_size
    except OSError:
        raise Trouble("source_refuses", what=shown) from None
    if size < 100 and MAGIC.startswith(head[:16]):
        raise Trouble("truncated", path=shown)
    page = _page_size(head)
    if not page:
        encrypted = size % 512 == 0 and _entropy(head) > RANDOM
        raise Trouble("encrypted" if encrypted else "not_a_database", path=shown)
    # with a journal beside it, the file may rightly be shorter for a moment
    journals = size_of(f"{path}-wal") + size_of(f"{path}-journal")
    if _pages(head) * page > size and not journals:
        raise Trouble("truncated", path=shown)
    version = int.from_bytes(head[96:100], "big")
    text = f"{version // 1_000_000}.{version // 1000 % 1000}.{version % 1000}"
    return Header(text if version else "3", 2 in head[18:20])


def size_of(path: str) -> int:
    """0 as well for a file that is not there."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def _page_size(head: bytes) -> int:
    page = int.from_bytes(head[16:18], "big")
    page = 65536 if page == 1 else page
    usable = head.startswith(MAGIC) and page >= 512 and not page & (page - 1)
    return page if usable else 0


def _pages(head: bytes) -> int:
    """As the header has it, if its two counters agree: writers before 3.7 left the number alone."""
    return int.from_bytes(head[28:32], "big") if head[24:28] == head[92:96] else 0


def _entropy(sample: bytes) -> float:
    shares = [count / len(sample) for count in Counter(sample).values()]
    return -sum(share * math.log2(share) for share in shares)
