"""What can be done with scans: start and run one, decide what it left open, take it back."""

from governance.scans.actions.renaming import accept_rename, accept_sure_renames, reject_rename
from governance.scans.actions.scanning import scan
from governance.scans.actions.starting import start
from governance.scans.actions.undoing import roll_back, undo
from governance.scans.actions.vanishing import keep, release

__all__ = [
    "accept_rename",
    "accept_sure_renames",
    "keep",
    "reject_rename",
    "release",
    "roll_back",
    "scan",
    "start",
    "undo",
]
