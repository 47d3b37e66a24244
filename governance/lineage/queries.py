"""What the catalogue already holds of a source for its lineage: view texts and columns."""

from typing import NamedTuple
from uuid import UUID

from core.people.models import User
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.catalog.rules import naming
from governance.lineage.engine import Text
from governance.sources.models import Source
from governance.sources.queries import SHELF

_DEFAULTS = {"postgres": "public", "duckdb": "main", "sqlite": "main"}


class Picture(NamedTuple):
    """The views of a source as texts, the columns of all its relations, and how to read both."""

    texts: list[Text]
    dialect: str
    schema: dict[str, list[str]]
    default: str | None  # the schema of names without one


def picture(*, source: Source, by: User) -> Picture:
    """As far as one sees it; three statements, however large the source is."""
    there = catalog.active(by).filter(source_id=source.pk)
    schemas = dict(there.filter(kind=Asset.Kind.SCHEMA).values_list("pk", "name"))
    paths: dict[UUID, str] = {}
    texts: list[Text] = []
    relations = there.filter(kind__in=catalog.RELATIONS).order_by("name_norm", "id")
    for id, parent, name, text in relations.values_list(
        "pk", "parent_id", "name", "details__definition"
    ).iterator():
        inside = [schemas[parent]] if parent in schemas else []
        paths[id] = naming.dotted(*inside, name)
        if isinstance(text, str):
            texts.append(Text(paths[id], text, view=paths[id]))
    schema: dict[str, list[str]] = {path: [] for path in paths.values()}
    columns = there.filter(kind=Asset.Kind.COLUMN, parent_id__isnull=False).order_by("ordinal")
    for parent, name in columns.values_list("parent_id", "name").iterator():
        if parent in paths:
            schema[paths[parent]].append(name)
    known = {path: names for path, names in schema.items() if names}
    dialect = SHELF.all()[source.connector].dialect
    return Picture(texts, dialect, known, _DEFAULTS.get(dialect))
