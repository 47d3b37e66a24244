"""Pages of scans: what was read, what a scan leaves to a person, and what was only renamed."""

from governance.scans.views.deciding import (
    accept,
    accept_sure,
    keep,
    reject,
    release,
    renames,
    roll_back,
)
from governance.scans.views.pages import connect, detail, index, scan

__all__ = [
    "accept",
    "accept_sure",
    "connect",
    "detail",
    "index",
    "keep",
    "reject",
    "release",
    "renames",
    "roll_back",
    "scan",
]
