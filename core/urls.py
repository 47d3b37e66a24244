"""Addresses of this app: pages, REST, sockets, and paths at the root."""

from typing import Any

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from core.access import queries as access
from core.access.api import bindings, domains, people, roles
from core.access.models import Container
from core.access.rules import Refused
from core.changes.rules import Stale
from core.doors import about, objects, statuses
from core.jobs import api as jobs
from core.people.rules import TooManyTries
from core.schedules import api as schedules
from core.system import api as system
from core.timeline import api as timeline
from core.tokens.api import tokens

app_name = "core"

# --- Pages ------------------------------------------------------------------------------------
urlpatterns: list[Any] = []

# --- REST, below /api/v1/ ---------------------------------------------------------------------
statuses.means({Refused: 403, Stale: 412, TooManyTries: 429})
objects.offer("core.container", lambda user: access.limit(
    Container.objects.all(), user, "catalog.view", "id"
))

_router = SimpleRouter(trailing_slash=False, use_regex_path=False)
_router.register("users", people.Users, "user")
_router.register("roles", roles.Roles, "role")
_router.register("bindings", bindings.Bindings, "binding")
_router.register("domains", domains.Domains, "domain")
_router.register("tokens", tokens.Tokens, "token")
_router.register("jobs", jobs.Jobs, "job")
_router.register("jobs/<uuid:id>/log", jobs.JobLogs, "job-log")
_router.register("schedules", schedules.Schedules, "schedule")
_router.register("events", timeline.Events, "event")

api: list[Any] = [
    *_router.urls,
    path("me", people.Me.as_view(), name="me"),
    path("access/explain", bindings.Explain.as_view(), name="explain"),
    path("problems/<slug:code>", about.ProblemType.as_view(), name="problem"),
    path("schema", about.Schema.as_view(), name="api-schema"),
    path("docs", about.Docs.as_view(), name="api-docs"),
]

# --- WebSockets -------------------------------------------------------------------------------
live: list[Any] = []

# --- At the root; below /api only what nothing else has answered ------------------------------
root: list[Any] = [
    path("healthz", system.Health.as_view()),
    path("readyz", system.Readiness.as_view()),
    path("metrics", system.Metrics.as_view()),
    re_path(r"^api(/|$)", about.UnknownAddress.as_view()),
]
