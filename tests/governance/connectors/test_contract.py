"""The parts of the contract that every connector uses."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.connector import (
    REASONS,
    TROUBLE_PARAMS,
    TROUBLES,
    VERDICTS,
    Limits,
    Option,
    Relation,
    Spoiled,
    Trouble,
    batches,
    clean,
    salvage,
)
from governance.connectors.postgres import Postgres
from tests.governance.connectors.authority import Authority

PEM = Authority().pem


@given(st.text(st.characters()))
def test_clean_text_is_taken_by_every_encoder_and_changes_nothing_else(text):
    cleaned = clean(text)
    assert "\0" not in cleaned.encode().decode()
    assert clean(cleaned) == cleaned
    assert len(cleaned) == len(text)
    for was, now in zip(text, cleaned, strict=True):
        assert (
            now == was
            or (was, now) == ("\0", "\u2400")
            or ("\ud800" <= was <= "\udfff" and now == "\ufffd")
        )


def test_what_cleaning_puts_in_place_can_be_seen():
    assert clean("a\0b\ud800c\udfff") == "a\u2400b\ufffdc\ufffd"


@given(st.lists(st.integers()), st.integers(1, 9))
def test_batches_are_all_of_it_in_order(rows, size):
    parts = list(batches(iter(rows), size))
    assert [row for part in parts for row in part] == rows
    assert all(len(part) == size for part in parts[:-1])


def test_batches_read_no_further_than_asked_for():
    taken = []
    parts = batches((taken.append(n) or n for n in range(100)), 3)
    next(parts)
    assert len(taken) == 3


def relation(name, problem=None):
    return Relation("s", name, "table", name, None, None, (), (), problem)


@given(st.integers(0, 60), st.sets(st.integers(0, 59)), st.integers(1, 200))
def test_salvage_brings_everything_once_and_only_the_broken_ones_bare(count, broken, attempts):
    def read(part):
        if broken & set(part):
            raise Spoiled("no")
        return [relation(str(n)) for n in part]

    def bare(part, detail):
        return [relation(str(n), ("partly_read", {"detail": detail})) for n in part]

    found = list(salvage(range(count), read, bare, attempts))
    assert [one.name for one in found] == [str(n) for n in range(count)]
    marked = {int(one.name) for one in found if one.problem}
    assert marked >= broken & set(range(count))
    if attempts > 2 * count:
        assert marked == broken & set(range(count))


def test_salvage_needs_few_attempts_for_one_broken_relation():
    asked = []

    def read(part):
        asked.append(part)
        if 700 in part:
            raise Spoiled("no")
        return [relation(str(n)) for n in part]

    found = list(salvage(range(1000), read, lambda part, _: [relation(str(n)) for n in part], 99))
    assert len(found) == 1000
    assert len(asked) <= 21


def test_a_trouble_names_its_parameters_and_no_others():
    for code, names in TROUBLE_PARAMS.items():
        trouble = Trouble(code, **dict.fromkeys(names, 1))
        again = pickle.loads(pickle.dumps(trouble))
        assert (again.code, again.params) == (trouble.code, trouble.params) == (code, again.params)
        with pytest.raises(ValueError, match=code):
            Trouble(code, other=1)
    with pytest.raises(ValueError, match="nonsense"):
        Trouble("nonsense")
    assert TROUBLES < VERDICTS


@pytest.mark.parametrize(
    ("option", "value", "outcome"),
    [
        (Option("n", "N", "number", default=3), None, 3),
        (Option("n", "N", "number"), "17", 17),
        (Option("n", "N", "number"), None, None),
        (Option("n", "N", "number"), -1, "out_of_range"),
        (Option("n", "N", "number"), "1e3", "not_a_number"),
        (Option("n", "N", "number"), True, "not_a_number"),
        (Option("n", "N", required=True), "", "required"),
        (Option("n", "N"), "a\ud800", "not_text"),
        (Option("n", "N"), ["a"], "not_text"),
        (Option("n", "N", "choice", choices=("a",)), "b", "not_a_choice"),
        (Option("n", "N", "flag", default=False), None, False),
        (Option("n", "N", "flag", default=False), True, True),
        (Option("n", "N", "flag"), "yes", "not_text"),
        (Option("n", "N", "certificate"), PEM, PEM),
        (Option("n", "N", "certificate"), f"what it is\n{PEM}{PEM}", f"what it is\n{PEM}{PEM}"),
        (Option("n", "N", "certificate"), "/etc/ssl/ca.pem", "not_a_certificate"),
        (Option("n", "N", "certificate"), PEM[:200], "not_a_certificate"),
        (Option("n", "N", "certificate"), PEM.replace("MI", "IM"), "not_a_certificate"),
        (Option("n", "N", "certificate"), "für alle", "not_a_certificate"),
    ],
)
def test_an_option_takes_what_it_declares(option, value, outcome):
    if outcome in REASONS:
        with pytest.raises(Trouble) as caught:
            option.checked(value)
        assert caught.value.params == {"option": "n", "reason": outcome}
    else:
        assert option.checked(value) == outcome


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_no_secret_survives_scrubbing(secret):
    given = {"host": "h", "database": "d", "user": "u"}
    connector = Postgres(given, {"password": secret}, Limits())
    told = connector.scrubbed(f"cannot use {secret} " * 60)
    assert len(told) <= 500
    if len(secret) > 10:
        assert secret[:10] not in told
