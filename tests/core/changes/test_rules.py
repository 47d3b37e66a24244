import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.changes import rules

scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=3)
states = st.dictionaries(st.sampled_from("abcdef"), scalars | st.lists(scalars, max_size=2))
full_states = states.map(lambda state: {k: v for k, v in state.items() if v is not None})


@pytest.mark.parametrize(
    ("old", "new", "diff"),
    [
        ({}, {}, {}),
        ({"a": 1}, {"a": 1}, {}),
        ({}, {"a": 1}, {"a": [None, 1]}),
        ({"a": 1}, {}, {"a": [1, None]}),
        ({"a": 1}, {"a": 2}, {"a": [1, 2]}),
        ({"a": None}, {}, {}),
        ({"a": 1}, {"a": 1.0}, {}),
        ({"a": 1}, {"a": True}, {"a": [1, True]}),
        ({"a": [0]}, {"a": [False]}, {"a": [[0], [False]]}),
        ({"a": {"b": 1}}, {"a": {"b": True}}, {"a": [{"b": 1}, {"b": True}]}),
        ({"a": {"b": None}}, {"a": {}}, {"a": [{"b": None}, {}]}),
        ({"a": [1, 2]}, {"a": [2, 1]}, {"a": [[1, 2], [2, 1]]}),
        ({"a": "1"}, {"a": 1}, {"a": ["1", 1]}),
    ],
)
def test_diff_names_what_differs(old, new, diff):
    assert rules.diff(old, new) == diff


@given(full_states, full_states)
def test_apply_and_undo_are_inverse(old, new):
    change = rules.diff(old, new)
    assert not rules.diff(rules.apply(old, change), new)
    assert not rules.diff(rules.undo(new, change), old)


@given(full_states, full_states)
def test_no_diff_means_nothing_to_apply(old, new):
    assert (rules.diff(old, new) == {}) is rules.same(old, new)


leaves = st.lists(st.integers(0, 999), unique=True, max_size=30)


@given(leaves, st.data())
def test_every_alteration_of_a_batch_is_named_and_nothing_else(sealed, data):
    """Alter, delete and add here and there, never side by side: each is named, at its place."""
    found, expected = [], []
    what = "kept"
    for place, leaf in enumerate(sealed):
        choices = ["kept", "altered", "missing", "added"] if what == "kept" else ["kept"]
        what = data.draw(st.sampled_from(choices))
        if what != "kept":
            expected.append((what, place, len(found)))
        found += {"altered": [-leaf - 1], "missing": [], "added": [-leaf - 1, leaf]}.get(
            what, [leaf]
        )
    named = rules.culprits(_bytes(sealed), _bytes(found))
    assert [(c.what, c.sealed, c.found) for c in named] == expected


def _bytes(numbers):
    return [number.to_bytes(8, signed=True) for number in numbers]


@pytest.mark.parametrize(
    ("sealed", "found", "named"),
    [
        ([], [], []),
        ([1, 2, 3], [1, 2, 3], []),
        ([1, 2, 3], [1, 9, 3], [("altered", 1, 1)]),
        ([1, 2, 3], [1, 3], [("missing", 1, 1)]),
        ([1, 2, 3], [], [("missing", 0, 0), ("missing", 1, 0), ("missing", 2, 0)]),
        ([1, 2, 3], [1, 9, 2, 3], [("added", 1, 1)]),
        ([1, 2, 3], [1, 2, 3, 9], [("added", 3, 3)]),
        ([1, 2, 3], [1, 2], [("missing", 2, 2)]),
        ([1, 2], [2, 1], [("altered", 0, 0), ("altered", 1, 1)]),
    ],
)
def test_culprits(sealed, found, named):
    found = rules.culprits(_bytes(sealed), _bytes(found))
    assert [(c.what, c.sealed, c.found) for c in found] == named


BATCH = rules.Batch("2026-11-01", 3, "first", "last", b"rows", b"leaves")


@pytest.mark.parametrize(
    "other",
    [
        {"month": "2026-12-01"},
        {"count": 4},
        {"first_id": "other"},
        {"last_id": "other"},
        {"rows_hash": b"other"},
        {"leaves": b"other"},
    ],
)
def test_a_seal_covers_everything_it_says(other):
    changed = rules.Batch(**{**BATCH.__dict__, **other})
    key = rules.chain_key("secret")
    assert rules.seal_hash(key, b"", BATCH) != rules.seal_hash(key, b"", changed)


def test_a_seal_depends_on_the_one_before_and_on_the_key():
    key = rules.chain_key("secret")
    hashes = {
        rules.seal_hash(key, b"", BATCH),
        rules.seal_hash(key, b"before", BATCH),
        rules.seal_hash(rules.chain_key("other"), b"", BATCH),
    }
    assert len(hashes) == 3


def test_stale_says_which_revision_is_current():
    stale = rules.Stale(current=7, expected=5)
    assert (stale.code, stale.current, stale.params) == (
        "stale",
        7,
        {"current": 7, "expected": 5},
    )
