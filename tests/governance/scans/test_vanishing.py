"""What vanishes is retired only when it is sure to be meant; a person decides the rest."""

from pathlib import Path
from typing import Any

import pytest

from core.access.rules import Refused
from core.changes import actions as changes
from core.events.models import Event
from core.jobs.models import Job
from core.refusals import Impossible
from governance.catalog.models import Asset
from governance.connector import Identity
from governance.connectors.sqlite.session import SqliteSession
from governance.scans import actions as scans
from governance.scans.models import Scan, Vanished
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories
from tests.governance.scans.test_actions import change_shop

pytestmark = pytest.mark.django_db

TEN = "".join(f"CREATE TABLE t{n} (id INTEGER, name TEXT);" for n in range(10))
HALF = "".join(f"DROP TABLE t{n};" for n in range(5))


@pytest.fixture
def wide(cast: Any, folder: Path) -> Source:
    source = factories.source(factories.sqlite_file(folder / "wide.db", TEN), by=cast.ann)
    assert factories.scan(source).state == Job.State.SUCCEEDED
    return source


def tables(source: Source) -> int:
    found = Asset.objects.filter(source_id=source.pk, kind=Asset.Kind.TABLE)
    return found.filter(state=Asset.State.ACTIVE).count()


def proven() -> bool:
    return {finding.code for finding in changes.verify_history()} <= {"unsealed"}


def test_a_source_that_loses_half_its_tables_keeps_them_until_somebody_confirms(
    wide: Source,
) -> None:
    change_shop(wide, HALF)
    job = factories.scan(wide)
    assert job.state == Job.State.PARTIAL
    assert tables(wide) == 10
    scan = Scan.objects.get(pk=job.pk)
    assert (scan.held, scan.held_because, scan.assets_retired) == (5, "share", 0)
    assert scan.adds_up
    assert job.log.filter(code="vanished_held_share").exists()


def test_what_is_confirmed_is_retired_and_proven(wide: Source, cast: Any) -> None:
    change_shop(wide, HALF)
    scan = Scan.objects.get(pk=factories.scan(wide).pk)
    assert scans.release(scan=scan, by=cast.stef) == 5
    assert tables(wide) == 5
    assert not Vanished.objects.exists()
    assert Event.objects.filter(name="governance.scan.released").get().data["count"] == 5
    assert factories.scan(wide).state == Job.State.SUCCEEDED
    assert proven()
    with pytest.raises(Impossible, match="nothing_is_held"):
        scans.release(scan=scan, by=cast.stef)


def test_what_is_kept_stays_until_the_next_scan_looks_again(wide: Source, cast: Any) -> None:
    change_shop(wide, HALF)
    scans.keep(scan=Scan.objects.get(pk=factories.scan(wide).pk), by=cast.stef)
    assert tables(wide) == 10
    assert Scan.objects.get(pk=factories.scan(wide).pk).held == 5


def test_tables_that_come_back_wait_no_longer(wide: Source) -> None:
    change_shop(wide, HALF)
    factories.scan(wide)
    change_shop(wide, TEN.split("CREATE TABLE t5")[0])
    assert factories.scan(wide).state == Job.State.SUCCEEDED
    assert not Vanished.objects.exists()


def test_the_share_is_the_sources_own(wide: Source, cast: Any) -> None:
    sources.change(source=wide, by=cast.ann, hold_share=50)
    change_shop(wide, HALF)
    assert factories.scan(wide).state == Job.State.SUCCEEDED
    assert tables(wide) == 5


def test_what_a_pattern_leaves_out_is_retired_unasked(wide: Source, cast: Any) -> None:
    sources.change(source=wide, by=cast.ann, include=["*.t1"])
    assert factories.scan(wide).state == Job.State.SUCCEEDED
    assert tables(wide) == 1


def see(monkeypatch: pytest.MonkeyPatch, **identity: Any) -> None:
    """The account sees other things, or the source is another one, from now on."""
    now = Identity(**({"product": "SQLite", "version": "3", "database": "wide.db",
                       "stable_id": None, "reach": "one"} | identity))  # fmt: skip
    monkeypatch.setattr(SqliteSession, "identity", lambda self: now)


def test_a_lost_right_never_looks_like_a_dropped_table(
    wide: Source, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(monkeypatch)
    factories.scan(wide)
    change_shop(wide, "DROP TABLE t0;")
    see(monkeypatch, reach="two")
    for _ in range(2):  # the second scan knows no more than the first
        scan = Scan.objects.get(pk=factories.scan(wide).pk)
        assert (scan.held, scan.held_because) == (1, "reach")
    assert tables(wide) == 10
    scans.release(scan=scan, by=cast.stef)
    assert tables(wide) == 9
    change_shop(wide, "DROP TABLE t1;")
    assert factories.scan(wide).state == Job.State.SUCCEEDED
    assert tables(wide) == 8


def test_another_database_changes_nothing_until_it_is_accepted(
    wide: Source, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(monkeypatch, stable_id="A")
    factories.scan(wide)
    change_shop(wide, HALF + "CREATE TABLE stranger (id INTEGER);")
    see(monkeypatch, stable_id="B", version="4")
    job = factories.scan(wide)
    assert (job.state, job.trouble_code) == (Job.State.FAILED, "another_database")
    assert not Asset.objects.filter(name="stranger").exists()
    accepted = scans.start(source=wide, by=cast.stef, accept_identity=True)
    factories.run(accepted)
    assert Asset.objects.filter(name="stranger").exists()
    assert accepted.log.filter(code="version_changed").exists()
    assert factories.scan(wide).trouble_code == ""


def test_who_may_not_scan_decides_nothing(wide: Source, cast: Any) -> None:
    change_shop(wide, HALF)
    scan = Scan.objects.get(pk=factories.scan(wide).pk)
    for verb in (scans.release, scans.keep, scans.roll_back):
        with pytest.raises(Refused):
            verb(scan=scan, by=cast.andy)
