"""The form of a source: how to reach it, what it is, what to take from it, when to scan it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import queries as access
from core.access.models import UNSORTED_ID
from core.people.models import User
from core.schedules.forms import ScheduleForm
from core.schedules.models import Schedule
from governance.connector import Connector
from governance.sources.forms.options import Lines, OptionsForm
from governance.sources.models import Source
from governance.sources.queries import Kept
from governance.sources.rules import HOLD_SHARE, PLAIN

PLANNED = ("rhythm", "cron", "missed", "overlap")
NOTHING: Mapping[str, Kept] = MappingProxyType({})
RHYTHMS = (
    ("", gettext_lazy("Only when somebody asks for it")),
    ("0 * * * *", gettext_lazy("Every hour")),
    ("0 3 * * *", gettext_lazy("Every night at three")),
    ("0 3 * * 1", gettext_lazy("Every Monday at three in the morning")),
    ("other", gettext_lazy("By a cron expression")),
)


class SourceForm(OptionsForm):
    """Everything about a source; a new one may be planned at once."""

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

    hold_share = forms.IntegerField(
        label=gettext_lazy("May vanish at once, per cent"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"placeholder": HOLD_SHARE}),
        help_text=gettext_lazy(
            "When a scan misses more of the tables than that, they wait for somebody to confirm."
        ),
    )

    rhythm = forms.ChoiceField(
        label=gettext_lazy("How often"), required=False, choices=RHYTHMS, initial="0 3 * * *"
    )
    cron = forms.CharField(
        label=gettext_lazy("Cron expression"),
        required=False,
        max_length=100,
        help_text=ScheduleForm.base_fields["cron"].help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    missed = forms.ChoiceField(
        label=ScheduleForm.base_fields["missed"].label,
        required=False,
        choices=Schedule.Missed.choices,
    )
    overlap = forms.ChoiceField(
        label=ScheduleForm.base_fields["overlap"].label,
        required=False,
        choices=Schedule.Overlap.choices,
    )

    def __init__(
        self,
        connector: type[Connector],
        user: User,
        *args: Any,
        kept: Mapping[str, Kept] = NOTHING,
        is_new: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.connector, self.user = connector, user
        self.ask(connector.options, kept)
        if is_new:
            domains = access.domains(user, "sources.manage")
            choices = [(str(domain.pk), domain.name) for domain in domains]
            self.fields["domain"] = forms.ChoiceField(
                label=_("Domain"), choices=choices, initial=str(UNSORTED_ID)
            )
        for name in self._superfluous(is_new):
            del self.fields[name]

    def _superfluous(self, is_new: bool) -> tuple[str, ...]:
        if not is_new:
            return ("domain", *PLANNED)
        return () if access.anywhere(self.user, "schedules.manage") else PLANNED

    def about_fields(self) -> list[forms.BoundField]:
        """What it is."""
        names = ("name", "description", "domain", "environment", "criticality")
        return [self[name] for name in names if name in self.fields]

    def choice_fields(self) -> list[forms.BoundField]:
        """What to take from it."""
        return [self["include"], self["exclude"], self["hold_share"]]

    def leave_out_what_is_not_needed_to_connect(self) -> None:
        """Before a connection is tried, a name may still be missing."""
        for name in [name for name in self.base_fields if name in self.fields]:
            del self.fields[name]

    def schedule_fields(self) -> list[forms.BoundField]:
        """When to scan it; nothing for who may not plan."""
        return [self[name] for name in PLANNED if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("rhythm") == "other" and not cleaned.get("cron"):
            self.add_error("cron", _("Say when, as a cron expression."))
        return cleaned

    def schedule(self) -> dict[str, str] | None:
        """When it is to be scanned, as the verb takes it; None when nothing is planned."""
        rhythm = self.cleaned_data.get("rhythm")
        if not rhythm:
            return None
        policies = {name: self.cleaned_data.get(name) for name in ("missed", "overlap")}
        return {
            "name": _("Scan %(source)s") % {"source": self.cleaned_data["name"]},
            "cron": self.cleaned_data["cron"] if rhythm == "other" else rhythm,
            "zone": self.user.time_zone,
            **{name: value for name, value in policies.items() if value},
        }

    def plain(self) -> dict[str, Any]:
        """The fields that every kind of source has."""
        return {name: self.cleaned_data[name] for name in PLAIN}


def initial(source: Source) -> dict[str, Any]:
    """The form's values for a source; secrets are never among them."""
    fields: Mapping[str, Any] = {name: getattr(source, name) for name in PLAIN}
    return {**fields, **{f"option_{name}": value for name, value in source.options.items()}}
