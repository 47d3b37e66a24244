"""Verdicts, keys, and edges beside what a database knows."""

from core.portal import sentences
from governance.lineage import rules
from governance.lineage.rules import Column, Edge, Finding, Reason, Use


def edge(name: str) -> Edge:
    return Edge(Column("t", name), Column("v", name), "identity")


def test_every_reason_has_a_sentence():
    assert {f"lineage.{code}" for code in rules.REASON_PARAMS} <= set(sentences())


def test_coverage_counts_every_state():
    whole, part, none = (
        Finding(1, "view", tuple(Reason(code) for code in codes))
        for codes in ((), ("unknown_column",), ("unknown_column", "too_slow"))
    )
    assert rules.coverage([whole, part, part, none]) == {"parsed": 1, "partial": 2, "failed": 1}


def test_the_key_changes_with_everything_that_changes_the_answer():
    keys = {
        rules.cache_key("SELECT 1", "mysql", {"t": ["a"]}),
        rules.cache_key("SELECT 2", "mysql", {"t": ["a"]}),
        rules.cache_key("SELECT 1", "hive", {"t": ["a"]}),
        rules.cache_key("SELECT 1", "mysql", {"t": ["a", "b"]}),
        rules.cache_key("SELECT 1", "mysql", {"u": ["a"]}),
    }
    assert len(keys) == 5


def test_the_key_does_not_know_the_order_of_tables():
    assert rules.cache_key("", "", {"t": ["a"], "u": []}) == rules.cache_key(
        "", "", {"u": [], "t": ["a"]}
    )


def test_an_edge_the_database_does_not_know_is_unverified():
    uses = tuple(Use(Column("t", name), "value") for name in "ab")
    finding = Finding(1, "view", (), ("v",), ("t",), (edge("a"), edge("b")), uses)
    checked = rules.checked([finding], [("v", "t", "a"), ("v", "t", "c")])
    assert checked.verified == (edge("a"),)
    assert checked.unverified == (edge("b"),)
    assert checked.missing == (("v", Column("t", "c")),)


def test_of_what_the_database_says_nothing_nothing_is_doubted():
    finding = Finding(1, "view", (), ("v",), ("t",), (edge("a"),))
    assert rules.checked([finding], []) == rules.Checked((), (), ())
