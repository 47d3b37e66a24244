"""Index of the rooms' tables, for Django only: code imports from the room, never from here."""

from governance.catalog.models import (
    Alias,
    Asset,
    AssetCount,
    AssetSize,
    Fact,
    Precedence,
    Retired,
    RetireGroup,
    Word,
)
from governance.scans.models import Scan
from governance.sources.models import Source, SourceSecret

__all__ = [
    "Alias",
    "Asset",
    "AssetCount",
    "AssetSize",
    "Fact",
    "Precedence",
    "RetireGroup",
    "Retired",
    "Scan",
    "Source",
    "SourceSecret",
    "Word",
]
