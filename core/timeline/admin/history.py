from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core import portal
from core.access import queries as access
from core.changes import engine
from core.changes.models import Change, Retention, Seal
from core.doors.modeladmin import HouseAdmin, by_id, link, told
from core.doors.pages import see_other
from core.people.models import User
from core.timeline import actions, queries


def _changes(user: User) -> QuerySet[Change]:
    """Changes in the sources whose audit one sees; all of them with `audit.view` on everything."""
    return access.limit(Change.objects.all(), user, "audit.view", "source_id")


def _seals(user: User) -> QuerySet[Seal]:
    """Seals cover everybody's changes, so that they are for who may see all of them."""
    seals = Seal.objects.defer("leaves", "rows_hash", "previous")
    return seals if access.can(user, "audit.view") else seals.none()


class KindFilter(admin.SimpleListFilter):
    """Kinds of objects that have a history."""

    title = _("kind")
    parameter_name = "object_kind"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(tracked.kind, tracked.kind) for tracked in engine.ledger()]

    def queryset(self, request: Any, queryset: QuerySet[Change]) -> QuerySet[Change]:
        return queryset.filter(object_kind=self.value()) if self.value() else queryset


class WithReason(ActionForm):
    """Beside the choice of what to do: why."""

    reason = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"placeholder": _("Reason")})
    )


@admin.register(Change)
class Changes(HouseAdmin):
    """What changed, object by object; values can be taken out of it."""

    seen = staticmethod(_changes)
    view_right = "audit.view"
    list_display = ("at", "object_kind", "object_id", "revision", "verb", "who", "reason")
    list_filter = ("at", KindFilter)
    action_form = WithReason
    actions = ("try_purge", "purge")
    search_fields = ("object_id",)
    search_help_text = _("The id of an object, or of the source it lies in")
    fields = (
        *("at", "object_kind", "object_link", "revision", "verb", "who", "diff"),
        *("reason", "cause_kind", "cause_id"),
    )

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> Any:
        ids = by_id(search_term, "object_id", "source_id")
        return (queryset.filter(ids) if search_term.strip() else queryset), False

    @admin.action(
        description=_("Purge the values of these objects: only count"), permissions=["purge"]
    )
    def try_purge(self, request: Any, objects: QuerySet[Change]) -> None:
        said = _("%(changes)s changes of these objects would lose their values.")
        self._purge(request, objects, said, dry_run=True)

    @admin.action(description=_("Purge the values of these objects"), permissions=["purge"])
    def purge(self, request: Any, objects: QuerySet[Change]) -> None:
        said = _("%(changes)s changes have lost their values; who did what and when stays.")
        self._purge(request, objects, said)

    def has_purge_permission(self, request: Any) -> bool:
        return access.can(request.user, "history.purge")

    def _purge(
        self, request: Any, objects: QuerySet[Change], said: Any, dry_run: bool = False
    ) -> None:
        reason, total = request.POST.get("reason", ""), 0
        for kind, object_id in set(objects.values_list("object_kind", "object_id")):
            with told(request, f"{kind} {object_id}"):
                total += actions.purge(
                    kind=kind, object_id=object_id, reason=reason, by=request.user, dry_run=dry_run
                )
        if total:
            messages.success(request, str(said) % {"changes": total})

    @admin.display(description=_("object"))
    def object_link(self, change: Change) -> str:
        return link(portal.address(change.object_kind, change.object_id), change.object_id)


@admin.register(Seal)
class Seals(HouseAdmin):
    """Which batches of changes are sealed; from here the whole history is proven."""

    seen = staticmethod(_seals)
    view_right, everywhere = "audit.view", True
    ordering = ("-number",)
    list_display = fields = ("number", "month", "count", "sealed_at", "fingerprint")
    change_list_template = "admin/core/seal/change_list.html"

    @admin.display(description=_("hash"))
    def fingerprint(self, seal: Seal) -> str:
        return bytes(seal.hash).hex()

    def get_urls(self) -> Any:
        prove = self.admin_site.admin_view(self.prove)
        return [path("prove/", prove, name="core_seal_prove"), *super().get_urls()]

    @method_decorator(require_POST)
    def prove(self, request: Any) -> HttpResponse:
        """Start a proof of the whole history and say where it can be watched."""
        with told(request):
            job = actions.prove(by=request.user)
            seen = link(portal.address("core.job", job.pk), job.receipt)
            messages.success(request, format_html(_now("The history is being proven: {}"), seen))
        return see_other("admin:core_seal_changelist")


@admin.register(Retention)
class Retentions(HouseAdmin):
    """How long the values of each class of history are kept; without a number for ever."""

    seen = staticmethod(queries.retentions)
    view_right, manage_right, everywhere = "audit.view", "history.purge", True
    verbs = ("change",)
    list_display = ("history", "months")
    fields = ("history", "months")
    fixed = ("history",)

    def change(self, obj: Retention, by: User, expected: int | None, **given: Any) -> None:
        actions.keep(retention=obj, by=by, expected=expected, months=given["months"])
