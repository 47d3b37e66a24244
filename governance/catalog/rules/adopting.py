"""Laying two trees beside each other, level by level, by name. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class Node(NamedTuple):
    """What of an asset decides whom it is matched with; the lowest state is the most alive."""

    id: UUID
    parent_id: UUID | None
    name: str
    kind: int
    state: int
    updated_at: datetime


NODE = tuple(Node.__annotations__)


class Pair(NamedTuple):
    """An old asset and the new one that it becomes, so many levels below the first pair."""

    depth: int
    old_id: UUID
    new_id: UUID


def pairs(old_id: UUID, new_id: UUID, nodes: Iterable[Node], active: int) -> Iterator[Pair]:
    """The first pair, and everything of one name in both. Only what is active counts as new.

    An old asset may hold several of one name, retired at different times: the one that is in use
    is meant, then one of the same kind, then the latest.
    """
    inside: defaultdict[UUID | None, list[Node]] = defaultdict(list)
    for node in nodes:
        inside[node.parent_id].append(node)
    waiting = [Pair(0, old_id, new_id)]
    while waiting:
        pair = waiting.pop()
        yield pair
        named: defaultdict[str, list[Node]] = defaultdict(list)
        for node in inside[pair.old_id]:
            named[node.name].append(node)
        for new in inside[pair.new_id]:
            if new.state == active and named[new.name]:
                best = _closest(named[new.name], new)
                waiting.append(Pair(pair.depth + 1, best.id, new.id))


def _closest(candidates: list[Node], new: Node) -> Node:
    newest_first = sorted(candidates, key=lambda one: one.updated_at, reverse=True)
    best = min(newest_first, key=lambda one: (one.state, one.kind != new.kind))
    candidates.remove(best)
    return best
