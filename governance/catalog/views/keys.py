"""Keys and constraints in words: in a table on an asset's page, on a line in a diff."""

from typing import Any

from django.utils.translation import gettext_lazy

KEYS = {
    "primary_key": gettext_lazy("primary key"),
    "foreign_key": gettext_lazy("foreign key"),
    "unique": gettext_lazy("unique"),
    "check": gettext_lazy("check"),
}


def constraint(said: dict[str, Any]) -> dict[str, Any]:
    """A constraint in words. Of a check it is the condition that counts, not its columns."""
    target = said.get("target")
    into = ", ".join(said.get("target_columns") or [])
    return {
        "name": said.get("name"),
        "kind": KEYS.get(said["kind"], said["kind"]),
        "what": said.get("expression") or ", ".join(said.get("columns", [])) or None,
        "target": f"{'.'.join(target)}{f' ({into})' if into else ''}" if target else None,
    }


def line(said: dict[str, Any]) -> str:
    """The same on one line, with everything by which two versions of it can differ."""
    words = constraint(said)
    name = f" {words['name']}" if words["name"] else ""
    what = f": {words['what']}" if words["what"] else ""
    target = f" → {words['target']}" if words["target"] else ""
    return f"{words['kind']}{name}{what}{target}"
