"""The events of governance: their names are a public contract."""

from core.events.rules import Announcement, announce

_JOB = {"job": "id of the job"}

announce(
    {
        "governance.source.registered": Announcement(
            "%(by)s registered the source %(about)s", {"connector": "slug of its kind"}
        ),
        "governance.source.changed": Announcement(
            "%(by)s changed the source %(about)s",
            {"secrets": "names of the secrets that were set or forgotten, never their values"},
        ),
        "governance.source.tested": Announcement(
            "%(by)s tested the connection to %(about)s",
            {"passed": "whether it works", "step": "the last step that was tried"},
        ),
        "governance.source.paused": Announcement("%(by)s paused the source %(about)s"),
        "governance.source.resumed": Announcement("%(by)s resumed the source %(about)s"),
        "governance.source.retired": Announcement("%(by)s retired the source %(about)s"),
        "governance.scan.started": Announcement("%(by)s started a scan of %(about)s", _JOB),
        "governance.scan.finished": Announcement(
            "A scan of %(about)s has finished",
            {
                **_JOB,
                "complete": "whether everything was read",
                "added": "number of assets",
                "changed": "number of assets",
                "retired": "number of assets",
            },
        ),
    }
)
