from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.access import queries as access
from core.access import rules as rights
from core.people.models import User
from core.tokens.actions import DEFAULT_DAYS, EVERY_SCOPE

LIFETIMES = (
    (7, _("a week")),
    (30, _("30 days")),
    (DEFAULT_DAYS, _("90 days")),
    (180, _("180 days")),
    (366, _("a year")),
)


class TokenForm(forms.Form):
    """A new token of one's own."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("What it is for: “nightly export”.")
    )
    days = forms.TypedChoiceField(
        label=_("Lives for"), choices=LIFETIMES, coerce=int, initial=DEFAULT_DAYS
    )
    everything = forms.BooleanField(
        label=_("Everything I may"),
        required=False,
        help_text=_("It follows your rights: when they grow or shrink, so does it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Or only these rights"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A token never may more than you do."),
    )
    addresses = forms.CharField(
        label=_("Only from these addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "10.0.4.0/24"}),
        help_text=_("Addresses or networks, one a line. Leave it empty to allow every address."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [right for right in rights.RIGHTS if access.anywhere(by, right)]
        self.fields["scopes"].choices = [(right, right) for right in held]  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[str]:
        return self.cleaned_data["addresses"].replace(",", " ").split()

    def wanted(self) -> dict[str, Any]:
        """The arguments of `tokens.actions.issue`."""
        cleaned = dict(self.cleaned_data)
        if cleaned.pop("everything"):
            cleaned["scopes"] = [EVERY_SCOPE]
        return cleaned
