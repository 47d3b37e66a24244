"""Template tags of governance: how kinds and sources are shown in rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from core.doors.marking import marked
from core.portal import sentence
from core.shell.templatetags.shell import icon, none
from governance.catalog.models import Asset
from governance.portal import ICONS
from governance.search.queries import Hit

register = template.Library()


@register.simple_tag
def kind_label(kind: int) -> SafeString:
    """`{% kind_label asset.kind %}`: icon and word."""
    found = Asset.Kind(kind)
    return format_html(
        '<span class="with-icon">{} {}</span>', icon(ICONS[found], "small"), found.label
    )


@register.simple_tag
def source_name(names: Mapping[UUID, Any], source_id: UUID) -> Any:
    """`{% source_name names asset.source_id %}`: a dash for what one does not see by name."""
    return names.get(source_id) or none()


@register.simple_tag
def sentence_of(problem: Mapping[str, Any], asset: Asset) -> str:
    """`{% sentence_of problem asset %}`: what is wrong with an asset, in words."""
    return sentence(str(problem.get("code", "")), {"relation": asset.name, **problem})


MATCHED = {
    "name": gettext_lazy("its name"),
    "path": gettext_lazy("its path"),
    "description": gettext_lazy("its description"),
    "inside": gettext_lazy("a column in it"),
    "former": gettext_lazy("a former name"),
}


@register.simple_tag
def matched_label(hit: Hit) -> Any:
    """`{% matched_label hit %}`: why something was found."""
    why = MATCHED[hit.matched]
    return gettext("%(why)s, spelt alike") % {"why": why} if hit.is_repaired else why


@register.simple_tag
def matched_text(hit: Hit) -> SafeString:
    """`{% matched_text hit %}`: what it says in the field that matched, with the words marked."""
    return marked(hit.text, hit.words)


@register.simple_tag
def matched_name(hit: Hit) -> SafeString:
    """`{% matched_name hit %}`: the name, with the words marked that stand in it."""
    return marked(hit.asset.name, hit.words)


@register.simple_tag
def label_of(labels: Mapping[str, Any], slug: str) -> Any:
    """`{% label_of labels source.connector %}`: a plugin's name; its slug when it is gone."""
    return labels.get(slug, slug)
