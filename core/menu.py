"""What core adds to the frame of the portal: its pages, things to do, and what search finds."""

from django.utils.translation import gettext_lazy as _

from core import portal
from core.portal import ActionEntry, MenuEntry
from core.saved import engine as saved
from core.shell import queries

portal.offer(
    MenuEntry("inbox", _("Inbox"), "core:inbox", "inbox", order=10),
    MenuEntry("inbox", _("Activity"), "core:event-list", "activity", order=20),
    MenuEntry("govern", _("Access"), "core:access-list", "key-round", "access.view", 80),
    MenuEntry("observe", _("Jobs"), "core:job-list", "list-checks", order=80),
    MenuEntry(
        "observe", _("Schedules"), "core:schedule-list", "calendar-clock", "schedules.view", 90
    ),
)
portal.offer_actions(
    ActionEntry(
        _("Give somebody access"),
        "core:binding-new",
        "user-plus",
        "access.manage",
        _("Colleagues see nothing until they hold a role."),
        order=40,
    ),
    ActionEntry(_("Add a person"), "core:person-new", "user-plus", "access.manage", order=210),
    ActionEntry(_("Issue an API token"), "core:token-new", "key-round", order=220),
    ActionEntry(_("Change my password"), "core:password-change", "lock", order=230),
    ActionEntry(_("Edit my profile"), "core:profile", "user", order=240),
    ActionEntry(_("Why may somebody do something?"), "core:access-explain", "scale", order=250),
)
portal.register_search(queries.People())
portal.register_search(queries.Jobs())
portal.register_search(queries.Views())
saved.offer(
    *(saved.List(name) for name in ("user", "group", "role", "binding", "domain", "token")),
    *(saved.List(name) for name in ("job", "bulk", "schedule", "event", "view", "retention")),
)
portal.pages(
    {
        "core.bulkoperation": "core:bulk-detail",
        "core.job": "core:job-detail",
        "core.user": "core:person-detail",
    }
)
