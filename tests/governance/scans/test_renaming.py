"""A rename is guessed, from the source's own id or from structure, and never done unasked."""

from pathlib import Path
from typing import Any

import pytest

from core.access.rules import Refused
from core.changes import actions as changes
from core.changes.models import Change
from core.jobs.models import Job
from core.refusals import Impossible
from governance.catalog.models import Asset
from governance.catalog.rules import trees
from governance.scans import actions as scans
from governance.scans.models import Rename
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories
from tests.governance.connectors.conftest import databases  # noqa: F401
from tests.governance.connectors.labs import PostgresLab
from tests.governance.scans.test_actions import change_shop

pytestmark = pytest.mark.django_db

SHOP = """
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT, born_on DATE);
CREATE TABLE payment (id INTEGER PRIMARY KEY, paid NUMERIC);
CREATE TABLE parcel (id INTEGER PRIMARY KEY, weight NUMERIC, sent_on DATE);
"""


@pytest.fixture
def shop(cast: Any, folder: Path) -> Source:
    source = factories.source(
        factories.sqlite_file(folder / "shop.db", SHOP), by=cast.ann, hold_share=100
    )
    factories.scan(source)
    return source


def guesses() -> set[tuple[str, str, str]]:
    found = Rename.objects.filter(state="open")
    return set(found.values_list("old_name", "new_name", "evidence"))


def test_a_table_of_the_same_structure_is_guessed(shop: Source) -> None:
    change_shop(shop, "ALTER TABLE customer RENAME TO client;")
    assert factories.scan(shop).state == Job.State.SUCCEEDED
    assert guesses() == {("shop.main.customer", "shop.main.client", "structure")}


def test_two_tables_alike_are_no_guess(shop: Source) -> None:
    change_shop(shop, "DROP TABLE customer;" + SHOP.split(";")[0].replace("customer", "a") + ";"
                + SHOP.split(";")[0].replace("customer", "b"))  # fmt: skip
    factories.scan(shop)
    assert guesses() == set()


def test_a_column_of_the_same_place_and_type_is_guessed(shop: Source) -> None:
    change_shop(shop, "ALTER TABLE customer RENAME COLUMN name TO full_name;")
    factories.scan(shop)
    assert guesses() == {("shop.main.customer.name", "shop.main.customer.full_name", "structure")}


def test_nothing_is_merged_unasked(shop: Source) -> None:
    old = Asset.objects.get(fqn="shop.main.customer")
    change_shop(shop, "ALTER TABLE customer RENAME TO client;")
    factories.scan(shop)
    assert Asset.objects.get(pk=old.pk).state == Asset.State.RETIRED
    assert Asset.objects.get(fqn="shop.main.client").pk != old.pk


def test_accepting_keeps_one_asset_with_its_whole_history(shop: Source, cast: Any) -> None:
    old = Asset.objects.get(fqn="shop.main.customer")
    name = Asset.objects.get(fqn="shop.main.customer.name")
    change_shop(shop, "ALTER TABLE customer RENAME TO client;")
    factories.scan(shop)
    scans.accept_rename(rename=Rename.objects.get(), by=cast.stef)
    assert Asset.objects.get(fqn="shop.main.client").pk == old.pk
    assert Asset.objects.get(fqn="shop.main.client.name").pk == name.pk
    verbs = Change.objects.filter(object_id=old.pk).order_by("revision")
    assert [one.verb for one in verbs][:2] == ["add", "retire"]
    job = factories.scan(shop)
    assert (job.counts["added"], job.counts["changed"], job.counts["retired"]) == (0, 0, 0)
    assert {finding.code for finding in changes.verify_history()} <= {"unsealed"}


def test_a_refused_guess_is_not_made_again(shop: Source, cast: Any) -> None:
    change_shop(shop, "ALTER TABLE customer RENAME TO client;")
    factories.scan(shop)
    rename = scans.reject_rename(rename=Rename.objects.get(), by=cast.stef)
    with pytest.raises(Impossible, match="rename_is_rejected"):
        scans.accept_rename(rename=rename, by=cast.stef)
    factories.scan(shop)
    assert guesses() == set()


def test_who_may_not_scan_decides_nothing(shop: Source, cast: Any) -> None:
    change_shop(shop, "ALTER TABLE customer RENAME TO client;")
    factories.scan(shop)
    for verb in (scans.accept_rename, scans.reject_rename):
        with pytest.raises(Refused):
            verb(rename=Rename.objects.get(), by=cast.andy)


@pytest.fixture
def server(databases: Any) -> PostgresLab:  # noqa: F811
    return databases("own").shop()


def test_postgresql_itself_knows_what_was_renamed_and_moved(server: PostgresLab, cast: Any) -> None:
    source = sources.register(
        name="pg", connector="postgresql", options=server.options, secrets={}, by=cast.ann
    )
    factories.scan(source)
    before = dict(Asset.objects.filter(source_id=source.pk).values_list("fqn", "pk"))
    server.run(
        "ALTER TABLE customer RENAME TO client",
        "ALTER TABLE client RENAME COLUMN name TO full_name",
        "ALTER SCHEMA lab RENAME TO bench",
        "ALTER TABLE purchase SET SCHEMA bench",
    )
    job = factories.scan(source)
    assert job.state == Job.State.SUCCEEDED, "what is only renamed has not vanished"
    found = {(old, new) for old, new, why in guesses() if why == "stable_id"}
    assert ("pg.public.customer", "pg.public.client") in found
    assert ("pg.public.purchase", "pg.bench.purchase") in found
    assert ("pg.lab.parted", "pg.bench.parted") in found
    done = scans.accept_sure_renames(scan=Rename.objects.first().scan, by=cast.stef)
    assert done.count == len(found)
    assert Asset.objects.get(fqn="pg.public.client").pk == before["pg.public.customer"]
    assert (
        Asset.objects.get(fqn="pg.bench.purchase.amount").pk == before["pg.public.purchase.amount"]
    )
    job = factories.scan(source)
    assert (job.counts["added"], job.counts["changed"], job.counts["retired"]) == (0, 0, 0)
    assert {finding.code for finding in changes.verify_history()} <= {"unsealed"}


def test_a_renamed_column_is_known_by_its_number(server: PostgresLab, cast: Any) -> None:
    source = sources.register(
        name="pg", connector="postgresql", options=server.options, secrets={}, by=cast.ann
    )
    factories.scan(source)
    server.run("ALTER TABLE note RENAME COLUMN body TO words")
    factories.scan(source)
    assert guesses() == {("pg.public.note.body", "pg.public.note.words", "stable_id")}


def test_a_rename_with_much_in_it_is_accepted_by_a_job(
    shop: Source, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Asset.objects.get(fqn="shop.main.customer")
    change_shop(shop, "ALTER TABLE customer RENAME TO client;")
    factories.scan(shop)
    monkeypatch.setattr(trees, "MOST_AT_ONCE", 3)
    rename = Rename.objects.get()
    job = scans.accept_rename(rename=rename, by=cast.stef).job
    rename.refresh_from_db()
    assert job is not None
    assert rename.state == Rename.State.OPEN, "it is decided when it is done"
    assert factories.run(job).counts == {"accepted": 1}
    assert Asset.objects.get(fqn="shop.main.client").pk == old.pk


def test_many_sure_renames_are_accepted_by_one_job(
    server: PostgresLab, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = sources.register(
        name="pg", connector="postgresql", options=server.options, secrets={}, by=cast.ann
    )
    factories.scan(source)
    server.run("ALTER SCHEMA lab RENAME TO bench")
    factories.scan(source)
    monkeypatch.setattr(trees, "MOST_AT_ONCE", 100)
    scan, waiting = Rename.objects.first().scan, Rename.objects.count()
    job = scans.accept_sure_renames(scan=scan, by=cast.stef).job
    assert factories.run(job).counts == {"accepted": waiting}
    assert not Rename.objects.filter(state=Rename.State.OPEN).exists()
