from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries, rules
from core.access.models import EVERYTHING_ID, Container, Role
from core.doors.zones import choices
from core.people.models import User
from core.people.queries import named

PLACES = 100  # containers in a list to choose from; more are found by typing


class PlaceField(forms.ModelChoiceField):
    """A container; the page shows the first of them, or those that fit `?where=`."""

    def label_from_instance(self, obj: Any) -> str:
        return place(obj)


def place(container: Container) -> str:
    """A container as people read it: “Sales · Domain”."""
    kind = container.get_kind_display()
    return kind if container.pk == EVERYTHING_ID else f"{container.name} · {kind}"


def _offer(field: Any, containers: QuerySet[Container], text: str) -> bool:
    """Offer everything and the first places that fit the text; whether there are too many."""
    fitting = containers.filter(name__icontains=text).exclude(pk=EVERYTHING_ID)[: PLACES + 1]
    whole, some = containers.filter(pk=EVERYTHING_ID), list(fitting)
    field.queryset = containers
    field.widget.choices = [(str(one.pk), place(one)) for one in [*whole, *some[:PLACES]]]
    return bool(text) or len(some) > PLACES


class PersonField(forms.CharField):
    """Somebody by user name or e-mail address."""

    widget = forms.TextInput(
        attrs={"list": "accounts", "autocomplete": "off", "autocapitalize": "none"}
    )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        person = User.objects.filter(named(text)).first() if text else None
        if text and person is None:
            raise forms.ValidationError(_("Nobody has this user name or e-mail address."))
        return person


class GroupForm(forms.Form):
    """What a group is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=150)


class MemberForm(forms.Form):
    """Adds somebody to a group."""

    user = PersonField(label=gettext_lazy("Who"), max_length=254)


class BindingForm(forms.Form):
    """Gives a role to somebody, or to a group that was chosen before."""

    user = PersonField(label=gettext_lazy("Who"), max_length=254)
    role = forms.ModelChoiceField(
        Role.objects.none(), label=gettext_lazy("Role"), empty_label=gettext_lazy("Choose a role")
    )
    container = PlaceField(Container.objects.none(), label=gettext_lazy("On"), empty_label=None)
    until = forms.DateField(
        label=gettext_lazy("Until the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave it empty to give the role for good."),
    )

    def __init__(
        self, *args: Any, by: User, where: str = "", group: Group | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        if group is not None:
            del self.fields["user"]
        containers = queries.containers(by, "access.manage")
        self.fields["role"].queryset = queries.roles()  # type: ignore[attr-defined]
        self.narrowing = _offer(self.fields["container"], containers, where)

    def subject(self) -> dict[str, Any]:
        """Who gets it, as the verb takes it."""
        return {"group": self.group} if self.group is not None else {}

    def clean_until(self) -> datetime | None:
        day: date | None = self.cleaned_data["until"]
        if day is None:
            return None
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


class ProfileForm(forms.Form):
    """What people change about their own account."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Times on all pages are shown in it."),
    )
    single_keys = forms.BooleanField(
        label=gettext_lazy("Shortcuts of a single key"),
        required=False,
        help_text=gettext_lazy("“/” and “?”. They never work while you type in a field."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, person: User) -> None:
        initial = {field: getattr(person, field) for field in self.base_fields}
        super().__init__(data, initial=initial)
        self.fields["time_zone"].choices = choices(person.time_zone)  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """A new person."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    password = forms.CharField(
        label=gettext_lazy("First password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least ten characters. Hand it over safely; it can be changed after signing in."
        ),
    )
    is_staff = forms.BooleanField(
        label=gettext_lazy("May enter the administration"),
        required=False,
        help_text=gettext_lazy("The technical side: settings that have no page of their own."),
    )


class ExplainForm(forms.Form):
    """A question: may this person do this, there?"""

    user = PersonField(label=gettext_lazy("Who"), max_length=254)
    right = forms.ChoiceField(
        label=gettext_lazy("Right"), choices=[(right, right) for right in rules.RIGHTS]
    )
    on = PlaceField(Container.objects.none(), label=gettext_lazy("On"), empty_label=None)

    def __init__(self, *args: Any, by: User, where: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_ask = queries.anywhere(by, "access.view")
        self.fields["user"].initial = by.username
        self.fields["user"].disabled = not may_ask
        containers = queries.containers(by, "access.view" if may_ask else "sources.view")
        containers |= Container.objects.filter(pk=EVERYTHING_ID)
        self.narrowing = _offer(self.fields["on"], containers, where)
