"""Pages of the catalogue."""

from governance.catalog.views.assets import detail
from governance.catalog.views.history import history
from governance.catalog.views.listing import index

__all__ = ["detail", "history", "index"]
