from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.people.models import User
from core.saved.models import View

NOBODY, EVERYONE = "", "everyone"


class ViewForm(forms.Form):
    """A view's name, who else may open it, and whether the list opens with it."""

    name = forms.CharField(label=_("Name"), max_length=100)
    shared = forms.ChoiceField(
        label=_("Who else may open it"),
        required=False,
        help_text=_("Each sees with it what they may see anyway."),
    )
    is_default = forms.BooleanField(
        label=_("Open the list with it"), required=False, help_text=_("For you only.")
    )
    renew = forms.BooleanField(
        label=_("Keep what the list shows now"),
        required=False,
        help_text=_("Otherwise its filters, order and columns stay as they were saved."),
    )

    def __init__(self, *args: Any, by: User, view: View | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {str(group.pk): group for group in by.groups.order_by("name")}
        if view is not None and view.group is not None:
            self.groups.setdefault(str(view.group.pk), view.group)
        self.fields["shared"].choices = [  # type: ignore[attr-defined]
            (NOBODY, _("Nobody")),
            *((key, group.name) for key, group in self.groups.items()),
            (EVERYONE, _("Everybody who may see the list")),
        ]
        if view is None:
            del self.fields["renew"]

    def sharing(self) -> dict[str, Any]:
        """The arguments of `actions.share`."""
        said = self.cleaned_data["shared"]
        return {"everyone": said == EVERYONE, "group": self.groups.get(said)}


def initial(view: View) -> dict[str, Any]:
    """What the form shows of a view."""
    shared = EVERYONE if view.everyone else str(view.group_id or NOBODY)
    return {"name": view.name, "shared": shared, "is_default": view.is_default, "renew": False}
