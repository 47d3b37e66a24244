"""The scales people meet everywhere: each value has a word, a tone and an icon."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Look:
    """How one value of a scale is shown: always a word and an icon, never a colour alone."""

    label: Text
    tone: str
    icon: str


SENSITIVITIES: Mapping[str, Look] = {
    "public": Look(gettext_lazy("Public"), "green", "lock-open"),
    "internal": Look(gettext_lazy("Internal"), "blue", "lock"),
    "confidential": Look(gettext_lazy("Confidential"), "amber", "lock-keyhole"),
    "restricted": Look(gettext_lazy("Restricted"), "red", "shield-ban"),
}
HEALTHS: Mapping[str, Look] = {
    "pass": Look(gettext_lazy("Healthy"), "green", "check"),
    "warn": Look(gettext_lazy("Needs attention"), "amber", "triangle-alert"),
    "fail": Look(gettext_lazy("Failing"), "red", "x"),
    "unknown": Look(gettext_lazy("Unknown"), "grey", "circle-question-mark"),
}
SEVERITIES: Mapping[str, Look] = {
    "critical": Look(gettext_lazy("Critical"), "filled", "octagon-alert"),
    "high": Look(gettext_lazy("High"), "red outline", "chevrons-up"),
    "medium": Look(gettext_lazy("Medium"), "amber", "equal"),
    "low": Look(gettext_lazy("Low"), "blue", "chevron-down"),
    "info": Look(gettext_lazy("Info"), "grey", "info"),
}
STATES: Mapping[str, Look] = {
    "active": Look(gettext_lazy("Active"), "green", "circle-check"),
    "cancelled": Look(gettext_lazy("Cancelled"), "grey", "ban"),
    "confirmed": Look(gettext_lazy("Confirmed"), "green", "check"),
    "draft": Look(gettext_lazy("Draft"), "grey", "pencil"),
    "expired": Look(gettext_lazy("Expired"), "grey", "hourglass"),
    "failed": Look(gettext_lazy("Failed"), "red", "x"),
    "partial": Look(gettext_lazy("Incomplete"), "amber", "circle-dot-dashed"),
    "passed": Look(gettext_lazy("Passed"), "green", "check"),
    "paused": Look(gettext_lazy("Paused"), "grey", "pause"),
    "quarantined": Look(gettext_lazy("Quarantined"), "amber", "biohazard"),
    "queued": Look(gettext_lazy("Queued"), "grey", "clock"),
    "rejected": Look(gettext_lazy("Rejected"), "red", "ban"),
    "retired": Look(gettext_lazy("Retired"), "grey", "archive"),
    "running": Look(gettext_lazy("Running"), "blue moving", "loader-circle"),
    "skipped": Look(gettext_lazy("Skipped"), "grey", "skip-forward"),
    "succeeded": Look(gettext_lazy("Succeeded"), "green", "check"),
    "suggested": Look(gettext_lazy("Suggested"), "blue outline", "sparkles"),
    "unreachable": Look(gettext_lazy("Unreachable"), "red", "unplug"),
    "warning": Look(gettext_lazy("Warning"), "amber", "triangle-alert"),
}
