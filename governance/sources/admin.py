from typing import Any

from django.contrib import admin, messages
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core import portal
from core.doors.modeladmin import HouseAdmin, HouseForm, link, told
from core.people.models import User
from core.refusals import Invalid
from governance.sources import actions, forms, queries
from governance.sources.models import Source, SourceSecret

Purpose = SourceSecret.Purpose
AT_ONCE = 5  # a test waits for the source, and somebody waits for the page


class SourceForm(HouseForm):
    """What a source is and what to take from it, with the fields of the portal's own form."""

    include = forms.SourceForm.base_fields["include"]
    exclude = forms.SourceForm.base_fields["exclude"]


@admin.register(Source)
class Sources(HouseAdmin):
    """Data sources. How to reach one, and with which secrets, is changed in the portal only.

    Rooms above add what they do with sources to `actions`.
    """

    seen = staticmethod(queries.with_secrets)
    view_right, manage_right = "sources.view", "sources.manage"
    verbs = ("change",)
    form = SourceForm
    add_page = "governance:source-kinds"
    list_display = (
        *("name", "connector", "state", "environment", "criticality"),
        *("test_passed", "tested_at", "scanned_at"),
    )
    list_filter = ("state", "environment", "criticality")
    search_fields = ("name",)
    readonly_fields = (
        *("connector", "state", "options", "secrets", "connection"),
        *("test_passed", "tested_at", "scanned_at", "created_at"),
    )
    fields = (
        *("name", "description", "environment", "criticality", "include", "exclude", "hold_share"),
        *readonly_fields,
    )
    actions = ("test", "pause", "resume")

    def change(self, obj: Source, by: User, expected: int | None, **given: Any) -> None:
        actions.change(source=obj, by=by, expected=expected, **given)

    @admin.display(description=_("secrets"))
    def secrets(self, source: Source) -> str:
        kept = [*queries.kept_secrets(source), *queries.kept_secrets(source, Purpose.GRANT)]
        return ", ".join(_told(secret) for secret in kept) or _now("none")

    @admin.display(description=_("connection"))
    def connection(self, source: Source) -> str:
        return link(portal.url("governance:source-edit", source.pk), _now("Change in the portal"))

    @admin.action(description=_("Test connection"), permissions=["manage"])
    def test(self, request: Any, objects: Any) -> None:
        chosen = list(objects[: AT_ONCE + 1])
        with told(request):
            if len(chosen) > AT_ONCE:
                raise Invalid("too_many_at_once", count=AT_ONCE)
            for source in chosen:
                with told(request, source):
                    self._test(request, source)

    def _test(self, request: Any, source: Source) -> None:
        verdicts = actions.test(source=source, by=request.user)
        for verdict in verdicts:
            if verdict.state == "failed":
                said = portal.sentence(verdict.code, verdict.params)
                messages.error(request, f"{source}: {said}")
        if source.test_passed:
            messages.success(request, _now("%(name)s: the connection works.") % {"name": source})

    @admin.action(description=_("Pause"), permissions=["manage"])
    def pause(self, request: Any, objects: Any) -> None:
        done: Any = _("%(count)s sources are paused.")
        self.each(request, objects, lambda one: actions.pause(source=one, by=request.user), done)

    @admin.action(description=_("Resume"), permissions=["manage"])
    def resume(self, request: Any, objects: Any) -> None:
        done: Any = _("%(count)s sources are scanned again.")
        self.each(request, objects, lambda one: actions.resume(source=one, by=request.user), done)


def _told(secret: queries.Kept) -> str:
    """“password” when it is stored here, “password (env: SOURCE_SECRET_CRM)” when it is not."""
    return f"{secret.name} ({secret.kind}: {secret.reference})" if secret.reference else secret.name
