"""Assets, what is said of them, what became of them, and what was retired."""

from governance.catalog.api.assets import KINDS, AssetOut, Assets, AssetsInBulk
from governance.catalog.api.history import AssetHistory
from governance.catalog.api.moments import AssetAsOf, AssetDiff, SourceDiff
from governance.catalog.api.precedence import Precedences
from governance.catalog.api.retirements import Retirements

__all__ = [
    "KINDS",
    "AssetAsOf",
    "AssetDiff",
    "AssetHistory",
    "AssetOut",
    "Assets",
    "AssetsInBulk",
    "Precedences",
    "Retirements",
    "SourceDiff",
]
