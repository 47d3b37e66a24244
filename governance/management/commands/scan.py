"""Scan a source from the command line, with a progress bar and a receipt."""

import json
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.models import QuerySet

from core.jobs import actions as jobs
from core.jobs.models import Job
from core.jobs.rules import share
from core.people import queries as people
from core.portal import sentence
from core.refusals import Refusal
from governance.scans import actions as scans
from governance.scans.models import Scan
from governance.sources import actions as sources
from governance.sources import queries
from governance.sources.models import Source

EXIT = {Job.State.SUCCEEDED: 0, Job.State.PARTIAL: 3}
BAR = 30
WARNINGS = 10  # lines of the log that are told; the portal has all of them


class Command(BaseCommand):
    help = "Scan a source, by its name, or by a URL or path (registered when it is new)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="a name, postgresql://… or /folder/file")
        parser.add_argument("--name", help="name for a source that is new")
        parser.add_argument("--json", action="store_true", help="print the receipt as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            source = self._source(options["source"], options["name"])
            job = scans.start(source=source, by=people.cli())
        except Refusal as refusal:
            raise CommandError(sentence(refusal.code, refusal.params)) from refusal
        self._run(job, quiet=options["json"])
        scan = Scan.objects.select_related("job").filter(pk=job.pk).first()
        job.refresh_from_db()
        self._receipt(job, scan, as_json=options["json"])
        sys.exit(EXIT.get(Job.State(job.state), 1))

    def _source(self, text: str, name: str | None) -> Source:
        found = self._live().filter(name__iexact=text).first()
        if found:
            return found
        if "://" in text:
            return self._by_url(text, name)
        path = Path(text).absolute()
        slug = queries.kind_at(path) if path.exists() else None
        if slug is None:
            raise CommandError(f"There is no source named “{text}”, nor a file that can be read.")
        return self._known(slug, {"path": str(path)}, {}, name)

    def _by_url(self, url: str, name: str | None) -> Source:
        scheme = urlsplit(url).scheme
        for slug, connector in queries.SHELF.all().items():
            if scheme in connector.url_schemes:
                return self._known(slug, *connector.from_url(url), name)
        raise CommandError(f"No kind of source answers to {scheme}://.")

    def _known(
        self, slug: str, options: dict[str, Any], secrets: dict[str, str], name: str | None
    ) -> Source:
        """The source that has these options already, else a new one."""
        given = queries.connect(slug, options, secrets).given
        existing = self._live().filter(connector=slug, options=given).first()
        return existing or sources.register(
            name=name or _name(given),
            connector=slug,
            options=options,
            secrets=secrets,
            by=people.cli(),
        )

    def _live(self) -> QuerySet[Source]:
        return Source.objects.exclude(state=Source.State.RETIRED)

    def _run(self, job: Job, quiet: bool) -> None:
        """Run it here and draw its progress; a worker that was quicker is simply watched."""
        thread = threading.Thread(target=_work, args=(job,), daemon=True)
        thread.start()
        drawn = not quiet and self.stderr.isatty()
        while True:
            thread.join(0.2)
            job.refresh_from_db()
            if drawn:
                self._draw(job)
            if not job.is_live:
                break
        if drawn:
            self.stderr.write("")

    def _draw(self, job: Job) -> None:
        done = job.state in EXIT
        percent = 100 if done else share(job.progress_done, job.progress_total)
        filled = BAR * (percent or 0) // 100
        bar = "█" * filled + "░" * (BAR - filled)
        told = f"{percent:3d} %" if percent is not None else "  … "
        self.stderr.write(f"\r{bar} {told} {job.phase or job.state:<12}", ending="")
        self.stderr.flush()

    def _receipt(self, job: Job, scan: Scan | None, as_json: bool) -> None:
        counts = job.counts
        if as_json:
            facts = {
                "receipt": job.receipt,
                "job": str(job.pk),
                "state": job.state,
                "counts": counts,
                "counted": scan.counted if scan else None,
                "statements": scan.statements if scan else 0,
                "trouble": {"code": job.trouble_code, **job.trouble_params}
                if job.trouble_code
                else None,
            }
            self.stdout.write(json.dumps(facts))
            return
        self.stdout.write(f"{job.receipt}: {job.get_state_display()}")
        if job.trouble_code:
            self.stdout.write(sentence(job.trouble_code, job.trouble_params))
        if counts:
            self.stdout.write(
                "{seen} relations seen = {stored} stored + {unchanged} unchanged "
                "+ {filtered} filtered + {failed} failed".format(**counts)
            )
            self.stdout.write(
                "{added} assets added, {changed} changed, {retired} retired".format(**counts)
            )
        for line in job.log.filter(level="warning").order_by("id")[:WARNINGS]:
            self.stdout.write(sentence(line.code, line.params))


def _work(job: Job) -> None:
    try:
        jobs.run(job_id=job.pk)
    finally:
        connection.close()


def _name(options: dict[str, Any]) -> str:
    """A readable name from where the source is."""
    where = options.get("database") or options.get("path") or options.get("host") or "source"
    return str(where).rstrip("/").rsplit("/", 1)[-1]
