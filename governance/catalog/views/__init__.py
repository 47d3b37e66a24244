"""Pages of the catalogue."""

from governance.catalog.views.assets import detail, index
from governance.catalog.views.history import history

__all__ = ["detail", "history", "index"]
