"""A scan stores what differs, says what it did, and never loses what was there."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection

from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.models import Change
from core.events.models import Event
from core.jobs import actions as jobs
from core.jobs.models import Job
from core.jobs.rules import AlreadyRunning
from core.refusals import Impossible
from governance.catalog.models import Asset, Word
from governance.scans import actions as scans
from governance.scans.actions import scanning
from governance.scans.models import Scan
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(cast: Any, folder: Path) -> Source:
    return factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)


def change_shop(source: Source, script: str) -> None:
    with sqlite3.connect(source.options["path"]) as database:
        database.executescript(script)


def active(source: Source) -> set[str]:
    found = Asset.objects.filter(source_id=source.pk, state=Asset.State.ACTIVE)
    return set(found.exclude(kind=Asset.Kind.SOURCE).values_list("fqn", flat=True))


def test_a_first_scan_finds_everything(shop: Source) -> None:
    job = factories.scan(shop)
    assert job.state == Job.State.SUCCEEDED, (job.trouble_code, job.trouble_params)
    assert "shop.main.customers.email" in active(shop)
    assert "shop.main.big_orders.total" in active(shop)
    scan = Scan.objects.get(pk=job.pk)
    assert scan.adds_up
    assert (scan.seen, scan.stored, scan.counted) == (3, 3, 3)
    assert scan.assets_added == len(active(shop))


def test_keys_and_definitions_are_kept(shop: Source) -> None:
    factories.scan(shop)
    orders = Asset.objects.get(fqn="shop.main.orders")
    kinds = {one["kind"] for one in orders.details["constraints"]}
    assert {"primary_key", "foreign_key"} <= kinds
    assert "SELECT" in Asset.objects.get(fqn="shop.main.big_orders").details["definition"]
    assert Asset.objects.get(fqn="shop.main.orders.id").details["keys"] == ["primary_key"]


def written() -> tuple[int, int, int]:
    """How many rows were written to assets, changes and vocabulary in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) "
            "FROM pg_stat_xact_user_tables WHERE relname = ANY(%s) OR relname LIKE 'core_change%%'",
            [["governance_asset", "governance_word", "governance_assetsize"]],
        )
        return cursor.fetchone()[0]


def test_an_unchanged_rescan_writes_nothing(shop: Source) -> None:
    factories.scan(shop)
    before = written()
    job = factories.scan(shop)
    assert written() == before
    assert job.counts["unchanged"] == 3
    assert job.counts["stored"] == 0


def test_a_rescan_writes_exactly_what_differs(shop: Source) -> None:
    factories.scan(shop)
    email = Asset.objects.get(fqn="shop.main.customers.email")
    change_shop(
        shop,
        "ALTER TABLE customers ADD COLUMN phone TEXT;"
        "ALTER TABLE orders RENAME COLUMN total TO sum;"
        "DROP VIEW big_orders; CREATE TABLE refunds (id INTEGER PRIMARY KEY);",
    )
    job = factories.scan(shop)
    now = active(shop)
    assert {"shop.main.customers.phone", "shop.main.orders.sum", "shop.main.refunds.id"} <= now
    assert not {"shop.main.orders.total", "shop.main.big_orders"} & now
    assert Asset.objects.get(fqn="shop.main.customers.email").pk == email.pk
    assert Asset.objects.get(pk=email.pk).revision == 1
    assert job.counts["added"] == 4  # phone, sum, refunds and its id
    assert job.counts["retired"] == 5  # total, the view and its three columns
    gone = Asset.objects.get(fqn="shop.main.orders.total")
    assert list(Change.objects.filter(object_id=gone.pk).values_list("verb", flat=True)) == [
        "retire",
        "add",
    ]


def test_what_comes_back_is_the_same_thing_again(shop: Source) -> None:
    factories.scan(shop)
    Source.objects.update(hold_share=100)
    orders = Asset.objects.get(fqn="shop.main.orders")
    change_shop(shop, "DROP VIEW big_orders; ALTER TABLE orders RENAME TO hidden;")
    factories.scan(shop)
    assert Asset.objects.get(pk=orders.pk).state == Asset.State.RETIRED
    change_shop(shop, "ALTER TABLE hidden RENAME TO orders;")
    factories.scan(shop)
    again = Asset.objects.get(pk=orders.pk)
    assert again.state == Asset.State.ACTIVE
    verbs = Change.objects.filter(object_id=orders.pk).order_by("revision")
    assert [one.verb for one in verbs] == ["add", "retire", "restore"]


def test_history_proves_after_scans(shop: Source) -> None:
    factories.scan(shop)
    change_shop(shop, "ALTER TABLE customers ADD COLUMN phone TEXT DEFAULT '+0';")
    factories.scan(shop)
    broken = [one for one in changes.verify_history() if one.code != "unsealed"]
    assert broken == []


def test_patterns_leave_out_and_say_so(shop: Source, cast: Any) -> None:
    factories.scan(shop)
    sources.change(source=shop, by=cast.ann, exclude=["*.big_*"])
    job = factories.scan(shop)
    assert job.counts["filtered"] == 1
    assert "shop.main.big_orders" not in active(shop)
    assert job.state == Job.State.SUCCEEDED


def test_a_broken_view_spoils_only_itself(shop: Source) -> None:
    change_shop(shop, "CREATE VIEW lost AS SELECT * FROM nowhere;")
    job = factories.scan(shop)
    assert job.state == Job.State.PARTIAL
    assert job.counts["failed"] == 1
    assert "shop.main.orders.total" in active(shop)
    lost = Asset.objects.get(fqn="shop.main.lost")
    assert lost.details["problem"]["code"] == "view_broken"
    assert job.log.filter(code="view_broken").exists()


def test_a_shortfall_retires_nothing(shop: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.scan(shop)
    before = active(shop)
    change_shop(shop, "DROP VIEW big_orders")
    from governance.connectors.sqlite.session import SqliteSession

    monkeypatch.setattr(SqliteSession, "count", lambda self, wanted=None: 3)
    job = factories.scan(shop)
    assert job.state == Job.State.PARTIAL
    assert active(shop) == before
    assert job.log.filter(code="count_disagrees").exists()


HOSTILE = ['qu"ote', "do.t", "line\nbreak", "emoji 🦉", " blank ", "%s", "{}", "'; DROP TABLE x"]


def test_hostile_names_are_only_names(cast: Any, folder: Path) -> None:
    tables = "".join(
        f'CREATE TABLE "{name.replace(chr(34), chr(34) * 2)}" ("{i}" TEXT);'
        for i, name in enumerate(HOSTILE)
    )
    source = factories.source(factories.sqlite_file(folder / "odd.db", tables), by=cast.ann)
    job = factories.scan(source)
    assert job.state == Job.State.SUCCEEDED
    found = Asset.objects.filter(source_id=source.pk, kind=Asset.Kind.TABLE)
    assert set(found.values_list("name", flat=True)) == set(HOSTILE)
    assert factories.scan(source).counts["unchanged"] == len(HOSTILE)


def test_two_scans_of_one_source_never_overlap(shop: Source, cast: Any) -> None:
    first = scans.start(source=shop, by=cast.stef)
    with pytest.raises(AlreadyRunning) as refusal:
        scans.start(source=shop, by=cast.ann)
    assert refusal.value.params["job"] == str(first.pk)


def test_a_paused_source_is_not_scanned(shop: Source, cast: Any) -> None:
    sources.pause(source=shop, by=cast.ann)
    with pytest.raises(Impossible):
        scans.start(source=shop, by=cast.ann)


def test_a_source_paused_meanwhile_is_not_scanned_either(shop: Source, cast: Any) -> None:
    job = scans.start(source=shop, by=cast.ann)
    sources.pause(source=shop, by=cast.ann)
    jobs.run(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.trouble_code) == (Job.State.FAILED, "source_is_paused")


def test_a_viewer_may_not_scan(shop: Source, cast: Any) -> None:
    with pytest.raises(Refused):
        scans.start(source=shop, by=cast.vera)


def test_a_cancelled_scan_stops_and_keeps_what_it_has(shop: Source, cast: Any) -> None:
    job = scans.start(source=shop, by=cast.ann)
    jobs.cancel(job=job, by=cast.ann)
    jobs.run(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert factories.scan(shop).state == Job.State.SUCCEEDED


def test_one_event_tells_of_one_scan(shop: Source) -> None:
    job = factories.scan(shop)
    told = Event.objects.filter(name="governance.scan.finished", data__job=str(job.pk))
    assert told.count() == 1


def test_words_are_learnt(shop: Source) -> None:
    factories.scan(shop)
    assert {"customer", "customers", "email"} <= set(Word.objects.values_list("word", flat=True))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.unlink(), "no_file"),
        (lambda path: path.write_bytes(b"not a database at all" * 100), "not_a_database"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "truncated"),
        (lambda path: path.write_bytes(b""), None),
    ],
)
def test_a_spoilt_file_is_a_clear_outcome(shop: Source, spoil: Any, code: str | None) -> None:
    factories.scan(shop)
    before = active(shop)
    spoil(Path(shop.options["path"]))
    job = factories.scan(shop)
    if code is not None:
        assert (job.state, job.trouble_code) == (Job.State.FAILED, code)
        assert active(shop) == before


def test_a_file_outside_the_allowed_folders_is_refused(
    cast: Any, folder: Path, tmp_path_factory: Any
) -> None:
    elsewhere = factories.sqlite_file(tmp_path_factory.mktemp("elsewhere") / "x.db")
    link = folder / "link.db"
    link.symlink_to(elsewhere)
    for path in (elsewhere, link, folder / ".." / elsewhere.parent.name / "x.db"):
        source = factories.source(path, by=cast.ann, name=str(path))
        job = factories.scan(source)
        assert (job.state, job.trouble_code) == (Job.State.FAILED, "path_outside")


def test_a_locked_file_is_a_clear_outcome(shop: Source) -> None:
    holder = sqlite3.connect(shop.options["path"], isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        job = factories.scan(shop)
    finally:
        holder.close()
    assert (job.state, job.trouble_code) == (Job.State.FAILED, "locked")


def once(monkeypatch: pytest.MonkeyPatch, name: str, deed: Callable[[], Any]) -> None:
    """Do something in the middle of the next scan, before the function of this name goes on."""
    goes_on, left = getattr(scanning, name), [deed]

    def late(*args: Any, **kwargs: Any) -> Any:
        if left:
            left.pop()()
        return goes_on(*args, **kwargs)

    monkeypatch.setattr(scanning, name, late)


def test_a_source_retired_in_mid_scan_gets_nothing_new(
    shop: Source, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    once(monkeypatch, "_stored", lambda: sources.retire(source=shop, by=cast.ann))
    job = factories.scan(shop)
    assert (job.state, job.trouble_code) == (Job.State.FAILED, "source_changed_meanwhile")
    assert not Asset.objects.filter(source_id=shop.pk, state=Asset.State.ACTIVE).exists()


def test_a_deadlock_costs_a_batch_a_second_try(
    shop: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose() -> None:
        raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()

    once(monkeypatch, "_hold", lose)
    job = factories.scan(shop)
    assert (job.state, job.counts["stored"]) == (Job.State.SUCCEEDED, 3)


def test_nothing_else_is_taken_back_while_a_scan_runs(shop: Source, cast: Any) -> None:
    first = Scan.objects.get(pk=factories.scan(shop).pk)
    scans.start(source=shop, by=cast.ann)
    with pytest.raises(AlreadyRunning):
        scans.roll_back(scan=first, by=cast.stef)
