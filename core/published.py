"""The events of core: their names are a public contract."""

from core.events.rules import Announcement, announce

announce(
    {
        "core.domain.created": Announcement("%(by)s created the domain %(about)s"),
        "core.container.moved": Announcement(
            "%(by)s moved %(about)s to the domain %(to)s", {"to": "name of the domain"}
        ),
        "core.access.granted": Announcement(
            "%(by)s gave %(to)s the role %(role)s on %(on)s",
            {"role": "slug", "to": "user or group", "on": "container"},
        ),
        "core.access.revoked": Announcement(
            "%(by)s took the role %(role)s on %(on)s from %(from)s",
            {"role": "slug", "from": "user or group", "on": "container"},
        ),
        "core.role.created": Announcement("%(by)s created the role %(about)s", {"rights": "list"}),
        "core.role.changed": Announcement("%(by)s changed the role %(about)s", {"rights": "list"}),
        "core.role.removed": Announcement("%(by)s removed the role %(about)s"),
        "core.group.created": Announcement("%(by)s created the group %(about)s"),
        "core.group.renamed": Announcement(
            "%(by)s renamed the group %(was)s to %(about)s", {"was": "its name before"}
        ),
        "core.group.changed": Announcement(
            "%(by)s changed who belongs to the group %(about)s",
            {"joined": "list of user names", "left": "list of user names"},
        ),
        "core.group.removed": Announcement("%(by)s removed the group %(about)s"),
        "core.user.added": Announcement("%(by)s added the account %(about)s"),
        "core.user.changed": Announcement("%(by)s changed the account %(about)s"),
        "core.user.deactivated": Announcement("%(by)s deactivated the account %(about)s"),
        "core.user.password_changed": Announcement("%(by)s changed their password"),
        "core.user.signed_in": Announcement("%(by)s signed in", {"address": "IP address"}),
        "core.user.signed_out": Announcement("%(by)s signed out"),
        "core.history.proof_started": Announcement(
            "%(by)s started a proof of the history", {"job": "id of the job"}
        ),
        "core.history.retention_changed": Announcement(
            "%(by)s changed how long history is kept: %(about)s",
            {"months": "number of months, null for ever"},
        ),
        "core.history.retired": Announcement(
            "%(by)s took away what was past its time in the history",
            {
                "months": "months that were dropped",
                "changes": "changes in them",
                "values": "changes elsewhere whose values were blanked",
            },
        ),
        "core.history.purged": Announcement(
            "%(by)s purged the values of %(changes)s changes of %(kind)s %(object)s",
            {"kind": "kind of object", "object": "its id", "changes": "how many lost their values"},
        ),
        "core.history.exported": Announcement("%(by)s exported events", {"format": "csv or jsonl"}),
        "core.bulk.started": Announcement(
            "%(by)s started %(verb)s on %(size)s objects, %(about)s",
            {"verb": "slug", "size": "how many", "dry_run": "whether it is a trial"},
        ),
        "core.bulk.finished": Announcement(
            "%(about)s has done %(verb)s to its selection",
            {
                "verb": "slug",
                "dry_run": "whether it was a trial",
                "done, unchanged, refused, failed": "how many, where there are any",
            },
        ),
        "core.job.cancelled": Announcement("%(by)s cancelled %(about)s"),
        "core.job.failed": Announcement(
            "%(about)s failed", {"code": "why, as the job's trouble code"}
        ),
        "core.schedule.planned": Announcement(
            "%(by)s planned %(about)s", {"cron": "the expression"}
        ),
        "core.schedule.changed": Announcement("%(by)s changed the schedule %(about)s"),
        "core.schedule.removed": Announcement("%(by)s removed the schedule %(about)s"),
        "core.token.issued": Announcement(
            "%(by)s issued the token %(about)s for %(owner)s", {"owner": "whose rights it has"}
        ),
        "core.view.saved": Announcement(
            "%(by)s saved the view %(about)s", {"list": "what it is a view of"}
        ),
        "core.view.changed": Announcement(
            "%(by)s changed the view %(about)s", {"list": "what it is a view of"}
        ),
        "core.view.shared": Announcement(
            "%(by)s changed who may open the view %(about)s",
            {"to": "a group, everyone, or nobody when empty"},
        ),
        "core.view.forgotten": Announcement(
            "%(by)s deleted the view %(about)s", {"list": "what it is a view of"}
        ),
        "core.token.revoked": Announcement(
            "%(by)s revoked the token %(about)s of %(owner)s", {"owner": "whose rights it had"}
        ),
    }
)
