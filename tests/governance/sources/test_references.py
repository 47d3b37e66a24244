"""References name what the deployment has put there for sources, and nothing else."""

import os
from pathlib import Path
from typing import Any

import pytest

from core.refusals import Invalid
from governance.sources.engine import references
from governance.sources.engine.references import Places, Reference

ENVIRON = {
    "SOURCE_SECRET_CRM": "swordfish",
    "SOURCE_SECRET_EMPTY": "",
    "GUILDHALL_SECRET_KEY": "the key to everything",
    "PATH": "/bin",
}


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    folder = tmp_path / "keys"
    folder.mkdir()
    (folder / "crm").write_text("swordfish\n")
    return folder


@pytest.fixture
def places(keys: Path) -> Places:
    return Places(prefix="SOURCE_SECRET_", folders=(str(keys),))


def resolved(kind: Any, name: str, places: Places, host: object = "db.example") -> str:
    return references.resolve(Reference(kind, name), "password", places, host, ENVIRON)


def refusal(kind: Any, name: str, places: Places, host: object = "db.example") -> Invalid:
    with pytest.raises(Invalid) as refused:
        resolved(kind, name, places, host)
    assert refused.value.params["option"] == "password"
    return refused.value


# --- the environment ---------------------------------------------------------------------------
def test_a_variable_with_the_prefix_is_the_secret(places: Places) -> None:
    assert resolved("env", "SOURCE_SECRET_CRM", places) == "swordfish"


@pytest.mark.parametrize(
    "name",
    [
        "GUILDHALL_SECRET_KEY",
        "PATH",
        "source_secret_crm",
        "SOURCE_SECRET_A B",
        "SOURCE_SECRET_=",
        "",
    ],
)
def test_no_other_variable_can_be_named(places: Places, name: str) -> None:
    assert refusal("env", name, places).code == "variable_not_allowed"


@pytest.mark.parametrize("name", ["SOURCE_SECRET_NONE", "SOURCE_SECRET_EMPTY"])
def test_a_variable_that_is_not_there_is_named(places: Places, name: str) -> None:
    refused = refusal("env", name, places)
    assert (refused.code, refused.params["name"]) == ("variable_missing", name)


def test_without_a_prefix_no_variable_can_be_named() -> None:
    assert refusal("env", "PATH", Places()).code == "variable_not_allowed"


# --- files -------------------------------------------------------------------------------------
def test_a_file_is_the_secret_without_its_last_line_break(places: Places, keys: Path) -> None:
    assert resolved("file", "crm", places) == "swordfish"
    (keys / "two").write_bytes(b"one\ntwo \r\n")
    assert resolved("file", "two", places) == "one\ntwo "


def test_the_first_folder_that_has_it_wins(places: Places, keys: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "deep").mkdir(parents=True)
    (other / "crm").write_text("second")
    (other / "deep" / "one").write_text("deep")
    both = Places(folders=(str(tmp_path / "absent"), str(keys), str(other)))
    assert resolved("file", "crm", both) == "swordfish"
    assert resolved("file", "deep/one", both) == "deep"


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../out", "a/../../out", "", ".", "a\0b", "..\\out", "x" * 401]
)
def test_a_name_must_lead_downwards(places: Places, keys: Path, name: str) -> None:
    (keys.parent / "out").write_text("outside")
    assert refusal("file", name, places).code == "file_not_allowed"


def test_without_a_folder_no_file_can_be_named(keys: Path) -> None:
    assert refusal("file", "crm", Places(prefix="X_")).code == "file_not_allowed"


def test_a_symbolic_link_must_not_lead_out(places: Places, keys: Path) -> None:
    (keys.parent / "out").write_text("outside")
    (keys / "link").symlink_to(keys.parent / "out")
    (keys / "folder").symlink_to(keys.parent)
    assert refusal("file", "link", places).code == "file_not_allowed"
    assert refusal("file", "folder/out", places).code == "file_not_allowed"


def test_a_symbolic_link_may_lead_on_within(places: Places, keys: Path) -> None:
    """That is how Kubernetes puts secrets into a folder."""
    (keys / "..data").mkdir()
    (keys / "..data" / "token").write_text("swordfish")
    (keys / "token").symlink_to("..data/token")
    assert resolved("file", "token", places) == "swordfish"


def test_the_files_that_the_portal_lives_on_are_no_secrets_of_sources(
    places: Places, keys: Path
) -> None:
    """Both lie in /run/secrets in many an installation."""
    (keys / "guildhall_key").write_text("the key to everything")
    os.link(keys / "guildhall_key", keys / "another_name")
    mine = Places(folders=places.folders, own=("/absent", str(keys / "guildhall_key")))
    assert refusal("file", "guildhall_key", mine).code == "file_not_allowed"
    assert refusal("file", "another_name", mine).code == "file_not_allowed"
    assert resolved("file", "crm", mine) == "swordfish"


def test_what_is_no_secret_is_refused(places: Places, keys: Path) -> None:
    (keys / "folder").mkdir()
    (keys / "empty").touch()
    (keys / "huge").write_bytes(b"x" * (references.LARGEST + 1))
    (keys / "binary").write_bytes(b"\xff\xfe")
    (keys / "loop").symlink_to("loop")
    os.mkfifo(keys / "pipe")  # would wait for ever
    for name in ("folder", "empty", "huge", "binary", "loop", "pipe"):
        assert refusal("file", name, places).code == "file_unusable", name
    assert refusal("file", "absent", places).code == "file_missing"
    assert refusal("file", "crm/deeper", places).code == "file_missing"


# --- hosts -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("kind", "name"), [("env", "SOURCE_SECRET_CRM"), ("file", "crm")])
def test_a_bound_secret_goes_to_its_own_hosts_only(places: Places, kind: str, name: str) -> None:
    bound = Places(places.prefix, places.folders, hosts={name: frozenset({"db1", "db2"})})
    assert resolved(kind, name, bound, "db2") == "swordfish"
    for host in ("evil.example", "db1,evil.example", None):
        assert refusal(kind, name, bound, host).code == "secret_bound_elsewhere"


# --- how they are written ----------------------------------------------------------------------
def test_a_secret_is_a_text_or_says_where_it_lies() -> None:
    assert references.read("text", "password") == "text"
    assert references.read({"env": "A"}, "password") == Reference("env", "A")
    assert references.read({"file": "a/b"}, "password").told() == {"file": "a/b"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "value",
    [None, 5, [], {}, {"env": ""}, {"env": 5}, {"env": "A", "file": "b"}, {"vault": "A"}, ["env"]],
)
def test_anything_else_is_no_secret(value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        references.read(value, "password")
    assert (refused.value.code, refused.value.field) == ("not_a_secret", "secrets")
