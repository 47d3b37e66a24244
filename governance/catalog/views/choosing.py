"""What narrows a list of assets, and how many each choice would leave."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.access import queries as access
from core.people.models import User
from governance.catalog import queries
from governance.catalog.models import KINDS, STATES, Asset
from governance.catalog.queries import Tally

OPTIONS = 15  # of one filter, the largest ones; there may be a thousand domains
FACETS = {
    "kind": gettext_lazy("Kind"),
    "source": gettext_lazy("Source"),
    "domain": gettext_lazy("Domain"),
    "state": gettext_lazy("State"),
}
LABELS: dict[str, Any] = {"kind": Asset.Kind, "state": Asset.State}
NO_SCOPE = 0
Names = Mapping[Any, Any]


class Chosen:
    """What the filters of a list say; values that mean nothing are ignored.

    `usual` are the kinds that are meant when none is named: columns are listed when they are asked
    for only, for there are a hundred times as many as of everything else. So is what is retired.
    """

    def __init__(self, query: QueryDict, usual: tuple[int, ...] = queries.THINGS) -> None:
        self.usual = usual
        numbers = {word: number for number, word in [*KINDS.items(), *STATES.items()]}
        self.q = query.get("q", "").replace("\x00", "").strip()[:200]
        self.values: dict[str, list[Any]] = {
            "kind": [numbers[k] for k in query.getlist("kind") if k in KINDS.values()],
            "source": [s for s in map(_uuid, query.getlist("source")) if s],
            "domain": [d for d in map(_uuid, query.getlist("domain")) if d],
            "state": [numbers[s] for s in query.getlist("state") if s in STATES.values()],
        }

    def fits(self, facet: str, value: Any) -> bool:
        """Whether a value is among the chosen ones of a filter, or among the usual ones."""
        if self.values[facet]:
            return value in self.values[facet]
        if facet == "kind":
            return value in self.usual
        return facet != "state" or value == Asset.State.ACTIVE

    def within(self, assets: QuerySet[Asset], kept: Iterable[Tally]) -> QuerySet[Asset]:
        """These assets, narrowed. A domain is said as its scopes, which have an index."""
        states = self.values["state"] or [Asset.State.ACTIVE]
        assets = assets.filter(kind__in=self.kinds, state__in=states)
        if self.values["source"]:
            assets = assets.filter(source_id__in=self.values["source"])
        return assets.filter(scope_id__in=self.scopes(kept)) if self.values["domain"] else assets

    @property
    def kinds(self) -> tuple[int, ...]:
        """The kinds that are listed."""
        return tuple(self.values["kind"]) or self.usual

    def scopes(self, kept: Iterable[Tally]) -> tuple[int, ...]:
        """The scopes of the chosen domains, as far as one sees them; () when none is chosen."""
        domains = self.values["domain"]
        found = {one.scope_id for one in kept if one.domain_id in domains}
        return tuple(sorted(found)) or ((NO_SCOPE,) if domains else ())

    def filters(self, names: Names) -> list[dict[str, Any]]:
        """The filters that are on, each with what drops it."""
        words = [("q", self.q, _("Words"), self.q)] if self.q else []
        return [
            dict(zip(("name", "value", "label", "text"), one, strict=True))
            for one in [
                *words,
                *(
                    (facet, said(facet, value), label, names.get(value) or shown(facet, value))
                    for facet, label in FACETS.items()
                    for value in self.values[facet]
                ),
            ]
        ]


class Counts:
    """How many assets there are, and how many each further choice would leave.

    `capped` are the kinds of which only the first 10,000 were counted.
    """

    def __init__(
        self, chosen: Chosen, tallies: Iterable[Tally], capped: Iterable[int] = ()
    ) -> None:
        self.chosen, self.capped = chosen, frozenset(capped)
        self.number = 0
        self.of: dict[str, Counter[Any]] = {facet: Counter() for facet in FACETS}
        for one in tallies:
            self._add(one)

    def _add(self, one: Tally) -> None:
        """A tally counts for the choices of a filter when all the other filters let it through."""
        values = {
            "kind": one.kind,
            "source": one.source_id,
            "domain": one.domain_id,
            "state": one.state,
        }
        missed = [facet for facet, value in values.items() if not self.chosen.fits(facet, value)]
        if not missed:
            self.number += one.n
        for facet in values if not missed else missed if len(missed) == 1 else ():
            self.of[facet][values[facet]] += one.n

    @property
    def exact(self) -> bool:
        """Whether the number is exact; otherwise there are at least so many."""
        return not self.capped & set(self.chosen.kinds)

    def facets(self, names: Names) -> list[dict[str, Any]]:
        """The filters beside the list."""
        return [
            {
                "name": facet,
                "label": label,
                "open": facet != "state" or bool(self.chosen.values["state"]),
                "options": self._options(facet, names),
            }
            for facet, label in FACETS.items()
        ]

    def values(self, facet: str) -> list[Any]:
        """What a filter offers: the values of most assets, and the chosen ones."""
        counted = self.of[facet]
        best = sorted(counted, key=lambda value: (-counted[value], str(value)))[:OPTIONS]
        values = list(dict.fromkeys([*best, *self.chosen.values[facet]]))
        # kinds and states have an order of their own
        return sorted(values) if facet in LABELS else values

    def _options(self, facet: str, names: Names) -> list[dict[str, Any]]:
        chosen, counted = self.chosen.values[facet], self.of[facet]
        return [
            {
                "value": said(facet, value),
                "label": name,
                "count": counted[value],
                "capped": self._capped(facet, value),
                "checked": value in chosen,
            }
            for value in self.values(facet)
            if (name := names.get(value) or shown(facet, value))
        ]

    def _capped(self, facet: str, value: Any) -> bool:
        return value in self.capped if facet == "kind" else not self.exact


def said(facet: str, value: Any) -> str:
    """A value as addresses carry it."""
    return {"kind": KINDS, "state": STATES}.get(facet, {}).get(value) or str(value)


def shown(facet: str, value: Any) -> str:
    """A kind or state as people read it; nothing for what one may not see by name."""
    return str(LABELS[facet](value).label) if facet in LABELS else ""


def names(user: User, counts: Counts, shown: Iterable[Asset]) -> dict[UUID, str]:
    """Names of the sources and domains of these filters and rows, as far as one sees those
    themselves. There may be a thousand domains, of which a page shows a few."""
    rows = list(shown)
    sources = {*counts.values("source"), *(one.source_id for one in rows)}
    domains = {*counts.values("domain"), *(one.domain_id for one in rows)}
    roots = queries.visible(user).filter(pk__in=sources)
    found = access.domains(user).filter(pk__in=domains)
    return dict([*roots.values_list("pk", "name"), *found.values_list("pk", "name")])


def summary(number: int, exact: bool) -> str:
    """“1,204 assets”, or “10,000+ assets” where counting stopped."""
    told = number_format(number, force_grouping=True)
    if not exact:
        return _("%(n)s+ assets") % {"n": told}
    return ngettext("%(n)s asset", "%(n)s assets", number) % {"n": told}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
