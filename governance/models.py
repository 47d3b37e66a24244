"""Index of the rooms' tables, for Django only: code imports from the room, never from here."""

from governance.catalog.models import Asset, AssetSize, Word
from governance.scans.models import Scan
from governance.sources.models import Source, SourceSecret

__all__ = ["Asset", "AssetSize", "Scan", "Source", "SourceSecret", "Word"]
