from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core.access import queries as access
from core.doors.admin import HouseAdmin
from core.doors.pages import see_other
from core.people import views as people
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

    def logout(self, request: Any, extra_context: Any = None) -> Any:
        """The portal's own sign-out, which is told as an event."""
        return people.sign_out(request)

    def password_change(self, request: Any, extra_context: Any = None) -> Any:
        """The portal's own page."""
        return see_other("core:password-change")

    def get_log_entries(self, request: Any) -> Any:
        """None are kept: events tell more."""
        return ()
