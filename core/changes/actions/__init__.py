"""What can be done with history: record it, seal it, prove it, take values away."""

from core.changes.actions.months import open_months
from core.changes.actions.moving import follow_server
from core.changes.actions.proving import Finding, verify_history
from core.changes.actions.purging import purge
from core.changes.actions.recording import (
    ABOUT,
    DIGEST,
    Held,
    create,
    hold,
    remove,
    save,
    who,
)
from core.changes.actions.retiring import Gone, retire
from core.changes.actions.sealing import seal
from core.changes.rules import Stale

__all__ = [
    "ABOUT",
    "DIGEST",
    "Finding",
    "Gone",
    "Held",
    "Stale",
    "create",
    "follow_server",
    "hold",
    "open_months",
    "purge",
    "remove",
    "retire",
    "save",
    "seal",
    "verify_history",
    "who",
]
