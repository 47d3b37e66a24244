"""The list of assets, and one asset with its schema."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from core.access import queries as access
from core.doors.middleware import PersonRequest
from core.doors.pages import keyset_page
from core.people.models import User
from governance.catalog import queries
from governance.catalog.models import Asset

ROWS = 40
Counts = dict[tuple[int, UUID | None], int]
KEYS = {
    "primary_key": gettext_lazy("primary key"),
    "foreign_key": gettext_lazy("foreign key"),
    "unique": gettext_lazy("unique"),
}


@require_safe
def index(request: PersonRequest) -> HttpResponse:
    """Everything that one sees, by name, narrowed by kind and source."""
    if not access.anywhere(request.user, "catalog.view"):
        raise access.Refused("catalog.view")
    seen = queries.active(request.user)
    counts = queries.facets(seen)
    names = source_names(request.user, counts)
    chosen = Chosen(request)
    found = chosen.within(seen)
    number, exact = queries.counted(found)
    page = keyset_page(
        found.select_related("parent"), request, order=("name_norm", "id"), size=ROWS
    )
    context = {
        "title": _("Assets"),
        "page": page,
        "facets": chosen.facets(counts, names),
        "filters": chosen.filters(names),
        "summary": summary(number, exact),
        "source_names": names,
        "anything": bool(counts),
        "may_connect": access.anywhere(request.user, "sources.manage"),
    }
    return render(request, "governance/catalog/index.html", context)


def summary(number: int, exact: bool) -> str:
    """“1,204 assets”, or “10,000+ assets” where counting stopped."""
    if not exact:
        return _("%(n)s+ assets") % {"n": f"{number:,}"}
    return ngettext("%(n)s asset", "%(n)s assets", number) % {"n": f"{number:,}"}


def source_names(user: User, counts: Counts) -> dict[UUID, str]:
    """Names of the sources that assets lie in, as far as one sees the sources themselves."""
    roots = queries.visible(user).filter(pk__in={source for _, source in counts})
    return dict(roots.values_list("pk", "name"))


class Chosen:
    """What the filters of a list say; values that mean nothing are ignored."""

    def __init__(self, request: PersonRequest) -> None:
        kinds = {str(kind.value): kind for kind in Asset.Kind}
        self.kinds = [kinds[k] for k in request.GET.getlist("kind") if k in kinds]
        self.sources = [s for s in map(_uuid, request.GET.getlist("source")) if s]

    def within(self, assets: Any) -> Any:
        """These assets, narrowed. Columns are listed when they are asked for only: there are
        ten times as many as of everything else."""
        kinds = self.kinds or [kind for kind in Asset.Kind if kind != Asset.Kind.COLUMN]
        assets = assets.filter(kind__in=kinds)
        return assets.filter(source_id__in=self.sources) if self.sources else assets

    def facets(self, counts: Counts, names: dict[UUID, str]) -> list[dict[str, Any]]:
        """The filters beside the list, with how many each would leave beside the others."""
        by_kind: Counter[int] = Counter()
        by_source: Counter[UUID | None] = Counter()
        for (kind, source), n in counts.items():
            by_kind[kind] += n if not self.sources or source in self.sources else 0
            by_source[source] += n if not self.kinds or kind in self.kinds else 0
        kinds = [
            _option(kind.value, kind.label, by_kind[kind], kind in self.kinds)
            for kind in Asset.Kind
            if kind in by_kind or kind in self.kinds
        ]
        sources = [
            _option(str(pk), name, by_source[pk], pk in self.sources)
            for pk, name in sorted(names.items(), key=lambda item: item[1].casefold())
        ]
        return [
            {"name": "kind", "label": _("Kind"), "open": True, "options": kinds},
            {"name": "source", "label": _("Source"), "open": True, "options": sources},
        ]

    def filters(self, names: dict[UUID, str]) -> list[dict[str, Any]]:
        """The filters that are on, each with what drops it."""
        kinds = [("kind", str(k.value), _("Kind"), k.label) for k in self.kinds]
        sources = [
            ("source", str(s), _("Source"), names.get(s, _("unknown"))) for s in self.sources
        ]
        fields = ("name", "value", "label", "text")
        return [dict(zip(fields, one, strict=True)) for one in [*kinds, *sources]]


def _option(value: Any, label: Any, count: int | None, checked: bool) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "checked": checked}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def detail(request: PersonRequest, pk: UUID) -> HttpResponse:
    """One asset: what it is, where it lies, what lies in it."""
    asset = get_object_or_404(queries.visible(request.user).select_related("size"), pk=pk)
    above = queries.lineup(asset, request.user)
    inside = queries.children(asset, request.user)
    page = keyset_page(inside, request, order=("ordinal", "name_norm", "id"), size=200)
    context = {
        **frame(asset, above, "detail"),
        "page": page,
        "children": [child(one) for one in page.items],
        "are_columns": asset.kind in queries.RELATIONS,
        "constraints": [constraint(one) for one in asset.details.get("constraints", [])],
        "definition": asset.details.get("definition"),
        "problem": asset.details.get("problem"),
        "facts": facts(asset, above),
    }
    return render(request, "governance/catalog/detail.html", context)


def frame(asset: Asset, above: list[Asset], current: str) -> dict[str, Any]:
    """What every tab of an asset's page has."""
    here = [("detail", _("Schema")), ("history", _("History"))]
    return {
        "asset": asset,
        "title": asset.name,
        "crumbs": [
            (_("Assets"), reverse("governance:asset-list")),
            *((one.name, reverse("governance:asset-detail", args=[one.pk])) for one in above),
        ],
        "tabs": [
            {
                "label": label,
                "url": reverse(f"governance:asset-{name}", args=[asset.pk]),
                "current": name == current,
            }
            for name, label in here
        ],
    }


def child(asset: Asset) -> dict[str, Any]:
    """A row of the schema: a column, or a table of a schema."""
    return {
        "asset": asset,
        "type": asset.details.get("type"),
        "nullable": asset.details.get("nullable"),
        "default": asset.details.get("default"),
        "keys": [KEYS.get(key, key) for key in asset.details.get("keys", [])],
        "problem": asset.details.get("problem"),
    }


def constraint(said: dict[str, Any]) -> dict[str, Any]:
    """A constraint in words."""
    target = said.get("target")
    columns = ", ".join(said.get("columns", []))
    into = ", ".join(said.get("target_columns") or [])
    labels = {**KEYS, "check": _("check")}
    return {
        "name": said.get("name"),
        "kind": labels.get(said["kind"], said["kind"]),
        "columns": columns or None,
        "target": f"{'.'.join(target)}{f' ({into})' if into else ''}" if target else None,
        "expression": said.get("expression"),
    }


def facts(asset: Asset, above: list[Asset]) -> list[tuple[str, Any]]:
    """What is known about an asset, for the sidebar."""
    size = getattr(asset, "size", None)
    said: list[tuple[str, Any]] = [(_("Kind"), asset.get_kind_display())]
    if above:
        said.append((_("Source"), above[0].name))
    if asset.kind == Asset.Kind.COLUMN:
        said += [
            (_("Type"), asset.details.get("type")),
            (_("May be empty"), _("yes") if asset.details.get("nullable") else _("no")),
            (_("Default"), asset.details.get("default")),
        ]
    if size is not None:
        said.append((_("Rows, estimated by the source"), f"{size.rows:,}" if size.rows else None))
    return [*said, (_("Path"), asset.fqn), (_("Version"), asset.revision)]
