"""The form of a source, made from the options that its kind of source declares."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.people.models import User
from governance.connector import Connector, Option
from governance.sources.models import Source


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class SourceForm(forms.Form):
    """Everything about a source in three parts: what it is, how to reach it, what to take."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    domain = forms.ChoiceField(label=gettext_lazy("Domain"))
    environment = forms.ChoiceField(
        label=gettext_lazy("Environment"), choices=Source.Environment.choices
    )
    criticality = forms.ChoiceField(
        label=gettext_lazy("Criticality"), choices=Source.Criticality.choices, initial="medium"
    )
    include = Lines(
        label=gettext_lazy("Take only"),
        required=False,
        help_text=gettext_lazy("One pattern a line, like sales.* or *.orders. Empty takes all."),
    )
    exclude = Lines(
        label=gettext_lazy("Leave out"),
        required=False,
        help_text=gettext_lazy("One pattern a line, like tmp_* or *.backup_*."),
    )

    def __init__(
        self,
        connector: type[Connector],
        user: User,
        *args: Any,
        stored: frozenset[str] = frozenset(),
        with_domain: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.connector = connector
        self._choose_domain(user, with_domain)
        for option in connector.options:
            self.fields[f"option_{option.name}"] = _field(option, option.name in stored)

    def _choose_domain(self, user: User, with_domain: bool) -> None:
        if not with_domain:
            del self.fields["domain"]
            return
        domains = access.domains(user, "sources.manage")
        choices = [(str(domain.pk), domain.name) for domain in domains]
        self.fields["domain"] = forms.ChoiceField(label=_("Domain"), choices=choices)

    def connection_fields(self) -> list[forms.BoundField]:
        """How to reach it."""
        return [self[f"option_{option.name}"] for option in self.connector.options]

    def about_fields(self) -> list[forms.BoundField]:
        """What it is."""
        names = ("name", "description", "domain", "environment", "criticality")
        return [self[name] for name in names if name in self.fields]

    def choice_fields(self) -> list[forms.BoundField]:
        """What to take from it."""
        return [self["include"], self["exclude"]]

    def options(self) -> dict[str, Any]:
        """The options that are no secrets, as the connector takes them."""
        return self._given(secret=False)

    def secrets(self) -> dict[str, str]:
        """The secrets that were typed; one that was left empty stays as it is."""
        return {name: value for name, value in self._given(secret=True).items() if value}

    def _given(self, secret: bool) -> dict[str, Any]:
        return {
            option.name: self.cleaned_data.get(f"option_{option.name}")
            for option in self.connector.options
            if (option.kind == "secret") == secret
        }

    def plain(self) -> dict[str, Any]:
        """The fields that every kind of source has."""
        names = ("name", "description", "include", "exclude", "environment", "criticality")
        return {name: self.cleaned_data[name] for name in names}

    def refuse(self, field: str, sentence: str) -> None:
        """Show a refusal at its field, or above the form when it belongs to none."""
        place = field if field in self.fields else f"option_{field}"
        self.add_error(place if place in self.fields else None, sentence)


def initial(source: Source) -> dict[str, Any]:
    """The form's values for a source; secrets are never among them."""
    fields: Mapping[str, Any] = {
        name: getattr(source, name)
        for name in ("name", "description", "include", "exclude", "environment", "criticality")
    }
    return {**fields, **{f"option_{name}": value for name, value in source.options.items()}}


def _field(option: Option, stored: bool) -> forms.Field:
    shared: dict[str, Any] = {
        "label": _(option.label),
        "required": option.required and not stored,
        "help_text": _(option.help) if option.help else "",
        "initial": option.default,
    }
    if option.kind == "secret":
        if stored:
            shared["help_text"] = _("Stored. Type a new one to replace it.")
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        return forms.CharField(**shared, widget=widget, strip=False)
    if option.kind == "choice":
        return forms.ChoiceField(**shared, choices=[(choice, choice) for choice in option.choices])
    if option.kind == "number":
        return forms.IntegerField(
            **shared, min_value=option.minimum, max_value=option.maximum, localize=False
        )
    if option.kind == "flag":
        return forms.BooleanField(**{**shared, "required": False})
    return forms.CharField(**shared)
