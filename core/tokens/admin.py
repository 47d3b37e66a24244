from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.doors.modeladmin import HouseAdmin
from core.tokens import actions, queries
from core.tokens.models import Token


@admin.register(Token)
class Tokens(HouseAdmin):
    """Keys of programs. A new one is issued in the portal, the only place that shows its text."""

    seen = staticmethod(queries.visible)
    view_right, manage_right, everywhere = "access.view", "access.manage", True
    add_page = "core:token-new"
    list_display = ("name", "user", "prefix", "expires_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__username", "key")
    fields = (
        *("name", "user", "prefix", "scopes", "addresses"),
        *("created_at", "expires_at", "last_used_at", "revoked_at"),
    )
    actions = ("revoke",)

    @admin.display(description=_("begins with"))
    def prefix(self, token: Token) -> str:
        return f"gh_{token.key}."

    @admin.action(description=_("Revoke"), permissions=["manage"])
    def revoke(self, request: Any, objects: Any) -> None:
        done: Any = _("%(count)s tokens no longer work.")
        self.each(request, objects, lambda one: actions.revoke(token=one, by=request.user), done)
