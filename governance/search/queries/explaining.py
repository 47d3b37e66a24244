"""Why something was found: the field that matched, its text, and the words to mark in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from governance.catalog.models import Asset
from governance.catalog.rules import naming, wording
from governance.search import rules
from governance.search.queries.repairing import Meaning

NAMED = 3  # columns of one table that are named as what matched


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `matched` is the field: name, path, description, inside (a column
    of it) or former (what it was called before); `text` is what it says there, `words` what to
    mark in it."""

    asset: Asset
    matched: str
    text: str
    words: tuple[str, ...]
    is_repaired: bool


def hits(seen: QuerySet[Asset], assets: list[Asset], meaning: Meaning) -> list[Hit]:
    """The assets with why they were found."""
    groups = [group for way in meaning.ways for group in way]
    words = tuple(dict.fromkeys(one.removesuffix(":*") for group in groups for one in group))
    fields = {asset.pk: _field(asset, meaning) for asset in assets}
    inside = _inside(seen, [a.pk for a in assets if fields[a.pk] == "inside"], groups)
    texts = {asset.pk: _text(asset, fields[asset.pk], inside[asset.pk]) for asset in assets}
    return [
        Hit(asset, fields[pk] if texts[pk] else "former", texts[pk], words, bool(meaning.repaired))
        for pk, asset in ((asset.pk, asset) for asset in assets)
    ]


def _field(asset: Asset, meaning: Meaning) -> str:
    """The narrowest field that holds all the words of one way to read the query."""
    path = [word for part in naming.parts(asset.fqn) for word in naming.searchable(part).split()]
    fields = {
        "name": [*naming.searchable(asset.name).split(), asset.name_norm],
        "path": path,
        "description": [*path, *naming.spoken(_told(asset)).split()],
    }
    for field, held in fields.items():
        if any(all(rules.holds(held, group) for group in way) for way in meaning.ways):
            return field
    return "inside"


def _told(asset: Asset) -> str:
    """What people and the source say of it, its title first."""
    every = (asset.title, asset.said, asset.description, asset.otherwise)
    return "\n".join(said for said in every if said)


def _inside(seen: QuerySet[Asset], ids: list[Any], groups: Iterable[list[str]]) -> Any:
    """Names of the columns that hold one of the words, of each of these tables."""
    named: defaultdict[Any, list[str]] = defaultdict(list)
    if ids:
        any_word = " | ".join(wording.tsquery([group]) for group in groups)
        asked = SearchQuery(any_word, config="simple", search_type="raw")
        columns = seen.filter(parent_id__in=ids, search=asked).order_by("ordinal", "id")
        for parent, name in columns.values_list("parent_id", "name"):
            if any(rules.holds(naming.searchable(name).split(), group) for group in groups):
                named[parent].append(name)
    return named


def _text(asset: Asset, field: str, inside: list[str]) -> str:
    if field == "inside":
        return ", ".join(inside[:NAMED])
    return {"path": asset.fqn, "description": _told(asset)}.get(field, asset.name)
