"""Template tags of the portal: the small marks of every row, and links that keep the filters.

Tags instead of includes because they stand in table rows, where an include costs three times as
much. `templates/core/shell/gallery.html` (`/ui/`) shows each of them in all its states.
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from lucide.templatetags.lucide import lucide

from core.shell.templatetags.scales import HEALTHS, SENSITIVITIES, SEVERITIES, STATES, Text

register = template.Library()


ALERT_ICONS = {"red": "octagon-alert", "amber": "triangle-alert", "green": "circle-check"}


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, style: str = "") -> SafeString:
    """`{% icon "table" %}`: a Lucide icon, hidden from screen readers; style: small, large, turns.

    Only its shape is kept: how it is drawn stands once in base.css, which halves a long list.
    """
    shape = re.sub(r"^<svg.*?>|(?<=>)\s+", "", lucide(name), flags=re.DOTALL)
    shape = re.sub(r"\s+", " ", shape)
    return format_html(
        f'<svg class="{{}}" width="16" height="16" viewBox="0 0 24 24" aria-hidden="true">{shape}',
        f"icon {style}".strip(),
    )


@register.simple_tag
def chip(label: Text, tone: str = "grey", mark: str = "", url: str = "") -> SafeString:
    """`{% chip _("Certified") "green" "badge-check" %}`; tones grey green amber red blue, + square.

    With `url` the chip is a link.
    """
    drawn = icon(mark) if mark else ""
    if url:
        return format_html('<a class="chip {}" href="{}">{}{}</a>', tone, url, drawn, label)
    return format_html('<span class="chip {}">{}{}</span>', tone, drawn, label)


@register.simple_tag
def state_chip(state: str) -> SafeString:
    """`{% state_chip job.state %}`: any state of a job, source, label, asset or test step."""
    look = STATES.get(state)
    if look is None:
        return chip(state.replace("_", " ").capitalize())
    return chip(look.label, look.tone, look.icon)


@register.simple_tag
def sensitivity(level: str | None) -> SafeString:
    """`{% sensitivity "restricted" %}`; nothing decided yet is said in words, too."""
    look = SENSITIVITIES.get(level or "")
    if look is None:
        return chip(_("Unclassified"), "square outline", "circle-dashed")
    return chip(look.label, f"square {look.tone}", look.icon)


@register.simple_tag
def health(state: str | None, label: Text = "") -> SafeString:
    """`{% health "warn" %}`: pass, warn, fail, unknown; `label` replaces the usual word."""
    look = HEALTHS.get(state or "", HEALTHS["unknown"])
    return chip(label or look.label, look.tone, look.icon)


@register.simple_tag
def severity(level: str) -> SafeString:
    """`{% severity "high" %}`: critical, high, medium, low, info."""
    look = SEVERITIES.get(level, SEVERITIES["info"])
    return chip(look.label, look.tone, look.icon)


@register.simple_tag
def none() -> SafeString:
    """`{% none %}`: the dash of an absent value, read aloud as a word."""
    return format_html(
        '<span class="none"><span aria-hidden="true">—</span>'
        '<span class="visually-hidden">{}</span></span>',
        pgettext("an absent value", "none"),
    )


@register.simple_tag
def when(value: datetime | date | None, relative: bool = True) -> SafeString:
    """`{% when scan.started_at %}`: the moment, as "3 minutes ago" once the script has run.

    The full moment stands in the title and in print.
    """
    if value is None:
        return none()
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), _day(value))
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        local.isoformat(timespec="seconds"),
        formats.date_format(local, pgettext("date format", "j F Y, H:i:s T")),
        mark_safe(" data-relative") if relative else "",
        formats.date_format(local, pgettext("date format", "j M Y, H:i")),
    )


def _day(value: date) -> str:
    return formats.date_format(value, pgettext("date format", "j M Y"))


@register.simple_tag
def number(value: float | None, digits: int | None = None) -> str:
    """`{% number source.rows %}`: thousands separators of the reader's locale, a dash for none."""
    if value is None:
        return none()
    return formats.number_format(value, digits, force_grouping=True)


@register.simple_tag(name="bytes")
def size(value: int | None) -> str:
    """`{% bytes source.size %}`: 1.4 GB; a dash for none."""
    return none() if value is None else filesizeformat(value)


@register.simple_tag(takes_context=True)
def query(context: template.Context, drop: str = "", value: Any = None, **changes: Any) -> str:
    """`{% query state="failed" q=None %}`: this page's address with parameters set or removed.

    `drop="kind" value="table"` removes one of several values. The place in the list (`cursor`)
    is forgotten unless it is what changes, for it means nothing in another list.
    """
    parameters = context["request"].GET.copy()
    parameters.pop("cursor", None)
    if drop:
        kept = [one for one in parameters.getlist(drop) if value is not None and one != str(value)]
        parameters.setlist(drop, kept)
    for name, new in changes.items():
        if new is None or new == "":
            parameters.pop(name, None)
        elif isinstance(new, list | tuple):
            parameters.setlist(name, [str(one) for one in new])
        else:
            parameters[name] = str(new)
    return "?" + parameters.urlencode()


@register.simple_tag(takes_context=True)
def th(
    context: template.Context, label: Text, order: str = "", numbers: bool = False
) -> SafeString:
    """`{% th _("Name") "name" %}`: a column head; with `order` a link that sorts and turns."""
    style = mark_safe(' class="numbers"') if numbers else ""
    if not order:
        return format_html('<th scope="col"{}>{}</th>', style, label)
    now = context["request"].GET.get("ordering", "")
    down = now == f"-{order}"
    is_current = down or now == order
    sort = format_html(' aria-sort="{}"', "descending" if down else "ascending")
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}{}</a></th>',
        style,
        sort if is_current else "",
        query(context, ordering=order if down or not is_current else f"-{order}"),
        label,
        icon(("arrow-down" if down else "arrow-up") if is_current else "chevrons-up-down", "small"),
    )


@register.simple_tag
def keys(*names: str) -> SafeString:
    """`{% keys "mod" "K" %}`: key caps; "mod" is Ctrl, or ⌘ on Apple machines (shortcuts.js)."""
    caps = format_html_join(
        "",
        "<kbd{}>{}</kbd>",
        ((mark_safe(" data-mod"), "Ctrl") if name == "mod" else ("", name) for name in names),
    )
    return format_html('<span class="keys">{}</span>', caps)


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, label: Text = "") -> dict[str, Any]:
    """`{% field form.name %}`: label, required mark, help, control and its errors."""
    kind = getattr(bound.field.widget, "input_type", "")
    return {
        "field": bound,
        "label": label or bound.label,
        "is_check": kind == "checkbox" and not bound.use_fieldset,
    }


@register.simple_block_tag
def card(content: str, title: Text = "", flush: bool = False) -> SafeString:
    """`{% card title=_("Owners") %}…{% endcard %}`; flush: no padding, for lists."""
    head = format_html('<header class="card-head"><h2>{}</h2></header>', title) if title else ""
    body = content if flush else format_html('<div class="card-body">{}</div>', content)
    return format_html('<section class="card">{}{}</section>', head, body)


@register.simple_block_tag
def table(content: str, caption: Text, wide: bool = False, cards: bool = False) -> SafeString:
    """`{% table _("Sources") %}<thead>…</thead><tbody>…</tbody>{% endtable %}`.

    wide: many columns, scrolls inside its card; cards: rows become cards on a phone, each cell
    with its heading in `data-label`.
    """
    return format_html(
        '<div class="table-card"><div class="table-scroll{}{}" role="region" tabindex="0"'
        ' aria-label="{}"><table class="data">{}</table></div></div>',
        " wide" if wide else "",
        " as-cards" if cards else "",
        caption,
        content,
    )


@register.simple_block_tag
def alert(content: str, tone: str = "blue") -> SafeString:
    """`{% alert "amber" %}<p>…</p>{% endalert %}`: a notice in the page; blue green amber red."""
    return format_html(
        '<div class="alert {}">{}<div>{}</div></div>',
        tone,
        icon(ALERT_ICONS.get(tone, "info")),
        content,
    )


@register.simple_block_tag
def dialog(content: str, name: str, title: Text) -> SafeString:
    """`{% dialog "new-owner" _("Add an owner") %}…{% enddialog %}`.

    A button with `data-opens="new-owner"` opens it; Escape and the cross close it.
    """
    return format_html(
        '<dialog id="{0}" aria-labelledby="{0}-title"><div class="dialog-head">'
        '<h2 id="{0}-title">{1}</h2><form method="dialog">'
        '<button class="button quiet small only-icon" aria-label="{2}">{3}</button></form></div>'
        "{4}</dialog>",
        name,
        title,
        _("Close"),
        icon("x"),
        content,
    )
