from core import wiring


class GovernanceConfig(wiring.HouseConfig):
    """The data: sources, scans and the catalogue of what they hold."""

    name = "governance"
    rooms = ("catalog", "sources", "scans", "search", "sample")
