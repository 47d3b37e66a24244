from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.jobs import engine
from core.jobs.models import Job
from core.people.models import User


class JobFilter(forms.Form):
    """What a list of jobs is narrowed by; a value that means nothing narrows nothing."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Every state")), *Job.State.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Everybody's")), ("mine", _("Started by me"))],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        kinds = [(slug, kind.label) for slug, kind in engine.kinds().items()]
        self.fields["kind"].choices = [("", _("Every kind")), *kinds]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        self.is_valid()

    def within(self, jobs: QuerySet[Job], user: User) -> QuerySet[Job]:
        """These jobs, narrowed."""
        chosen = self.cleaned_data
        if chosen.get("state"):
            jobs = jobs.filter(state=chosen["state"])
        if chosen.get("kind"):
            jobs = jobs.filter(kind=chosen["kind"])
        return jobs.filter(by_id=user.pk) if chosen.get("whose") else jobs

    def told(self) -> list[dict[str, Any]]:
        """The filters that are on, as parts/filters.html shows them."""
        return [
            {
                "name": name,
                "value": value,
                "label": self.fields[name].label,
                "text": dict(self.fields[name].choices)[value],  # type: ignore[attr-defined]
            }
            for name, value in self.cleaned_data.items()
            if value
        ]
