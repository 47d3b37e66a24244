"""Which columns of files or of a source hold sensitive data, and why we think so."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from core.plugins import Shelf
from core.portal import sentence
from core.refusals import Refusal
from governance.classification.engine import Judge, Verdict
from governance.connector import Connector, Limits, Relation, Session, Trouble
from governance.connectors.files.session import FilesSession
from governance.detector import MOST, Column, Detector
from governance.sources import queries

DETECTORS = Shelf("governance.detectors", Detector)
PARTIAL = 3  # as a scan's: something could not be read


class Command(BaseCommand):
    help = (
        "Say which columns hold sensitive data: of a file, a folder or the URL of a source. Values "
        "are read of CSV and JSON; Parquet and databases are judged by names and types. Nothing is "
        "stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", help="/folder, /folder/file.csv or postgresql://…")
        parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
        parser.add_argument("--names-only", action="store_true", help="read no values at all")

    def handle(self, *args: Any, **options: Any) -> None:
        judge = Judge(DETECTORS.all().values())
        failed = False
        found: list[dict[str, Any]] = []
        try:
            with _connector(options["what"]).open("classify") as session:
                for relation in _relations(session):
                    failed |= relation.failed
                    found += _judged(judge, session, relation, options["names_only"])
        except Trouble as trouble:
            raise CommandError(sentence(trouble.code, trouble.params)) from trouble
        except Refusal as refusal:
            raise CommandError(sentence(refusal.code, refusal.params)) from refusal
        self._told(found, options["json"], complete=not failed)
        if failed:
            sys.exit(PARTIAL)

    def _told(self, found: list[dict[str, Any]], as_json: bool, *, complete: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"complete": complete, "columns": found}))
            return
        for one in found:
            if one["kind"]:
                where = f"{one['table']}.{one['column']}"
                sure = round(100 * one["confidence"])
                shown = ", ".join(one["examples"])
                self.stdout.write(f"{where}: {one['label']} ({sure} %) {shown}")
        some = sum(one["kind"] is not None for one in found)
        self.stdout.write(f"{some} of {len(found)} columns look sensitive")


def _connector(what: str) -> Connector:
    if "://" in what:
        for slug, connector in queries.SHELF.all().items():
            if urlsplit(what).scheme in connector.url_schemes:
                return queries.connect(slug, *connector.from_url(what))
        raise CommandError("No kind of source answers to this address.")
    path = Path(what).absolute()
    kind = queries.kind_at(path) if path.exists() else None
    if kind is None:
        raise CommandError(f"“{what}” is no file or folder that can be read.")
    # who sits at this terminal may read the file anyway: the portal's folders are no matter
    folder = path if path.is_dir() else path.parent
    limits = Limits(folders=(str(folder.resolve()),))
    return queries.connector_class(kind)({"path": str(path)}, {}, limits)


def _relations(session: Session) -> Iterator[Relation]:
    for batch in session.relations(None):
        yield from batch


def _judged(
    judge: Judge, session: Session, relation: Relation, names_only: bool
) -> list[dict[str, Any]]:
    """A verdict, or that there is none, on every column of a relation."""
    values = {}
    if isinstance(session, FilesSession) and not names_only:
        values = session.values((relation.schema, relation.name), MOST)
    names = tuple(column.name for column in relation.columns)
    found = []
    for column in relation.columns:
        # what a text file declares was guessed from these very values
        declared = "" if column.name in values else column.type
        sample = tuple(values.get(column.name, ()))
        verdict = judge.judged(Column(column.name, declared, relation.name, names, sample))
        found.append(_line(relation, column.name, len(sample), verdict))
    return found


def _line(relation: Relation, column: str, read: int, verdict: Verdict | None) -> dict[str, Any]:
    line: dict[str, Any] = {
        "schema": relation.schema,
        "table": relation.name,
        "column": column,
        "values_read": read,
        "kind": None,
    }
    if verdict is None:
        return line
    return line | {
        "kind": verdict.kind,
        "label": verdict.label,
        "level": verdict.level.name.lower(),
        "confidence": verdict.confidence,
        "rule": verdict.rule,
        "examples": verdict.examples,
        "evidence": [
            {"code": one.code, "weight": one.weight, **one.params} for one in verdict.evidence
        ],
    }
