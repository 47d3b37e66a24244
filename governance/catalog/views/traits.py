"""How a file is written, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LABELS = {
    "format": gettext_lazy("Format"),
    "compression": gettext_lazy("Packed with"),
    "encoding": gettext_lazy("Encoding"),
    "delimiter": gettext_lazy("Delimiter"),
    "header": gettext_lazy("First line names the columns"),
    "partitioned_by": gettext_lazy("Parts are folders by"),
}


def traits(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Labels and values, in the order of the labels."""
    words = {"\t": _("tab"), "yes": _("yes"), "no": _("no")}
    return [
        (str(label), words.get(said[name], said[name]))
        for name, label in LABELS.items()
        if name in said
    ]
