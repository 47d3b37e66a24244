"""The events of governance: their names are a public contract."""

from core.events.rules import Announcement, announce

_JOB = {"job": "id of the job"}
_RENAME = {
    "old": "path that vanished",
    "new": "path that is new",
    "evidence": "stable_id or structure",
}

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
            {
                "passed": "whether it works",
                "step": "the last step that was tried",
                "account": "read or grant: which of the accounts was used",
            },
        ),
        "governance.source.grant_account_set": Announcement(
            "%(by)s set the account that may grant access in %(about)s",
            {"secrets": "names of the secrets that were set or forgotten, never their values"},
        ),
        "governance.source.grant_account_forgotten": Announcement(
            "%(by)s had the account that may grant access in %(about)s forgotten"
        ),
        "governance.secrets.rotated": Announcement(
            "%(by)s brought %(rotated)s secrets of sources under the current key",
            {
                "rotated": "how many were brought under it",
                "unreadable": "how many lie under a key that is not known any more",
            },
        ),
        "governance.source.paused": Announcement("%(by)s paused the source %(about)s"),
        "governance.source.resumed": Announcement("%(by)s resumed the source %(about)s"),
        "governance.source.retired": Announcement("%(by)s retired the source %(about)s"),
        "governance.asset.added": Announcement(
            "%(by)s added %(about)s to %(domain)s", {"domain": "name of the domain"}
        ),
        "governance.asset.changed": Announcement("%(by)s changed %(about)s"),
        "governance.asset.described": Announcement(
            "%(by)s described %(about)s",
            {"fields": "names of the fields", "origin": "whose word it is: manual, contract, …"},
        ),
        "governance.asset.renamed": Announcement(
            "%(by)s renamed %(was)s to %(about)s", {"was": "the former name"}
        ),
        "governance.asset.adopted": Announcement(
            "%(by)s saw that %(about)s is what was %(was)s before",
            {"was": "the former path", "instead_of": "id of the asset that it took the place of"},
        ),
        "governance.asset.moved": Announcement(
            "%(by)s moved %(about)s to %(to)s",
            {"to": "name of the domain", "count": "number of assets"},
        ),
        "governance.asset.retired": Announcement(
            "%(by)s retired %(about)s and what lies in it", {"count": "number of assets"}
        ),
        "governance.asset.restored": Announcement(
            "%(by)s restored %(about)s and what was retired with it",
            {"count": "number of assets"},
        ),
        "governance.precedence.changed": Announcement(
            "%(by)s changed whose word counts for the %(about)s of assets",
            {"field": "name of the field", "origins": "all origins, the best first"},
        ),
        "governance.scan.started": Announcement("%(by)s started a scan of %(about)s", _JOB),
        "governance.scan.finished": Announcement(
            "A scan of %(about)s has finished",
            {
                **_JOB,
                "complete": "whether everything was read",
                "added": "number of assets",
                "changed": "number of assets",
                "retired": "number of assets",
                "held": "number of relations that vanished and wait for a person",
            },
        ),
        "governance.scan.released": Announcement(
            "%(by)s confirmed that %(count)s tables or views of %(about)s are gone",
            {**_JOB, "count": "number of relations"},
        ),
        "governance.scan.kept": Announcement(
            "%(by)s kept %(count)s tables or views of %(about)s that a scan did not find",
            {**_JOB, "count": "number of relations"},
        ),
        "governance.scan.rolled_back": Announcement(
            "%(by)s took back a scan of %(about)s",
            {**_JOB, "count": "number of assets it had changed"},
        ),
        "governance.rename.accepted": Announcement(
            "%(by)s confirmed that %(old)s is now %(new)s", _RENAME
        ),
        "governance.rename.rejected": Announcement(
            "%(by)s said that %(new)s is not %(old)s", _RENAME
        ),
    }
)
