"""What a kind of source asks for, as a form: plain options, and secrets with where they lie."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.connector import Option
from governance.sources.engine.references import Given, Reference
from governance.sources.queries import Kept

TYPED = "typed"


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class Row(NamedTuple):
    """What one option takes: its field and, of a secret, how it is given and where it lies."""

    field: forms.BoundField
    how: forms.BoundField | None = None
    where: forms.BoundField | None = None


class OptionsForm(forms.Form):
    """Base of forms that take values of a connector's options."""

    asked: tuple[Option, ...] = ()

    def ask(self, options: Iterable[Option], kept: Mapping[str, Kept]) -> None:
        """Add the fields of these options; `kept` are the secrets that are known already."""
        self.asked = tuple(options)
        for option in self.asked:
            if option.kind == "secret":
                self._ask_secret(option, kept.get(option.name))
            else:
                self.fields[f"option_{option.name}"] = _field(option)

    def _ask_secret(self, option: Option, kept: Kept | None) -> None:
        elsewhere = kept is not None and kept.reference is not None
        self.fields[f"how_{option.name}"] = forms.ChoiceField(
            label=_(option.label),
            choices=_ways(),
            required=False,
            initial=kept.kind if kept is not None and elsewhere else TYPED,
            widget=forms.RadioSelect,
        )
        self.fields[f"option_{option.name}"] = forms.CharField(
            label=_(option.label),
            required=False,
            strip=False,
            help_text=_("Stored. Type a new one to replace it.") if kept and not elsewhere else "",
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )
        self.fields[f"where_{option.name}"] = forms.CharField(
            label=_("Its name there"),
            required=False,
            max_length=400,
            initial=kept.reference if kept else "",
            help_text=_where_help(),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def rows(self) -> list[Row]:
        """The fields in the order in which they are shown."""
        return [
            Row(
                self[f"option_{option.name}"],
                *(self[f"{part}_{option.name}"] for part in ("how", "where") if _hidden(option)),
            )
            for option in self.asked
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for option in filter(_hidden, self.asked):
            if self._way(option) != TYPED and not cleaned.get(f"where_{option.name}"):
                self.add_error(f"where_{option.name}", _("Say what it is called there."))
        return cleaned

    def options(self) -> dict[str, Any]:
        """The options that are no secrets, as the connector takes them."""
        return {
            option.name: self.cleaned_data.get(f"option_{option.name}")
            for option in self.asked
            if not _hidden(option)
        }

    def secrets(self) -> dict[str, Given]:
        """The secrets that were given; one that was left empty stays as it is."""
        given = {option.name: self._secret(option) for option in self.asked if _hidden(option)}
        return {name: value for name, value in given.items() if value}

    def _secret(self, option: Option) -> Given:
        way = self._way(option)
        if way == TYPED:
            return str(self.cleaned_data.get(f"option_{option.name}") or "")
        return Reference(way, self.cleaned_data[f"where_{option.name}"])

    def _way(self, option: Option) -> Any:
        return self.cleaned_data.get(f"how_{option.name}") or TYPED

    def refuse(self, field: str, sentence: str, option: str = "") -> None:
        """Show a refusal at its field, or above the form when it belongs to none."""
        named = option or field
        elsewhere = self.cleaned_data.get(f"how_{named}", TYPED) not in ("", TYPED)
        places = (f"{'where' if elsewhere else 'option'}_{named}", field)
        self.add_error(next((one for one in places if one in self.fields), None), sentence)


def _hidden(option: Option) -> bool:
    return option.kind == "secret"


def _ways() -> list[tuple[str, Any]]:
    """How a secret may be given in this installation."""
    ways: list[tuple[str, Any]] = [
        (TYPED, _("Type it in; it is stored encrypted")),
        ("env", _("From the environment of the portal")),
    ]
    return [*ways, ("file", _("From a file"))] if settings.SECRET_FOLDERS else ways


def _where_help() -> str:
    prefix = {"prefix": settings.SECRET_PREFIX}
    if settings.SECRET_FOLDERS:
        return (
            _("A variable that begins with %(prefix)s, or a file in a folder for secrets.") % prefix
        )
    return _("A variable that begins with %(prefix)s.") % prefix


def _field(option: Option) -> forms.Field:
    shared: dict[str, Any] = {
        "label": _(option.label),
        "required": option.required,
        "help_text": _(option.help) if option.help else "",
        "initial": option.default,
    }
    if option.kind == "choice":
        return forms.ChoiceField(**shared, choices=[(choice, choice) for choice in option.choices])
    if option.kind == "number":
        return forms.IntegerField(
            **shared, min_value=option.minimum, max_value=option.maximum, localize=False
        )
    if option.kind == "flag":
        return forms.BooleanField(**{**shared, "required": False})
    if option.kind == "certificate":
        shared["help_text"] = shared["help_text"] or gettext_lazy(
            "The text of the file, from -----BEGIN CERTIFICATE----- on."
        )
        attrs = {"rows": 4, "class": "code", "spellcheck": "false", "autocomplete": "off"}
        return forms.CharField(**shared, widget=forms.Textarea(attrs=attrs))
    return forms.CharField(**shared)
