"""The REST door of sources and of their kinds."""

from governance.sources.api.connectors import Connectors
from governance.sources.api.sources import Sources, SourcesInBulk

__all__ = ["Connectors", "Sources", "SourcesInBulk"]
