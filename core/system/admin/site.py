from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.access import queries as access
from core.changes import queries as changes
from core.changes.models import Change
from core.doors.modeladmin import HouseAdmin
from core.doors.pages import see_other
from core.people import actions as people
from core.people.models import User
from core.system.admin import dashboard


class HouseSite(admin.AdminSite):
    """Django's admin: one sign-in for the whole portal, and only entries that ask `core.access`."""

    site_title = site_header = _("Guildhall administration")
    index_title = _("Administration")
    site_url = None  # the heading leads back to the portal

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # whatever is removed is removed by a verb

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Entries that other packages bring are left out: Django's permissions guard them."""
        if admin_class is not None and issubclass(admin_class, HouseAdmin):
            super().register(model_or_iterable, admin_class, **options)

    @staticmethod
    def may(user: User, right: str) -> bool:
        """Whether somebody holds a right on everything."""
        return access.can(user, right)

    @staticmethod
    def may_somewhere(user: User, right: str, on: Any = None) -> bool:
        """Whether somebody holds a right on an object; without one, on anything at all."""
        return access.anywhere(user, right) if on is None else access.can(user, right, on)

    @staticmethod
    def history_of(obj: Any) -> QuerySet[Change]:
        """The changes of an object that has a history; all others have none."""
        return changes.of(obj.pk if isinstance(obj.pk, UUID) else ())

    def index(self, request: Any, extra_context: Any = None) -> Any:
        """Everything that can be administered, and to administrators how the portal is."""
        may_see = access.can(request.user, "access.view")
        facts = list(dashboard.facts()) if may_see else []
        return super().index(request, {"facts": facts, **(extra_context or {})})

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: Any, extra_context: Any = None) -> HttpResponse:
        """The portal's own sign-in: it is the one that slows down who guesses."""
        here = request.GET.get("next") or resolve_url("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(here, resolve_url(settings.LOGIN_URL))
        if not self.has_permission(request):
            raise PermissionDenied
        return see_other("admin:index")

    @method_decorator(require_POST)
    def logout(self, request: Any, extra_context: Any = None) -> Any:
        """As in the portal, where it is told as an event."""
        people.sign_out(user=request.user)
        logout(request)
        return see_other("core:signed-out")

    def password_change(self, request: Any, extra_context: Any = None) -> Any:
        """The portal's own page."""
        return see_other("core:password-change")

    def get_log_entries(self, request: Any) -> Any:
        """None are kept: events tell more."""
        return ()
