"""From what a connector says to rows that can be staged. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from core.ids import uuid7
from governance.catalog.rules import naming
from governance.connector import Constraint, Fingerprint, Key, Relation, Schema

Said = tuple[str, str]

SCHEMA, COLUMN = 2, 8
ACTIVE = 1
KINDS = {
    "table": 3,
    "view": 4,
    "materialized_view": 5,
    "foreign_table": 6,
    "partitioned_table": 7,
    "file": 9,
}


class Row(NamedTuple):
    """One asset as it is staged. `parent_no` points at the staged parent, which may turn out to be
    known under another id than the `parent_id` that was made for it.

    `first` is the diff of its first sight, but for the ids that only the database knows.
    """

    no: int
    parent_no: int | None
    id: UUID
    change_id: UUID
    parent_id: UUID | None
    kind: int
    ordinal: int
    name: str
    name_norm: str
    fqn: str
    external_id: str | None
    description: str | None
    fingerprint: bytes | None
    details: str
    first: str
    own: str
    around: str
    said: str
    inside: str


FIELDS = tuple(Row.__annotations__)


@dataclass(frozen=True)
class Root:
    """The source's own asset, below which everything is staged."""

    id: UUID
    fqn: str
    name: str


def rows(
    relations: Iterable[Relation],
    schemas: Mapping[str, Schema],
    marks: Mapping[Key, Fingerprint],
    root: Root,
) -> Iterator[Row]:
    """The staged rows of a batch: its schemas first, then each relation and its columns."""
    above: dict[str, Row] = {}
    no = 0
    for relation in relations:
        if relation.schema not in above:
            above[relation.schema] = _schema_row(no, schemas[relation.schema], root)
            yield above[relation.schema]
            no += 1
        for row in _relation_rows(no, above[relation.schema], relation, marks, root):
            yield row
            no = row.no + 1


def _schema_row(no: int, schema: Schema, root: Root) -> Row:
    return _row(
        no,
        None,
        SCHEMA,
        0,
        schema.name,
        f"{root.fqn}.{naming.quoted(schema.name)}",
        parent_id=root.id,
        external_id=schema.external_id,
        description=schema.comment,
        around=naming.searchable(root.name),
    )


def _relation_rows(
    no: int, schema: Row, relation: Relation, marks: Mapping[Key, Fingerprint], root: Root
) -> Iterator[Row]:
    fqn = f"{root.fqn}.{naming.dotted(relation.schema, relation.name)}"
    mark = marks.get((relation.schema, relation.name))
    row = _row(
        no,
        schema,
        KINDS[relation.kind],
        0,
        relation.name,
        fqn,
        external_id=relation.external_id,
        description=relation.comment,
        fingerprint=mark.digest if mark and not relation.failed else None,
        details=_said(relation_details(relation)),
        around=naming.searchable(relation.schema),
        inside=" ".join(naming.searchable(column.name) for column in relation.columns),
    )
    yield row
    keys = _keys(relation.constraints)
    around = naming.searchable(relation.name)
    for number, column in enumerate(relation.columns, start=no + 1):
        yield _row(
            number,
            row,
            COLUMN,
            column.ordinal,
            column.name,
            f"{fqn}.{naming.quoted(column.name)}",
            external_id=column.external_id,
            description=column.comment,
            details=_column_said(
                column.type,
                column.nullable,
                column.default,
                column.generated,
                keys.get(column.name, ()),
            ),
            around=around,
        )


def _row(
    no: int,
    parent: Row | None,
    kind: int,
    ordinal: int,
    name: str,
    fqn: str,
    *,
    parent_id: UUID | None = None,
    external_id: str | None = None,
    description: str | None = None,
    fingerprint: bytes | None = None,
    details: Said = ("{}", ""),
    around: str = "",
    inside: str = "",
) -> Row:
    return Row(
        no,
        parent.no if parent else None,
        uuid7(),
        uuid7(),
        parent.id if parent else parent_id,
        kind,
        ordinal,
        name,
        naming.normalised(name),
        fqn,
        external_id,
        description,
        fingerprint,
        details[0],
        _first(name, kind, description, details[1]),
        naming.cut(naming.searchable(name), naming.MOST_OF_NAME),
        naming.cut(around, naming.MOST_OF_NAME),
        naming.spoken(description or ""),
        naming.cut(inside, naming.MOST_INSIDE),
    )


def _first(name: str, kind: int, description: str | None, details: str) -> str:
    """The diff of a first sight, as JSON; `details` is the part that `_said` has made."""
    parts = [
        f'"name": [null, {json.dumps(name)}], "kind": [null, {kind}], "state": [null, {ACTIVE}]'
    ]
    if description is not None:
        parts.append(f'"description": [null, {json.dumps(description)}]')
    if details:
        parts.append(details)
    return "{" + ", ".join(parts) + "}"


def _said(details: dict[str, Any]) -> Said:
    """Details as JSON, and their members in the diff of a first sight."""
    diff = {field: [None, value] for field, value in details.items() if value is not None}
    return json.dumps(details), json.dumps(diff)[1:-1]


def relation_details(relation: Relation) -> dict[str, Any]:
    """What history tracks of a relation beside its name, kind and comment."""
    details: dict[str, Any] = {}
    if relation.definition is not None:
        details["definition"] = relation.definition
    if relation.constraints:
        details["constraints"] = [_constraint(c) for c in relation.constraints]
    if relation.problem:
        details["problem"] = {"code": relation.problem[0], **relation.problem[1]}
    if relation.traits:
        details["traits"] = dict(relation.traits)
    return details


@lru_cache(maxsize=10_000)
def _column_said(
    type: str, nullable: bool, default: str | None, generated: bool, keys: tuple[str, ...]
) -> Said:
    """What history tracks of a column beside its name and comment. Most columns are alike."""
    details: dict[str, Any] = {"type": type, "nullable": nullable}
    if default is not None:
        details["default"] = default
    if generated:
        details["generated"] = True
    if keys:
        details["keys"] = list(keys)
    return _said(details)


def _constraint(constraint: Constraint) -> dict[str, Any]:
    said = {
        "name": constraint.name,
        "kind": constraint.kind,
        "columns": list(constraint.columns),
        "target": list(constraint.target) if constraint.target else None,
        "target_columns": list(constraint.target_columns) or None,
        "expression": constraint.expression,
    }
    return {name: value for name, value in said.items() if value is not None}


def _keys(constraints: Iterable[Constraint]) -> dict[str, tuple[str, ...]]:
    """Which kinds of key each column takes part in."""
    keys: dict[str, list[str]] = {}
    for constraint in constraints:
        if constraint.kind == "check":
            continue
        for column in constraint.columns:
            kinds = keys.setdefault(column, [])
            if constraint.kind not in kinds:
                kinds.append(constraint.kind)
    return {column: tuple(sorted(kinds)) for column, kinds in keys.items()}
