"""Pages of sources: list, connect, test, change, scan regularly, pause, retire; their accounts."""

from governance.sources.views.accounts import forget, grant, new_script, script
from governance.sources.views.connecting import edit, new, try_out
from governance.sources.views.deeds import move, plan, test
from governance.sources.views.pages import detail, index, kinds

__all__ = [
    "detail",
    "edit",
    "forget",
    "grant",
    "index",
    "kinds",
    "move",
    "new",
    "new_script",
    "plan",
    "script",
    "test",
    "try_out",
]
