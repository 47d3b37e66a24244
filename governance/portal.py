"""What governance adds to the frame of the portal."""

from django.utils.translation import gettext_lazy as _

from core.portal import MenuEntry, offer

offer(
    MenuEntry("catalog", _("Assets"), "governance:asset-list", "database", "catalog.view", 10),
    MenuEntry("catalog", _("Sources"), "governance:source-list", "plug", "sources.view", 20),
    MenuEntry("observe", _("Scans"), "governance:scan-list", "scan-search", "scans.view", 10),
)
