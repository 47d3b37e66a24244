from core import wiring


class MonitoringConfig(wiring.HouseConfig):
    """Watching the data sources."""

    name = "monitoring"
