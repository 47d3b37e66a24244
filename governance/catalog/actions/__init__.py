"""What can be done with assets. Scans write theirs in bulk (`governance/scans/actions`)."""

from governance.catalog.actions.adding import add, change
from governance.catalog.actions.adopting import adopt
from governance.catalog.actions.describing import describe
from governance.catalog.actions.indexing import FACTS_VECTOR, VECTOR, index, learn
from governance.catalog.actions.moving import move
from governance.catalog.actions.ranking import rank, seed_precedence, settle_all
from governance.catalog.actions.recording import TRACKED
from governance.catalog.actions.renaming import catch_up, follow, rename
from governance.catalog.actions.retiring import restore, retire, retire_tree
from governance.catalog.actions.roots import add_root, follow_root, retire_source
from governance.catalog.actions.trees import Done

__all__ = [
    "FACTS_VECTOR",
    "TRACKED",
    "VECTOR",
    "Done",
    "add",
    "add_root",
    "adopt",
    "catch_up",
    "change",
    "describe",
    "follow",
    "follow_root",
    "index",
    "learn",
    "move",
    "rank",
    "rename",
    "restore",
    "retire",
    "retire_source",
    "retire_tree",
    "seed_precedence",
    "settle_all",
]
