import pytest

from config import env


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("GH_NAME", "  ")
    assert env.text("GH_NAME", "fallback") == "fallback"
    assert env.flag("GH_NAME", True) is True
    assert env.number("GH_NAME", 7) == 7
    assert env.listing("GH_NAME", ["a"]) == ["a"]
    assert env.secret("GH_NAME", "none") == "none"


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)]
)
def test_flags_are_read_as_people_write_them(monkeypatch, value, meant):
    monkeypatch.setenv("GH_FLAG", value)
    assert env.flag("GH_FLAG", not meant) is meant


def test_a_bad_flag_is_refused_by_name(monkeypatch):
    monkeypatch.setenv("GH_FLAG", "perhaps")
    with pytest.raises(env.Invalid, match="GH_FLAG must be 1 or 0, not 'perhaps'"):
        env.flag("GH_FLAG")


@pytest.mark.parametrize("value", ["eight", "8.5", "0", "70000", "-3", "²"])
def test_a_bad_number_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("GH_PORT", value)
    with pytest.raises(env.Invalid, match="GH_PORT must be a whole number from 1 to 65535"):
        env.number("GH_PORT", 8000, 1, 65535)


def test_a_number_in_range_is_taken(monkeypatch):
    monkeypatch.setenv("GH_PORT", " 65535 ")
    assert env.number("GH_PORT", 8000, 1, 65535) == 65535


def test_listings_drop_blanks(monkeypatch):
    monkeypatch.setenv("GH_HOSTS", "a.example, b.example,,")
    assert env.listing("GH_HOSTS") == ["a.example", "b.example"]


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("GH_KEY_FILE", str(tmp_path / "key"))
    assert env.secret("GH_KEY") == "s3cret"


def test_a_secret_given_twice_is_refused_without_telling_it(monkeypatch, tmp_path):
    monkeypatch.setenv("GH_KEY", "s3cret")
    monkeypatch.setenv("GH_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(env.Invalid, match="GH_KEY or GH_KEY_FILE") as refusal:
        env.secret("GH_KEY")
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "cannot be read: No such file"), (b" \n", "is empty"), (b"\xff", "it is not text")],
)
def test_an_unusable_secret_file_is_refused_by_name(monkeypatch, tmp_path, content, reason):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("GH_KEY_FILE", str(path))
    with pytest.raises(env.Invalid, match=f"GH_KEY_FILE points at .*{reason}"):
        env.secret("GH_KEY")


def test_the_data_folder_lies_in_the_checkout_unless_said(monkeypatch, tmp_path):
    monkeypatch.delenv("GUILDHALL_DATA", raising=False)
    assert env.data_dir() == env.CHECKOUT / ".data"
    monkeypatch.setenv("GUILDHALL_DATA", str(tmp_path / "a" / ".." / "b"))
    assert env.data_dir() == tmp_path / "b"


def test_several_secrets_may_stand_in_a_variable_or_a_file(monkeypatch, tmp_path):
    assert env.secrets("GH_KEYS") == []
    monkeypatch.setenv("GH_KEYS", "one, two,")
    assert env.secrets("GH_KEYS") == ["one", "two"]
    monkeypatch.delenv("GH_KEYS")
    (tmp_path / "keys").write_text("one\n\ntwo\n")
    monkeypatch.setenv("GH_KEYS_FILE", str(tmp_path / "keys"))
    assert env.secrets("GH_KEYS") == ["one", "two"]


@pytest.mark.parametrize("value", ["GUILDHALL_", "GUILDHALL_SECRET_", "D", "GUILDHALL_SECRET_KEY"])
def test_a_prefix_that_takes_in_our_own_secrets_is_refused(monkeypatch, value):
    monkeypatch.setenv("GH_PREFIX", value)
    with pytest.raises(env.Invalid, match="GH_PREFIX must not be"):
        env.prefix("GH_PREFIX", "SOURCE_SECRET_")


def test_any_other_prefix_is_taken(monkeypatch):
    assert env.prefix("GH_PREFIX", "SOURCE_SECRET_") == "SOURCE_SECRET_"
    monkeypatch.setenv("GH_PREFIX", "CRM_")
    assert env.prefix("GH_PREFIX", "SOURCE_SECRET_") == "CRM_"


def test_the_files_of_our_own_secrets_are_known(monkeypatch):
    monkeypatch.setenv("GUILDHALL_SECRET_KEY_FILE", "/run/secrets/key")
    monkeypatch.setenv("DATABASE_URL_FILE", "/run/secrets/database")
    monkeypatch.setenv("SOURCE_SECRET_CRM_FILE", "/run/secrets/crm")
    assert env.own_files() == ["/run/secrets/database", "/run/secrets/key"]


def test_names_are_bound_to_hosts(monkeypatch):
    monkeypatch.setenv("GH_HOSTS", "CRM=db1 db2, crm/password=db1")
    assert env.bindings("GH_HOSTS") == {"CRM": {"db1", "db2"}, "crm/password": {"db1"}}
    for wrong in ("CRM", "CRM=", "=db1", "CRM= , X=y"):
        monkeypatch.setenv("GH_HOSTS", wrong)
        with pytest.raises(env.Invalid, match="GH_HOSTS must be like"):
            env.bindings("GH_HOSTS")
