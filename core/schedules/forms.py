from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.doors.zones import choices
from core.schedules.models import Schedule


class ScheduleForm(forms.Form):
    """When something starts by itself."""

    name = forms.CharField(label=_("Name"), max_length=200)
    cron = forms.CharField(
        label=_("When, as a cron expression"),
        max_length=100,
        help_text=_(
            "Minute, hour, day of the month, month, day of the week. "
            "“0 3 * * *” is every night at three, “*/15 * * * *” every quarter of an hour."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    zone = forms.ChoiceField(label=_("In the time zone"))
    missed = forms.ChoiceField(
        label=_("When the portal was down at that time"), choices=Schedule.Missed.choices
    )
    overlap = forms.ChoiceField(
        label=_("When the last run is still going"), choices=Schedule.Overlap.choices
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, schedule: Schedule) -> None:
        initial = {field: getattr(schedule, field) for field in self.base_fields}
        super().__init__(data, initial=initial)
        self.fields["zone"].choices = choices(schedule.zone)  # type: ignore[attr-defined]
