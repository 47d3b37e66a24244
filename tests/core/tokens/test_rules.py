import pytest

from core.tokens import rules


def test_form():
    secret = rules.new_secret()
    assert rules.parse(secret.text) == (secret.key, secret.text.partition(".")[2])
    assert secret.text.startswith(f"gh_{secret.key}.")
    assert len(secret.text) == 3 + 12 + 1 + 43


def test_every_token_is_another_one():
    texts = {rules.new_secret().text for _ in range(100)}
    assert len(texts) == 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gh_",
        "gh_abc.def",
        "gh_" + "a" * 12 + "." + "b" * 42,
        "gh_" + "a" * 12 + "." + "b" * 44,
        "gh_" + "A" * 12 + "." + "b" * 43,
        "xx_" + "a" * 12 + "." + "b" * 43,
        "gh_" + "a" * 12 + "." + "b" * 42 + "\n",
        "gh_" + "a" * 12 + "." + "b" * 43 + "\n",
        "gh_" + "a" * 12 + "." + "b" * 42 + "é",
        " gh_" + "a" * 12 + "." + "b" * 43,
    ],
)
def test_what_is_no_token(text):
    assert rules.parse(text) is None


def test_what_is_kept_tells_the_secret_and_is_not_it():
    secret = rules.new_secret()
    _, text = rules.parse(secret.text)
    assert rules.same(text, secret.digest)
    assert not rules.same(text[:-1] + ("a" if text[-1] != "a" else "b"), secret.digest)
    assert text.encode() not in secret.digest


@pytest.mark.parametrize(
    ("address", "networks", "allowed"),
    [
        ("192.0.2.7", [], True),
        ("nonsense", [], True),
        ("192.0.2.7", ["192.0.2.7"], True),
        ("192.0.2.8", ["192.0.2.7"], False),
        ("192.0.2.8", ["192.0.2.0/24"], True),
        ("192.0.3.1", ["192.0.2.0/24", "10.0.0.0/8"], False),
        ("10.9.9.9", ["192.0.2.0/24", "10.0.0.0/8"], True),
        ("::ffff:192.0.2.7", ["192.0.2.0/24"], True),
        ("2001:db8::1", ["2001:db8::/32"], True),
        ("2001:db9::1", ["2001:db8::/32"], False),
        ("2001:db8::1", ["192.0.2.0/24"], False),
        ("nonsense", ["192.0.2.0/24"], False),
        ("", ["192.0.2.0/24"], False),
    ],
)
def test_addresses(address, networks, allowed):
    assert rules.allowed_from(address, networks) is allowed


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("192.0.2.7", True),
        ("192.0.2.0/24", True),
        ("2001:db8::/32", True),
        ("192.0.2.7/24", False),
        ("192.0.2", False),
        ("example.com", False),
        ("", False),
        ("0.0.0.0/0", True),
    ],
)
def test_networks(text, valid):
    assert rules.valid_network(text) is valid
