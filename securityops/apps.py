from core import wiring


class SecurityopsConfig(wiring.HouseConfig):
    """Guarding the data sources."""

    name = "securityops"
