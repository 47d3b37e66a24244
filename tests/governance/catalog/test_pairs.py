"""Which old asset a new one is, by name and level."""

from datetime import UTC, datetime
from uuid import UUID

from governance.catalog.rules.adopting import Node, Pair, pairs

ACTIVE, RETIRED = 1, 2
OLD, NEW = UUID(int=1), UUID(int=2)


def node(id: int, parent: UUID | int, name: str, kind: int = 8, state: int = ACTIVE) -> Node:
    above = parent if isinstance(parent, UUID) else UUID(int=parent)
    return Node(UUID(int=id), above, name, kind, state, datetime(2026, 1, id % 28 + 1, tzinfo=UTC))


def matched(*nodes: Node) -> set[tuple[int, int, int]]:
    found = pairs(OLD, NEW, nodes, ACTIVE)
    return {(pair.depth, pair.old_id.int, pair.new_id.int) for pair in found}


def test_what_has_one_name_in_both_is_one_on_every_level() -> None:
    tree = [node(3, OLD, "t", 3), node(4, NEW, "t", 3), node(5, 3, "c"), node(6, 4, "c")]
    assert matched(*tree) == {(0, 1, 2), (1, 3, 4), (2, 5, 6)}
    assert next(iter(pairs(OLD, NEW, tree, ACTIVE))) == Pair(0, OLD, NEW)


def test_names_count_within_their_parents_only_and_to_the_letter() -> None:
    assert matched(node(3, OLD, "a"), node(4, NEW, "A"), node(5, NEW, "b")) == {(0, 1, 2)}
    moved = [node(3, OLD, "t"), node(4, NEW, "u"), node(5, 3, "c"), node(6, 4, "c")]
    assert matched(*moved) == {(0, 1, 2)}


def test_of_several_the_one_in_use_is_meant_then_the_same_kind_then_the_latest() -> None:
    new = node(9, NEW, "x", kind=3)
    gone, live = node(3, OLD, "x", 3, RETIRED), node(4, OLD, "x", 4)
    assert (1, 4, 9) in matched(gone, live, new)
    view, table = node(6, OLD, "x", 4, RETIRED), node(5, OLD, "x", 3, RETIRED)
    assert (1, 5, 9) in matched(view, table, new)
    assert (1, 5, 9) in matched(gone, table, new)


def test_each_is_taken_once_and_what_is_gone_is_not_new() -> None:
    assert matched(node(3, OLD, "x"), node(4, NEW, "x", state=RETIRED)) == {(0, 1, 2)}
    twice = matched(node(3, OLD, "x"), node(4, NEW, "x"), node(5, NEW, "x"))
    assert twice == {(0, 1, 2), (1, 3, 4)}
