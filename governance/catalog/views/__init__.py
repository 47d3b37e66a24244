"""Pages of the catalogue."""

from governance.catalog.views.assets import detail
from governance.catalog.views.comparing import compare
from governance.catalog.views.history import history
from governance.catalog.views.listing import index
from governance.catalog.views.many import many as many_at_once
from governance.catalog.views.saying import add, change, describe, move, restore, retire

__all__ = [
    "add",
    "change",
    "compare",
    "describe",
    "detail",
    "history",
    "index",
    "many_at_once",
    "move",
    "restore",
    "retire",
]
