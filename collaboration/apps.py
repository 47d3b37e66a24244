from core import wiring


class CollaborationConfig(wiring.HouseConfig):
    """Working together on the data."""

    name = "collaboration"
