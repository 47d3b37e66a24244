"""The role × right matrix, and what a set of rights allows. Pure.

A right is `<noun>.<verb>`; roles hold rights; a binding gives a role to someone on a container
(everything, a domain, a source, a workspace, a workflow), until a date if there is one.
"""

from collections.abc import Iterable

from core.refusals import Refusal

NOUNS_VIEW_MANAGE = (
    "analytics",
    "collaboration",
    "workflow",
    "performance",
    "alerts",
    "security",
    "audit",
    "sources",
    "scans",
    "catalog",
    "labels",
    "requests",
    "reports",
    "backups",
    "schedules",
    "access",
)
SPECIAL = (
    "sources.grant",
    "workspace.create",
    "workspace.edit",
    "workflow.create",
    "workflow.execute",
    "samples.view",
    "history.purge",
    "access.impersonate",
)
RIGHTS: tuple[str, ...] = tuple(
    sorted([f"{n}.{verb}" for n in NOUNS_VIEW_MANAGE for verb in ("view", "manage")] + [*SPECIAL])
)


def _both(*nouns: str) -> set[str]:
    return {f"{noun}.{verb}" for noun in nouns for verb in ("view", "manage")}


def _view(*nouns: str) -> set[str]:
    return {f"{noun}.view" for noun in nouns}


_BASICS = _view("catalog", "sources", "scans", "labels", "collaboration", "reports")
_ANALYSIS = _view("analytics", "performance", "alerts", "workflow", "security")

# The four roles of the mission and two custom ones that every installation starts with.
ROLES: dict[str, frozenset[str]] = {
    "admin": frozenset(RIGHTS),
    "steward": frozenset(
        _BASICS
        | _ANALYSIS
        | _both("catalog", "sources", "scans", "labels", "requests", "reports", "schedules")
        | _both("collaboration", "workflow", "alerts", "analytics")
        | _view("audit", "performance")
        | {"workspace.create", "workspace.edit", "workflow.create", "workflow.execute"}
        | {"samples.view"}
    ),
    "analyst": frozenset(_BASICS | _ANALYSIS | _view("requests", "schedules") | {"workspace.edit"}),
    "viewer": frozenset(_BASICS),
    "security_officer": frozenset(
        _BASICS | _ANALYSIS | _both("security", "audit", "alerts") | {"access.view"}
    ),
    "dba": frozenset(
        _BASICS
        | _ANALYSIS
        | _both("sources", "scans", "performance", "alerts", "schedules")
        | {"sources.grant"}
    ),
}
BUILT_IN = ("admin", "steward", "analyst", "viewer")


class Refused(Refusal):
    """The actor lacks a right; `right` names it so that a page can say whom to ask."""

    def __init__(self, right: str, on: str = "") -> None:
        super().__init__("refused", right=right, on=on)
        self.right = right


def codename(right: str) -> str:
    """The right as Django permission codename: a dot would be read as an app label."""
    return right.replace(".", "_")


def right_of(code: str) -> str:
    """The inverse of `codename`."""
    noun, _, verb = code.rpartition("_")
    return f"{noun}.{verb}"


def unknown(rights: Iterable[str]) -> list[str]:
    """Which of these are no rights at all, sorted."""
    return sorted(set(rights) - set(RIGHTS))
