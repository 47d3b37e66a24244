"""What a FROM clause offers, and how a name in a query finds the column it means."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from governance.lineage.engine.names import Index, Name
from governance.lineage.rules import Column, Kind

KINDS: tuple[Kind, ...] = ("identity", "expression", "aggregate")
IDENTITY, EXPRESSION, AGGREGATE = range(3)  # a chain of steps is as strong as the strongest

Sources = dict[Column, int]


def merge(into: Sources, more: Sources, least: int = IDENTITY) -> None:
    """Add sources, each with the strongest kind it was met with."""
    for column, kind in more.items():
        into[column] = max(into.get(column, IDENTITY), kind, least)


@dataclass(slots=True)
class Field:
    """A column of a relation, and the stored columns its values are made of."""

    name: Name
    sources: Sources


@dataclass(slots=True)
class Relation:
    """`open` names the stored tables whose columns nobody knows and that are part of it."""

    fields: list[Field]
    open: tuple[str, ...] = ()
    label: Name | None = None
    path: tuple[str, ...] = ()  # of a stored table: the parts of its name, as looked up
    table: str = ""  # the same as it is shown
    args: Sources | None = None  # of a function: whatever it offers is made of these
    hidden: bool = False  # of a semi join: * does not show it
    _index: Index[Field] | None = field(default=None, repr=False)

    def find(self, name: Name) -> Field | None:
        """A column that is known, or one that a function must offer."""
        if self._index is None:
            self._index = Index((one.name.want, one) for one in self.fields)
        found = self._index.get(name.want)
        if found is None and self.args is not None:
            return Field(name, self.args)
        return found

    def guess(self, name: Name) -> Field:
        """A column that only the open part can have; without a table where that is in several."""
        table = self.open[0] if len(self.open) == 1 else ""
        return Field(name, {Column(table, name.text): IDENTITY})

    def labelled(self, label: Name | None, columns: Iterable[Name] = ()) -> "Relation":
        """The same under another name, its first columns renamed."""
        renamed = list(self.fields)
        for place, name in enumerate(columns):
            if place < len(renamed):
                renamed[place] = Field(name, renamed[place].sources)
        return Relation(renamed, self.open, label or self.label, self.path, self.table, self.args)

    def called(self, qualifier: tuple[Name, ...]) -> bool:
        """Whether `qualifier.column` may mean a column of this."""
        wants = tuple(part.want.casefold() for part in qualifier)
        if len(wants) == 1 and self.label is not None:
            return wants[0] == self.label.want.casefold()
        own = tuple(part.casefold() for part in self.path)
        shared = min(len(own), len(wants))
        return shared > 0 and own[-shared:] == wants[-shared:]


@dataclass(slots=True)
class Scope:
    """The relations one SELECT sees, those of the queries around it, and its own aliases."""

    parent: "Scope | None" = None
    relations: list[Relation] = field(default_factory=list)
    merged: dict[str, Field] = field(default_factory=dict)  # by USING: one column of several
    aliases: dict[str, Field] = field(default_factory=dict)
    aliases_count: bool = False  # the dialect lets items of the list name earlier ones

    def outwards(self) -> Iterator["Scope"]:
        """This one and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def named(self, qualifier: tuple[Name, ...]) -> Relation | None:
        """The relation of this name; of two alike, the one that is spelled exactly so."""
        for scope in self.outwards():
            found = [one for one in scope.relations if one.called(qualifier)]
            exact = [one for one in found if one.label and one.label.want == qualifier[-1].want]
            if found:
                return (exact or found)[0]
        return None
