from core import wiring


class WorkflowsConfig(wiring.HouseConfig):
    """Moving things: definitions, runs, approvals and bulk operations."""

    name = "workflows"
