from core.answers import rules


def test_every_part_of_a_place_counts():
    places = {
        rules.slot(caller, path, key)
        for caller in ("user:1", "token:1")
        for path in ("/a", "/b")
        for key in ("k", "l")
    }
    assert len(places) == 8


def test_a_lock_is_a_number_that_the_database_takes():
    locks = [rules.lock(rules.slot("user:1", "/a", str(n))) for n in range(1_000)]
    assert all(-(2**63) <= lock < 2**63 for lock in locks)
    assert len(set(locks)) == 1_000


def test_a_fingerprint_is_of_what_is_said_and_not_of_how():
    same = rules.fingerprint("key", "", {"a": 1, "b": [1, 2]})
    assert rules.fingerprint("key", "", {"b": [1, 2], "a": 1}) == same
    for query, body in (("x=1", {"a": 1, "b": [1, 2]}), ("", {"a": 1, "b": [2, 1]}), ("", [])):
        assert rules.fingerprint("key", query, body) != same


def test_a_fingerprint_tells_nobody_without_the_key_what_was_said():
    body = {"secrets": {"password": "sesame"}}
    assert rules.fingerprint("key", "", body) != rules.fingerprint("another", "", body)
