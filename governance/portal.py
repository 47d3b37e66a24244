"""What governance adds to the frame of the portal."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.doors.marking import marked
from core.people.models import User
from core.portal import (
    ActionEntry,
    Found,
    MenuEntry,
    offer,
    offer_actions,
    pages,
    register_search,
)
from core.saved import engine as saved
from core.system.engine import Finding, checkup
from governance.catalog import queries as assets
from governance.catalog.models import Asset
from governance.search import queries
from governance.sources import queries as sources

ICONS: dict[int, str] = {
    Asset.Kind.SOURCE: "plug",
    Asset.Kind.SCHEMA: "folder",
    Asset.Kind.TABLE: "table-2",
    Asset.Kind.VIEW: "eye",
    Asset.Kind.MATERIALIZED_VIEW: "layers",
    Asset.Kind.FOREIGN_TABLE: "external-link",
    Asset.Kind.PARTITIONED_TABLE: "rows-3",
    Asset.Kind.COLUMN: "columns-3",
    Asset.Kind.FILE: "file-spreadsheet",
    Asset.Kind.DASHBOARD: "layout-dashboard",
    Asset.Kind.JOB: "workflow",
    Asset.Kind.MODEL: "brain",
    Asset.Kind.TOPIC: "radio-tower",
    Asset.Kind.REPORT: "file-chart-column",
    Asset.Kind.API: "webhook",
}


class Palette:
    """Assets in the command palette: the same ranking as everywhere."""

    kind = "asset"
    label = _("Assets")

    def find(self, user: User, text: str, limit: int) -> list[Found]:
        """The best hits with their paths."""
        return [
            Found(
                label=marked(hit.asset.name, hit.words),
                url=reverse("governance:asset-detail", args=[hit.asset.pk]),
                icon=ICONS[hit.asset.kind],
                hint=hit.asset.fqn,
            )
            for hit in queries.search(user, text, limit=limit).hits
        ]


register_search(Palette())

saved.offer(
    saved.List("asset", "catalog.view", "governance:asset-list"),
    saved.List("precedence", "catalog.view"),
    saved.List("retirement", "catalog.view"),
    saved.List("source", "sources.view"),
    saved.List("scan", "scans.view"),
    saved.List("rename", "scans.view"),
)

offer(
    MenuEntry("catalog", _("Assets"), "governance:asset-list", "database", "catalog.view", 10),
    MenuEntry("catalog", _("Sources"), "governance:source-list", "plug", "sources.view", 20),
    MenuEntry("observe", _("Scans"), "governance:scan-list", "scan-search", "scans.view", 10),
    MenuEntry(
        "catalog", _("Renamed?"), "governance:rename-list", "text-cursor-input", "scans.manage", 30
    ),
)
offer_actions(
    ActionEntry(
        _("Connect a source"),
        "governance:source-kinds",
        "plug",
        "sources.manage",
        _("Connect a database: its first scan starts at once."),
        10,
    ),
    ActionEntry(
        _("Add an asset"),
        "governance:asset-new",
        "plus",
        "catalog.manage",
        _("A dashboard, job, model, topic, report or API that no scan finds."),
        15,
    ),
    ActionEntry(
        _("Search the catalogue"),
        "governance:search",
        "search",
        "catalog.view",
        _("Find a table or column by its name, or by half of it."),
        20,
    ),
)
pages(
    {
        "governance.source": "governance:source-detail",
        "governance.asset": "governance:asset-detail",
    }
)


@checkup
def stored_secrets() -> Finding:
    """Secrets under an old key keep that key needed."""
    waiting = sources.under_old_keys()
    advice = "Run manage.py rotate_secrets; the old key is needed until then." if waiting else ""
    return Finding("Stored secrets", f"{waiting} under an old key", advice)


@checkup
def counts() -> Finding:
    """Counts that lists show, against the assets themselves."""
    drifts = len(assets.drifts())
    advice = "Something switched the triggers off; they are mended each night." if drifts else ""
    return Finding("Counts of assets", f"{drifts} differ from what is there", advice)
