"""Changes of assets in words: fields, verbs, and the names behind the ids in a diff."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.changes.rules import Diff
from core.people.models import User
from governance.catalog.models import Asset, Fact
from governance.catalog.views import keys
from governance.catalog.views.traits import traits

Names = Mapping[str, str]
NOBODY: Names = {}

FIELDS = {
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "state": gettext_lazy("State"),
    "parent_id": gettext_lazy("Lies in"),
    "domain_id": gettext_lazy("Domain"),
    "description": gettext_lazy("Description of the source"),
    "title": gettext_lazy("Display name"),
    "said": gettext_lazy("Description"),
    "otherwise": gettext_lazy("Description where the source gives none"),
    "owner_id": gettext_lazy("Owner"),
    "owner_group_id": gettext_lazy("Owner"),
    "url": gettext_lazy("Web address"),
    "value": gettext_lazy("Word"),
    "note": gettext_lazy("Why"),
    "type": gettext_lazy("Type"),
    "nullable": gettext_lazy("May be empty"),
    "default": gettext_lazy("Default"),
    "generated": gettext_lazy("Generated"),
    "keys": gettext_lazy("Keys"),
    "constraints": gettext_lazy("Constraints"),
    "definition": gettext_lazy("Definition"),
    "problem": gettext_lazy("Problem"),
    "traits": gettext_lazy("How it is written"),
    "values": gettext_lazy("Changes without values now"),
}
# What first sights say anyway: a list of everything would bury what matters.
QUIET_AT_FIRST = {"kind", "state", "parent_id", "domain_id", "name"}
VERBS = {
    "add": ("plus", gettext_lazy("found")),
    "change": ("pencil", gettext_lazy("changed")),
    "retire": ("archive", gettext_lazy("retired")),
    "restore": ("archive-restore", gettext_lazy("found again")),
    "rename": ("text-cursor-input", gettext_lazy("renamed")),
    "describe": ("message-square-text", gettext_lazy("described")),
    "state": ("message-square-text", gettext_lazy("described")),
    "withdraw": ("message-square-off", gettext_lazy("took back what was said of")),
    "move": ("folder-input", gettext_lazy("moved")),
    "merge": ("merge", gettext_lazy("took over what was said of")),
    "roll_back": ("undo-2", gettext_lazy("took back what a scan did to")),
    "purge": ("eraser", gettext_lazy("blanked old values in the history of")),
}
# Where a person or a domain stands in a diff by its id.
PEOPLE, GROUPS, DOMAINS = "owner_id", "owner_group_id", "domain_id"


def names_in(diffs: Iterable[Diff | None], user: User) -> Names:
    """The names behind the ids in these diffs; a domain that one does not see has none."""
    ids: dict[str, set[str]] = {PEOPLE: set(), GROUPS: set(), DOMAINS: set()}
    for diff in diffs:
        for field in ids.keys() & (diff or {}).keys():
            ids[field] |= {str(value) for value in (diff or {})[field] if value is not None}
    found: dict[str, str] = {}
    if ids[PEOPLE]:
        found |= {str(one.pk): str(one) for one in User.objects.filter(pk__in=ids[PEOPLE])}
    if ids[GROUPS]:
        found |= {str(one.pk): one.name for one in Group.objects.filter(pk__in=ids[GROUPS])}
    if ids[DOMAINS]:
        domains = access.domains(user).filter(pk__in=ids[DOMAINS])
        found |= {str(pk): name for pk, name in domains.values_list("pk", "name")}
    return found


def word_of(verb: str) -> str:
    """A verb as the history says it."""
    return str(VERBS.get(verb, VERBS["change"])[1])


def fields(
    diff: Diff | None, verb: str, names: Names = NOBODY, fact: Fact | None = None
) -> list[dict[str, Any]]:
    """Old and new value of every field that matters in a change, of an asset or of a fact."""
    if verb == "purge":
        return _purged(diff or {})
    if fact is not None:
        return [_word(diff or {}, fact)] if verb != "merge" else []
    hidden = QUIET_AT_FIRST if verb == "add" else {"parent_id", "asset_id"}
    if verb in ("retire", "restore"):
        hidden = hidden | {"state"}
    return [
        {
            "label": FIELDS.get(field, field),
            "old": shown(field, old, names),
            "new": shown(field, new, names),
        }
        for field, (old, new) in (diff or {}).items()
        if field not in hidden
    ]


def _purged(diff: Diff) -> list[dict[str, Any]]:
    """Of how many changes the values were taken away: that they were there is no old value."""
    many, _none = diff.get("values", (None, 0))
    return [{"label": FIELDS["values"], "old": None, "new": shown("values", many)}]


def _word(diff: Diff, fact: Fact) -> dict[str, Any]:
    """What became of the word of one origin."""
    old, new = diff.get("value", (None, None))
    label = f"{fact.get_field_display()}, {fact.get_origin_display()}"
    return {"label": label, "old": shown("value", old), "new": shown("value", new)}


def shown(field: str, value: Any, names: Names = NOBODY) -> str | None:
    """A value of a diff as people read it."""
    if value is None:
        return None
    if field in (PEOPLE, GROUPS, DOMAINS):
        return names.get(str(value), _("somebody") if field == PEOPLE else _("another one"))
    if field == "kind":
        return str(Asset.Kind(value).label)
    if field == "state":
        return str(Asset.State(value).label)
    return _plain(field, value)


def _plain(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field == "constraints":
        return "\n".join(keys.line(one) for one in value)
    if field == "keys":
        return ", ".join(str(one).replace("_", " ") for one in value)
    if field == "traits":
        return "\n".join(f"{label}: {word}" for label, word in traits(value))
    if isinstance(value, dict):
        return str(value.get("detail") or value.get("label") or json.dumps(value))
    return str(value)
