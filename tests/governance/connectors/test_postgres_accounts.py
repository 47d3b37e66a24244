"""PostgreSQL: encryption with an authority of one's own, and the account that a scan needs."""

from itertools import chain
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from governance.connector import Limits, Trouble
from governance.connectors.postgres import Postgres
from tests.governance.connectors.authority import Authority
from tests.governance.connectors.labs import PostgresLab


def at(server, **options):
    given = {"host": "127.0.0.1", "port": server.port, "user": "postgres", "database": "postgres"}
    return Postgres(given | options, {}, Limits(connect_seconds=5))


def test_the_right_authority_opens_and_the_file_is_gone_afterwards(own_postgres, monkeypatch):
    seen = {}
    connect = psycopg.connect

    def watching(**given):
        seen.update(given)
        return connect(**given)

    monkeypatch.setattr(psycopg, "connect", watching)
    connector = at(own_postgres, sslmode="verify-full", ca=own_postgres.authority.pem)
    with connector.open("test") as session:
        assert session.connection.pgconn.ssl_in_use
        assert seen["sslrootcert"].endswith(".pem")
        assert not Path(seen["sslrootcert"]).exists()


@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
@pytest.mark.parametrize("authority", ["another", "none"])
def test_a_server_nobody_trusted_vouches_for(own_postgres, mode, authority):
    ca = Authority().pem if authority == "another" else None
    with pytest.raises(Trouble) as caught, at(own_postgres, sslmode=mode, ca=ca).open("test"):
        pass
    assert caught.value.code == "tls_failed"
    assert caught.value.params["reason"]


def test_what_lies_in_the_home_folder_vouches_for_nobody(own_postgres, tmp_path, monkeypatch):
    (tmp_path / ".postgresql").mkdir()
    (tmp_path / ".postgresql" / "root.crt").write_text(own_postgres.authority.pem)
    monkeypatch.setenv("HOME", str(tmp_path))
    with (
        pytest.raises(Trouble, match="tls_failed"),
        at(own_postgres, sslmode="verify-ca").open("t"),
    ):
        pass


def test_another_name_for_the_server_fails_only_where_names_matter(own_postgres):
    given = {"host": "localhost", "ca": own_postgres.authority.pem}
    with at(own_postgres, sslmode="verify-ca", **given).open("test"):
        pass
    with (
        pytest.raises(Trouble) as caught,
        at(own_postgres, sslmode="verify-full", **given).open("test"),
    ):
        pass
    assert caught.value.code == "tls_failed"


def test_a_server_that_insists_on_encryption(own_postgres):
    with pytest.raises(Trouble) as caught, at(own_postgres, sslmode="disable").open("test"):
        pass
    assert caught.value.code == "tls_failed"
    assert "no encryption" in caught.value.params["reason"]
    with at(own_postgres, sslmode="require").open("test") as session:
        assert session.connection.pgconn.ssl_in_use


@pytest.mark.parametrize("read_values", [False, True])
@pytest.mark.parametrize("tail", ["", ' o\'x "y" \\ $guildhall$ ü %'])
def test_the_account_of_the_script_scans_and_does_no_more(postgres, read_values, tail):
    account = f"reader_{uuid4().hex[:8]}{tail}"
    postgres.shop()
    text = postgres.connector().role_script(account, read_values=read_values)
    assert text.count("'<password>'") == 1
    name = '"' + account.replace('"', '""') + '"'
    try:
        postgres.run(text.replace("<password>", "a passphrase"))
        as_it = postgres.connector(user=account)
        with as_it.open("test") as session:
            found = list(chain.from_iterable(session.relations(None)))
            assert len(found) == session.count() == 9
            assert all(schema.readable for schema in session.schemas())
        assert not [one for one in found if one.problem]
        assert list(as_it.test())[-1].state == "passed"
        with reading(postgres, account) as connection:
            if read_values:
                connection.execute("SELECT count(*) FROM public.customer")
            else:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute("SELECT count(*) FROM public.customer")
            for statement in ("DELETE FROM public.customer", "DROP TABLE public.customer",
                              "CREATE TABLE lab.written (a integer)"):  # fmt: skip
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)
    finally:
        postgres.run(f"DROP OWNED BY {name}", f"DROP ROLE {name}")


def reading(postgres: PostgresLab, account: str):
    return psycopg.connect(postgres.url, dbname=postgres.name, user=account, autocommit=True)
