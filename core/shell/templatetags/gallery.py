"""Example data of the component gallery (`/ui/`, DEBUG only): `{% examples as ex %}`."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms, template

from core.shell.templatetags.scales import STATES

register = template.Library()


class ExampleForm(forms.Form):
    """One field of every kind, with help and errors."""

    name = forms.CharField(max_length=60, help_text="How people will find it.")
    url = forms.URLField(
        label="Address",
        assume_scheme="https",
        widget=forms.TextInput(attrs={"placeholder": "postgresql://host:5432/name"}),
    )
    port = forms.IntegerField(min_value=1, max_value=65535, initial=5432, required=False)
    password = forms.CharField(
        widget=forms.PasswordInput, required=False, help_text="Stored encrypted, never shown again."
    )
    engine = forms.ChoiceField(
        choices=[("pg", "PostgreSQL"), ("my", "MariaDB"), ("lite", "SQLite")]
    )
    scope = forms.ChoiceField(
        choices=[("all", "Every schema"), ("some", "Only these schemas")],
        widget=forms.RadioSelect,
        initial="all",
    )
    kinds = forms.MultipleChoiceField(
        choices=[("table", "Tables"), ("view", "Views")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sealed = forms.CharField(disabled=True, initial="Set by the scan", required=False)
    agreed = forms.BooleanField(label="Scan it right away", required=False)


_NOW = datetime.now(UTC)
_ROWS = [
    ("orders", "shop.sales", "restricted", "pass", "active", 12_480_233, 3_412_992_001, 12),
    ("customers", "shop.sales", "restricted", "warn", "active", 948_120, 812_443_120, 12),
    ("order_lines", "shop.sales", "internal", "pass", "active", 48_221_904, 9_120_331_776, 13),
    ("refunds", "shop.sales", "confidential", "fail", "quarantined", 41_022, 9_884_112, 55),
    ("stock_levels", "shop.warehouse", "internal", "pass", "active", 310_442, 44_120_064, 61),
    ("suppliers", "shop.warehouse", "confidential", "unknown", "paused", 1_204, 524_288, 1800),
    ("newsletter_subscribers", "marketing.crm", "restricted", "pass", "active", None, None, 2900),
    ("page_views_2026_11", "marketing.web", "public", "pass", "active", 88_104_552, 10**10, 3),
    ("campaigns", "marketing.crm", None, "unknown", "draft", 84, 65_536, 90_000),
    ("tmp_export_jane", "marketing.crm", None, "warn", "retired", 5, 8_192, 500_000),
]
_LONG = "A table that keeps one row for every order a customer has ever placed in any of our shops"


def _rows(times: int) -> list[dict[str, Any]]:
    names = ("name", "path", "sensitivity", "health", "state", "rows", "bytes")
    return [
        dict(zip(names, row, strict=False), at=_NOW - timedelta(minutes=row[7]))
        for row in _ROWS * times
    ]


def _menu() -> list[dict[str, Any]]:
    groups: dict[str, list[tuple[str, str, int]]] = {
        "": [("Inbox", "inbox", 7)],
        "Catalog": [
            ("Assets", "database", 0),
            ("Glossary", "book-open", 0),
            ("Domains", "network", 0),
            ("Sources", "plug", 0),
        ],
        "Govern": [
            ("Policies", "scale", 0),
            ("Compliance", "clipboard-check", 0),
            ("Workflows", "workflow", 0),
            ("Access", "key-round", 3),
        ],
        "Observe": [
            ("Health", "heart-pulse", 0),
            ("Alerts", "bell", 12),
            ("Security", "shield", 0),
            ("Scans", "scan-search", 0),
        ],
        "Work together": [("Workspaces", "users", 0), ("Reports", "file-chart-column", 0)],
    }
    return [
        {
            "label": label,
            "items": [
                {"label": name, "icon": icon, "count": n, "url": "#", "current": name == "Assets"}
                for name, icon, n in items
            ],
        }
        for label, items in groups.items()
    ]


def _entries() -> list[dict[str, Any]]:
    description = {"label": "Description", "old": "Orders", "new": _LONG}
    owner = {"label": "Owner", "old": "", "new": "Sales data team"}
    return [
        {
            "mark": "pencil",
            "who": "Maria Duarte",
            "what": "changed description and owner",
            "at": _NOW - timedelta(hours=2),
            "reason": "Agreed in the sales domain review",
            "fields": [description, owner],
        },
        {
            "mark": "scan-search",
            "who": "Scan J-000123",
            "what": "found a new column type",
            "at": _NOW - timedelta(days=3),
            "fields": [{"label": "total · type", "old": "numeric(10,2)", "new": "numeric(12,2)"}],
        },
        {"mark": "plus", "who": "Scan J-000007", "what": "found this table", "at": _NOW},
    ]


@register.simple_tag
def examples() -> dict[str, Any]:
    """Everything the gallery shows, made without a database."""
    wrong = ExampleForm({"name": "", "url": "nonsense", "port": "99999", "engine": "pg"})
    levels = ["info", "info", "warning", "error"]
    texts = ["Reading 4 schemas", "1,204 relations found", "View old_totals is broken", _LONG]
    return {
        "nav": _menu(),
        "rows": _rows(1),
        "many_rows": _rows(3),
        "form": ExampleForm(),
        "wrong_form": wrong,
        "entries": _entries(),
        "now": _NOW,
        "tabs": [
            {"label": "Overview", "url": "#", "current": True, "count": None},
            {"label": "Schema", "url": "#", "count": 28},
            {"label": "History", "url": "#", "count": 1204},
        ],
        "facets": [
            {
                "name": "kind",
                "label": "Kind",
                "open": True,
                "options": [
                    {"value": "table", "label": "Table", "count": 1204, "checked": True},
                    {"value": "view", "label": "View", "count": 88},
                    {"value": "file", "label": "File", "count": 3},
                ],
            },
            {
                "name": "owner",
                "label": "Owner",
                "options": [{"value": "sales", "label": "Sales data team", "count": 12}],
            },
        ],
        "filters": [
            {"name": "kind", "value": "table", "label": "Kind", "text": "Table"},
            {"name": "q", "value": "order", "label": "Search", "text": "order"},
        ],
        "page": {"previous_url": "#", "next_url": "#", "summary": "50 of 1,204 assets"},
        "first_page": {"next_url": "#", "summary": "The first 50 assets"},
        "facts": [
            ("Domain", "Sales"),
            ("Owner", "Sales data team"),
            ("Source", "shop-db"),
            ("Steward", None),
        ],
        "figures": [
            {"label": "Sources", "value": 12, "url": "#", "note": "1 unreachable"},
            {"label": "Tables", "value": 120_433, "url": "#", "note": "+204 this week"},
            {"label": "Columns", "value": None, "note": "never scanned"},
        ],
        "counts": {"seen": 1204, "stored": 12, "unchanged": 1180, "filtered": 10, "failed": 2},
        "lines": [
            {"at": _NOW, "level": level, "text": text}
            for level, text in zip(levels, texts, strict=True)
        ],
        "steps": [
            {"label": "Find the host", "state": "passed", "text": "10.0.4.12"},
            {"label": "Sign in", "state": "warning", "text": "The connection is not encrypted."},
            {"label": "Read the catalog", "state": "failed", "text": "Permission denied."},
            {"label": "Coverage", "state": "skipped", "text": ""},
        ],
        "states": [*STATES, "some_new_state"],
        "columns": [
            {"depth": 0, "name": "id", "type": "bigint"},
            {"depth": 0, "name": "address", "type": "struct"},
            {"depth": 1, "name": "street", "type": "text"},
            {"depth": 1, "name": "geo", "type": "struct"},
            {"depth": 2, "name": "lat", "type": "double"},
        ],
    }
