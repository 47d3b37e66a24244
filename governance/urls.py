"""Addresses of this app: pages, REST, sockets, and paths at the root."""

from typing import Any

from django.urls import path
from rest_framework.routers import SimpleRouter

from core.bulk.api import BulkDoor
from core.doors import objects, statuses
from governance.catalog import api as catalog_api
from governance.catalog import queries as assets
from governance.catalog import views as catalog
from governance.connector import Trouble
from governance.scans import views as scans
from governance.scans.api import renames as renames_api
from governance.scans.api import scans as scans_api
from governance.search import api as search_api
from governance.search import views as search
from governance.sources import api as sources_api
from governance.sources import queries as source_queries
from governance.sources import views as sources

app_name = "governance"

urlpatterns: list[Any] = [
    path("search/", search.results, name="search"),
    path("assets/", catalog.index, name="asset-list"),
    path("assets/bulk/", catalog.many_at_once, name="asset-many"),
    path("assets/<uuid:pk>/", catalog.detail, name="asset-detail"),
    path("assets/<uuid:pk>/history/", catalog.history, name="asset-history"),
    path("assets/<uuid:pk>/compare/", catalog.compare, name="asset-compare"),
    path("assets/<uuid:pk>/describe/", catalog.describe, name="asset-describe"),
    path("assets/<uuid:pk>/edit/", catalog.change, name="asset-edit"),
    path("assets/<uuid:pk>/move/", catalog.move, name="asset-move"),
    path("assets/<uuid:pk>/retire/", catalog.retire, name="asset-retire"),
    path("assets/<uuid:pk>/restore/", catalog.restore, name="asset-restore"),
    path("assets/new/", catalog.add, name="asset-new"),
    path("sources/", sources.index, name="source-list"),
    path("sources/new/", sources.kinds, name="source-kinds"),
    path("sources/new/<slug:connector>/", scans.connect, name="source-new"),
    path("sources/new/<slug:connector>/test/", sources.try_out, name="source-try"),
    path("sources/<uuid:pk>/", sources.detail, name="source-detail"),
    path("sources/<uuid:pk>/edit/", sources.edit, name="source-edit"),
    path("sources/new/<slug:connector>/script/", sources.new_script, name="source-new-script"),
    *(
        path(f"sources/<uuid:pk>/{way}/", sources.test, {"purpose": purpose}, name=name)
        for way, purpose, name in (
            ("test", "read", "source-test"),
            ("grant-account/test", "grant", "source-grant-test"),
        )
    ),
    path("sources/<uuid:pk>/grant-account/", sources.grant, name="source-grant"),
    path("sources/<uuid:pk>/grant-account/forget/", sources.forget, name="source-grant-forget"),
    path("sources/<uuid:pk>/script/", sources.script, name="source-script"),
    path("sources/<uuid:pk>/scan/", scans.scan, name="source-scan"),
    path("sources/<uuid:pk>/plan/", sources.plan, name="source-plan"),
    *(
        path(f"sources/<uuid:pk>/{verb}/", sources.move, {"verb": verb}, name=f"source-{verb}")
        for verb in ("pause", "resume", "retire")
    ),
    path("scans/", scans.index, name="scan-list"),
    path("scans/<uuid:pk>/", scans.detail, name="scan-detail"),
    *(
        path(f"scans/<uuid:pk>/{verb}/", view, name=f"scan-{verb}")
        for verb, view in (
            ("release", scans.release),
            ("keep", scans.keep),
            ("roll-back", scans.roll_back),
            ("accept-sure", scans.accept_sure),
        )
    ),
    path("renames/", scans.renames, name="rename-list"),
    path("renames/<uuid:pk>/accept/", scans.accept, name="rename-accept"),
    path("renames/<uuid:pk>/reject/", scans.reject, name="rename-reject"),
]
statuses.means({Trouble: 400})
objects.offer("governance.asset", assets.visible)
objects.offer("governance.source", source_queries.visible)

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("sources", sources_api.Sources, "source")
router.register("scans", scans_api.Scans, "scan")
router.register("renames", renames_api.Renames, "rename")
router.register("assets", catalog_api.Assets, "asset")
router.register("precedence", catalog_api.Precedences, "precedence")
router.register("retirements", catalog_api.Retirements, "retirement")

api: list[Any] = [
    path("connectors", sources_api.Connectors.as_view()),
    path("assets/bulk", catalog_api.AssetsInBulk.as_view(BulkDoor.ROUTES), name="asset-bulk"),
    path("sources/bulk", sources_api.SourcesInBulk.as_view(BulkDoor.ROUTES), name="source-bulk"),
    path("search", search_api.Search.as_view()),
    path(
        "assets/<uuid:id>/history",
        catalog_api.AssetHistory.as_view({"get": "list"}, basename="asset-history"),
    ),
    path("assets/<uuid:id>/as-of", catalog_api.AssetAsOf.as_view()),
    path("assets/<uuid:id>/diff", catalog_api.AssetDiff.as_view()),
    path(
        "sources/<uuid:id>/diff",
        catalog_api.SourceDiff.as_view({"get": "list"}, basename="source-diff"),
    ),
    path(
        "scans/<uuid:id>/changes",
        scans_api.ScanChanges.as_view({"get": "list"}, basename="scan-changes"),
    ),
    path(
        "scans/<uuid:id>/held",
        scans_api.ScanHeld.as_view({"get": "list"}, basename="scan-held"),
    ),
    *router.urls,
]
live: list[Any] = []
root: list[Any] = []
