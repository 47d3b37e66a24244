"""Tell the lineage of SQL files, or of the views of a scanned source."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.people import queries as people
from core.portal import sentence
from governance.lineage import queries, rules
from governance.lineage.engine import MOST_TEXT, Schema, Text, Traced, Unknown, trace
from governance.lineage.rules import Column, Edge
from governance.sources.models import Source


class Command(BaseCommand):
    help = "Tell which columns are made of which: of SQL files and folders, or of a source's views."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="+", help="files, folders, or the name of one source")
        parser.add_argument("--dialect", help="of the files: postgres, snowflake, tsql, …")
        parser.add_argument("--schema", help="a JSON file of the columns of tables")
        parser.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = self._found(options["what"], options["dialect"], options["schema"])
        counts = rules.coverage(one.finding for one in found)
        if options["json"]:
            told = [_plain(one) for one in found]
            self.stdout.write(json.dumps({"coverage": counts, "statements": told}))
        else:
            for one in found:
                self._tell(one)
            self.stdout.write(
                "{parsed} parsed, {partial} partial, {failed} failed".format(**counts)
            )
        sys.exit(_code(counts))

    def _found(self, what: list[str], dialect: str | None, schema: str | None) -> list[Traced]:
        source = _source(what)
        if source is not None:
            picture = queries.picture(source=source, by=people.cli())
            return trace(*picture)
        texts = [text for name in what for text in _texts(name)]
        try:
            return trace(texts, dialect or "generic", _schema(schema) if schema else None)
        except Unknown as unknown:
            raise CommandError(f"Nobody here reads the dialect “{unknown}”.") from unknown

    def _tell(self, one: Traced) -> None:
        finding = one.finding
        targets = ", ".join(finding.targets) or "—"
        self.stdout.write(f"{one.text}:{one.line} {finding.action} {targets} ({finding.state})")
        for reason in finding.reasons:
            self.stdout.write(f"  ! {sentence(f'lineage.{reason.code}', dict(reason.params))}")
        for edge in finding.edges:
            self.stdout.write(f"  {_line(edge)}")
        if not finding.edges:
            for source, target in finding.table_edges:
                self.stdout.write(f"  {source} → {target}")


def _source(what: list[str]) -> Source | None:
    if len(what) != 1:
        return None
    live = Source.objects.exclude(state=Source.State.RETIRED)
    return live.filter(name__iexact=what[0]).first()


def _texts(name: str) -> Iterator[Text]:
    """A file, or every .sql file below a folder; no more of each than is read."""
    path = Path(name)
    files = sorted(path.rglob("*.sql")) if path.is_dir() else [path]
    for file in files:
        try:
            with file.open(encoding="utf-8-sig", errors="replace") as opened:
                yield Text(str(file), opened.read(MOST_TEXT + 1))
        except OSError as error:
            raise CommandError(
                f"There is no source named “{name}”, nor a file that can be read."
            ) from error


def _schema(name: str) -> Schema:
    """{"table": ["column", …]}, or {"table": {"column": "type"}}; schemas may be nested around."""
    try:
        said = json.loads(Path(name).read_text(encoding="utf-8"))
        return dict(_tables(said))
    except (OSError, ValueError, AttributeError) as error:
        raise CommandError(f"“{name}” is no JSON file of tables and their columns.") from error


def _tables(said: dict[str, Any], above: str = "") -> Iterator[tuple[str, list[str]]]:
    for name, inside in said.items():
        path = f"{above}.{name}" if above else name
        if isinstance(inside, dict) and any(
            isinstance(one, dict | list) for one in inside.values()
        ):
            yield from _tables(inside, path)
        elif isinstance(inside, dict | list):
            yield path, [str(column) for column in inside]
        else:
            raise ValueError(path)


def _plain(one: Traced) -> dict[str, Any]:
    finding = one.finding
    return {
        "text": one.text,
        "line": one.line,
        "state": finding.state,
        **asdict(finding),
        "table_edges": finding.table_edges,
    }


def _line(edge: Edge) -> str:
    return f"{_column(edge.source)} → {_column(edge.target)} [{edge.kind}]"


def _column(column: Column) -> str:
    return f"{column.table}.{column.name}" if column.table else column.name


def _code(counts: dict[str, int]) -> int:
    """As a scan: 0 for everything, 3 for a part, 1 for nothing."""
    if counts["parsed"] == sum(counts.values()):
        return 0
    return 3 if counts["parsed"] or counts["partial"] else 1
