"""Every address, collected from the apps: pages, REST below /api/v1, sockets."""

from importlib import import_module

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

APPS = ("core", "governance", "workflows", "monitoring", "collaboration", "securityops")
_urls = [import_module(f"{app}.urls") for app in APPS]

handler400 = "core.shell.views.bad_request"
handler403 = "core.shell.views.forbidden"
handler404 = "core.shell.views.not_found"
handler500 = "core.shell.views.server_error"

api = [pattern for module in _urls for pattern in module.api]
live = [pattern for module in _urls for pattern in module.live]

urlpatterns = [
    path(settings.ADMIN_PATH, admin.site.urls),
    path("api/v1/", include(api)),
    *(pattern for module in _urls for pattern in module.root),
    *(path("", include(module)) for module in _urls),
]
