from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from core.access import queries as access
from core.access.models import UNSORTED_ID, Container
from core.bulk.engine import Verb
from core.people.models import User
from core.people.queries import named
from governance.catalog import queries
from governance.catalog.models import Asset, Fact
from governance.catalog.rules import adding, facts


class OwnerField(forms.CharField):
    """Somebody by user name or e-mail address, or a group by its name."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        person = User.objects.filter(named(text), is_active=True).first()
        owner = person or Group.objects.filter(name__iexact=text).first()
        if owner is None:
            raise forms.ValidationError(_("Nobody and no group has this name."))
        return owner


class DescribeForm(forms.Form):
    """What people say of an asset. What is left empty is theirs no longer."""

    display_name = forms.CharField(
        label=_("Display name"), max_length=facts.LONGEST["display_name"], required=False
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=facts.LONGEST["description"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Leave it empty to go by what the source says."),
    )
    owner = OwnerField(
        label=_("Owner"),
        max_length=254,
        required=False,
        help_text=_("User name or e-mail address, or the name of a group."),
    )
    note = forms.CharField(label=_("Why"), max_length=1_000, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def facts(self) -> dict[str, Any]:
        """What is said, by field; None takes it back."""
        return {field: self.cleaned_data[field] or None for field in Fact.Field.values}


def told(asset: Asset) -> dict[str, Any]:
    """What people say of an asset by hand now, as the form shows it."""
    said = {fact.field: fact.value for fact in asset.facts.filter(origin=Fact.Origin.MANUAL)}
    owner = said.pop(Fact.Field.OWNER, None)
    return {**said, "owner": _owner(owner), "revision": asset.revision}


def _owner(value: Any) -> str:
    if not value:
        return ""
    if "group" in value:
        return str(value["label"])
    return User.objects.filter(pk=value["user"]).values_list("username", flat=True).first() or ""


def _kinds(kinds: Iterable[int]) -> list[tuple[int, Any]]:
    return [(int(kind), Asset.Kind(kind).label) for kind in kinds]


class ByHandForm(forms.Form):
    """What only people know of an asset that no scan finds."""

    kind = forms.TypedChoiceField(label=_("Kind"), choices=_kinds(queries.BY_HAND), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=adding.LONGEST_NAME)
    url = forms.CharField(
        label=_("Web address"),
        max_length=adding.LONGEST_URL,
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class ChangeForm(ByHandForm):
    """The same, of one that is there."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class DomainForm(forms.Form):
    """A domain among those in which one manages the catalogue."""

    domain = forms.ModelChoiceField(Container.objects.none(), label=_("Domain"), empty_label=None)

    def __init__(self, data: Any = None, *, by: User, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["domain"].queryset = access.domains(by, "catalog.manage")  # type: ignore[attr-defined]


class AddForm(ByHandForm, DomainForm):
    """A new asset that no scan finds."""

    description = forms.CharField(
        label=_("Description"),
        max_length=facts.LONGEST["description"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    owner = OwnerField(
        label=_("Owner"),
        max_length=254,
        required=False,
        help_text=_("User name or e-mail address, or the name of a group."),
    )
    field_order = ("kind", "name", "domain", "url", "description", "owner")

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data, by=by, initial={"domain": UNSORTED_ID})


class PersonField(OwnerField):
    """Somebody by user name or e-mail address."""

    def clean(self, value: Any) -> Any:
        owner = super().clean(value)
        if not isinstance(owner, User):
            raise forms.ValidationError(_("Nobody has this name."))
        return owner


class ManyForm(forms.Form):
    """What a verb for many assets needs to know, and why it is done."""

    reason = forms.CharField(label=_("Why"), max_length=1_000, required=False)

    def __init__(self, data: Any, *, verb: Verb, by: User) -> None:
        super().__init__(data)
        fields = {**self._offered(by), **self.fields}
        wanted = {option.name for option in verb.options} | {"reason"}
        self.fields = {name: field for name, field in fields.items() if name in wanted}

    @staticmethod
    def _offered(by: User) -> dict[str, forms.Field]:
        words = DescribeForm.base_fields["description"]
        domains = access.domains(by, "catalog.manage")
        return {
            "description": forms.CharField(
                label=words.label, widget=words.widget, max_length=10_000, required=False
            ),
            "owner": PersonField(label=_("Owner"), max_length=254),
            "domain": forms.ModelChoiceField(domains, label=_("Domain"), empty_label=None),
        }

    def given(self) -> dict[str, Any]:
        """The parameters of the verb, as its options take them, and the reason."""
        said = dict(self.cleaned_data)
        reason = said.pop("reason")
        params = {n: v if isinstance(v, str) else str(v.pk) for n, v in said.items()}
        return {"params": params, "reason": reason}


class CompareForm(forms.Form):
    """Two moments of one asset."""

    start = forms.ChoiceField(label=_("From"))
    end = forms.ChoiceField(label=_("To"))

    def __init__(self, data: Any, moments: list[tuple[str, str]]) -> None:
        super().__init__(data)
        for field in ("start", "end"):
            self.fields[field].choices = moments  # type: ignore[attr-defined]


class TimelineForm(forms.Form):
    """Which part of what happened is shown; what is no choice is ignored."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    field = forms.ChoiceField(label=_("To which field"), required=False)

    def __init__(
        self, data: Any, *, verbs: list[tuple[str, Any]], fields: list[tuple[str, Any]]
    ) -> None:
        super().__init__(data)
        anything = [("", _("anything"))]
        self.fields["verb"].choices = [*anything, *verbs]  # type: ignore[attr-defined]
        self.fields["field"].choices = [*anything, *fields]  # type: ignore[attr-defined]
