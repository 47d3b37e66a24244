"""Addresses of this app: pages, REST, sockets, and paths at the root."""

from typing import Any

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from core.access import queries as access
from core.access import views as access_pages
from core.access.api import bindings, domains, groups, people, roles
from core.access.models import Container
from core.access.rules import Refused
from core.bulk import api as bulk
from core.bulk import views as bulk_pages
from core.changes.rules import Stale
from core.doors import about, objects, statuses
from core.inbox import views as inbox
from core.jobs import api as jobs
from core.jobs import views as job_pages
from core.jobs.live import Live
from core.people import views as account
from core.people.rules import TooManyTries
from core.saved import api as saved_api
from core.saved import views as view_pages
from core.schedules import api as schedules
from core.schedules import views as schedule_pages
from core.shell import views as shell
from core.system import api as system
from core.timeline import views as activity
from core.timeline.api import events, history
from core.tokens import views as token_pages
from core.tokens.api import tokens

app_name = "core"

# --- Pages ------------------------------------------------------------------------------------
urlpatterns: list[Any] = [
    path("", inbox.index, name="inbox"),
    path("palette/", shell.palette, name="palette"),
    path("ui/", shell.gallery, name="gallery"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("signed-out/", account.signed_out, name="signed-out"),
    path("settings/password/", account.password, name="password-change"),
    path("settings/password/changed/", account.password_changed, name="password-changed"),
    path("settings/profile/", access_pages.profile, name="profile"),
    path("settings/tokens/", token_pages.index, name="token-list"),
    path("settings/tokens/new/", token_pages.new, name="token-new"),
    path("settings/tokens/<uuid:pk>/revoke/", token_pages.revoke, name="token-revoke"),
    path("views/new/<slug:list>/", view_pages.new, name="view-new"),
    path("views/<uuid:pk>/edit/", view_pages.edit, name="view-edit"),
    path("views/<uuid:pk>/forget/", view_pages.forget, name="view-forget"),
    path("access/", access_pages.index, name="access-list"),
    path("access/people/new/", access_pages.add, name="person-new"),
    path("access/people/<uuid:pk>/", access_pages.person, name="person-detail"),
    path("access/people/<uuid:pk>/edit/", access_pages.edit, name="person-edit"),
    path("access/people/<uuid:pk>/deactivate/", access_pages.deactivate, name="person-deactivate"),
    path("access/groups/", access_pages.groups, name="group-list"),
    path("access/groups/new/", access_pages.new_group, name="group-new"),
    path("access/groups/<int:pk>/", access_pages.group, name="group-detail"),
    path("access/groups/<int:pk>/edit/", access_pages.edit_group, name="group-edit"),
    path("access/groups/<int:pk>/remove/", access_pages.remove_group, name="group-remove"),
    path("access/groups/<int:pk>/join/", access_pages.join, name="group-join"),
    path("access/groups/<int:pk>/leave/<uuid:person>/", access_pages.leave, name="group-leave"),
    path("access/roles/", access_pages.given, name="binding-list"),
    path("access/give/", access_pages.give, name="binding-new"),
    path("access/roles/<uuid:pk>/take/", access_pages.take, name="binding-take"),
    path("access/explain/", access_pages.explain, name="access-explain"),
    path("activity/", activity.index, name="event-list"),
    path("jobs/", job_pages.index, name="job-list"),
    path("jobs/tray/", job_pages.tray, name="job-tray"),
    path("jobs/<uuid:pk>/", job_pages.detail, name="job-detail"),
    path("jobs/<uuid:pk>/log/", job_pages.log, name="job-log"),
    path("jobs/<uuid:pk>/cancel/", job_pages.cancel, name="job-cancel"),
    path("bulk/<uuid:pk>/", bulk_pages.detail, name="bulk-detail"),
    *(
        path(f"bulk/<uuid:pk>/{verb}/", bulk_pages.go_on, {"verb": verb}, name=f"bulk-{verb}")
        for verb in bulk_pages.VERBS
    ),
    path("schedules/", schedule_pages.index, name="schedule-list"),
    path("schedules/<uuid:pk>/", schedule_pages.edit, name="schedule-edit"),
    path("schedules/<uuid:pk>/remove/", schedule_pages.remove, name="schedule-remove"),
    *(
        path(f"schedules/<uuid:pk>/{verb}/", schedule_pages.switch, {"enabled": on}, name=name)
        for verb, on, name in (
            ("enable", True, "schedule-enable"),
            ("disable", False, "schedule-disable"),
        )
    ),
]

# --- REST, below /api/v1/ ---------------------------------------------------------------------
statuses.means({Refused: 403, Stale: 412, TooManyTries: 429})
objects.offer(
    "core.container", lambda user: access.limit(Container.objects.all(), user, "catalog.view", "id")
)

_router = SimpleRouter(trailing_slash=False, use_regex_path=False)
_router.register("users", people.Users, "user")
_router.register("roles", roles.Roles, "role")
_router.register("bindings", bindings.Bindings, "binding")
_router.register("groups", groups.Groups, "group")
_router.register("groups/<int:id>/members", groups.Members, "group-member")
_router.register("domains", domains.Domains, "domain")
_router.register("tokens", tokens.Tokens, "token")
_router.register("views", saved_api.Views, "view")
_router.register("jobs", jobs.Jobs, "job")
_router.register("jobs/<uuid:id>/log", jobs.JobLogs, "job-log")
_router.register("bulk", bulk.Bulk, "bulk")
_router.register("bulk/<uuid:id>/items", bulk.BulkItems, "bulk-item")
_router.register("schedules", schedules.Schedules, "schedule")
_router.register("events", events.Events, "event")
_router.register("history/retention", history.Retentions, "retention")

api: list[Any] = [
    *_router.urls,
    path("me", people.Me.as_view(), name="me"),
    path("access/explain", bindings.Explain.as_view(), name="explain"),
    path("history/proof", history.Proof.as_view(), name="history-proof"),
    path("history/purge", history.Purge.as_view(), name="history-purge"),
    path("problems/<slug:code>", about.ProblemType.as_view(), name="problem"),
    path("schema", about.Schema.as_view(), name="api-schema"),
    path("docs", about.Docs.as_view(), name="api-docs"),
]

# --- WebSockets -------------------------------------------------------------------------------
live: list[Any] = [path("ws/live/", Live.as_asgi())]

# --- At the root; below /api only what nothing else has answered ------------------------------
root: list[Any] = [
    path("healthz", system.Health.as_view()),
    path("readyz", system.Readiness.as_view()),
    path("metrics", system.Metrics.as_view()),
    re_path(r"^api(/|$)", about.UnknownAddress.as_view()),
]
