"""Whatever is wrong with a source has its sentence, on pages and over REST, without a secret."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.events.models import Event
from governance.sources import actions as sources
from governance.sources.models import Source
from tests import factories
from tests.governance.connectors import networks

from .conftest import PASSWORD

pytestmark = pytest.mark.django_db

SHORT = 1  # seconds of patience with a host that hangs


@dataclass
class Case:
    """A source that cannot be used: how it is reached, and what is said of it."""

    connector: str
    options: dict[str, Any]
    code: str
    says: str
    secrets: dict[str, str] = field(default_factory=dict)


def server(port: int, code: str, says: str) -> Case:
    options = {"host": "127.0.0.1", "port": port, "database": "crm", "user": "reader"}
    options["sslmode"] = "disable"
    return Case("postgresql", options, code, says, {"password": PASSWORD})


def file(path: Path, code: str, says: str) -> Case:
    return Case("sqlite", {"path": str(path)}, code, says)


@contextmanager
def closed(folder: Path) -> Iterator[Case]:
    yield server(networks.closed_port(), "unreachable", "Nothing answers at 127.0.0.1")


@contextmanager
def hanging(folder: Path) -> Iterator[Case]:
    with networks.serving(networks.silent) as port:
        yield server(port, "timeout", "The source did not answer within")


@contextmanager
def wrong_password(folder: Path) -> Iterator[Case]:
    said = f'password authentication failed for user "{PASSWORD}"'
    with networks.serving(networks.refusing("28P01", said)) as port:
        yield server(port, "auth_failed", "does not let “reader” in")


@contextmanager
def no_rights(folder: Path) -> Iterator[Case]:
    said = f'permission denied for database "crm" ({PASSWORD})'
    with networks.serving(networks.refusing("42501", said)) as port:
        yield server(port, "source_refuses", "The source refuses:")


@contextmanager
def locked_file(folder: Path) -> Iterator[Case]:
    path = factories.sqlite_file(folder / "locked.db")
    line = sqlite3.connect(path, isolation_level=None)
    line.execute("BEGIN EXCLUSIVE")
    yield file(path, "locked", "is locked by another program")
    line.close()


@contextmanager
def encrypted(folder: Path) -> Iterator[Case]:
    path = folder / "encrypted.db"
    path.write_bytes(b"\x01" + os.urandom(8191))
    yield file(path, "encrypted", "is encrypted or damaged")


@contextmanager
def truncated(folder: Path) -> Iterator[Case]:
    path = factories.sqlite_file(folder / "cut.db")
    path.write_bytes(path.read_bytes()[:-100])
    yield file(path, "truncated", "is incomplete")


@contextmanager
def absent(folder: Path) -> Iterator[Case]:
    yield file(folder / "absent.db", "no_file", "There is no file")


@contextmanager
def outside(folder: Path) -> Iterator[Case]:
    yield file(Path("/etc/passwd"), "path_outside", "lies outside the folders")


Making = Callable[[Path], Any]
CASES: list[Making] = [
    closed, hanging, wrong_password, no_rights, locked_file, encrypted, truncated, absent, outside,
]  # fmt: skip


@pytest.fixture(params=CASES, ids=lambda one: one.__name__)
def case(request: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    limits = sources.testing.queries.reaching.Limits  # type: ignore[attr-defined]

    def impatient(**given: Any) -> Any:
        return limits(connect_seconds=SHORT, lock_seconds=SHORT, statement_seconds=SHORT, **given)

    monkeypatch.setattr("governance.sources.queries.reaching.Limits", impatient)
    with request.param(folder) as made:
        yield made


def test_a_trouble_has_its_sentence_through_every_door(
    case: Case, api: Any, client: Any, cast: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(cast.stef)
    stef = api(cast.stef)
    given = {"connector": case.connector, "options": case.options, "secrets": case.secrets}
    began = time.monotonic()
    tried = stef.post("/api/v1/sources/test", given, format="json")
    made = stef.post("/api/v1/sources", {"name": "It", **given}, format="json")
    source = Source.objects.get()
    tested = stef.post(f"/api/v1/sources/{source.pk}/test", {}, format="json")
    for answer in (tried, tested):
        assert (answer.status_code, answer.json()[-1]["state"]) == (200, "failed")
        assert answer.json()[-1]["code"] == case.code
        assert case.says in answer.json()[-1]["detail"]
    posted = {f"option_{name}": value for name, value in {**case.options, **case.secrets}.items()}
    pages = [
        client.post(f"/sources/new/{case.connector}/test/", {"name": "", **posted}),
        client.post(f"/sources/{source.pk}/test/"),
        client.get(f"/sources/{source.pk}/"),
    ]
    assert [page.status_code for page in pages] == [200] * 3
    assert case.says in pages[0].text
    assert case.says in pages[1].text
    job = factories.scan(source, by=cast.stef)
    assert (job.state, job.trouble_code) == ("failed", case.code)
    scan = client.get(f"/scans/{job.pk}/")
    assert case.says in scan.text
    told = [one.content.decode() for one in (tried, made, tested, scan, *pages)]
    told += [repr(list(Event.objects.values_list("data"))), repr(job.trouble_params), caplog.text]
    assert [text for text in told if PASSWORD in text] == []
    assert time.monotonic() - began < 60


def test_a_missing_secret_is_said_on_the_page(
    client: Any, cast: Any, locked: Callable[..., Source], settings: Any
) -> None:
    source = locked()
    settings.SECRET_KEY = "another"
    client.force_login(cast.stef)
    page = client.post(f"/sources/{source.pk}/test/")
    assert page.status_code == 200
    assert "encrypted under another key" in page.text
    job = factories.scan(source, by=cast.stef)
    assert (job.state, job.trouble_code) == ("failed", "secret_unreadable")
