"""The forms of accounts in a source: one that may grant, and a script that makes one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from governance.connector import Connector
from governance.sources.forms.options import OptionsForm
from governance.sources.queries import Kept


class GrantForm(OptionsForm):
    """With which account access is granted in a source; it is given whole."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, connector: type[Connector], kept: Mapping[str, Kept], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ask((one for one in connector.options if one.name in connector.credentials), kept)


class ScriptForm(forms.Form):
    """Which account the script is to make, and whether it may read values."""

    account = forms.CharField(
        label=gettext_lazy("Name of the account"),
        max_length=63,
        initial="guildhall_reader",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    read_values = forms.BooleanField(
        label=gettext_lazy("It may read values too"),
        required=False,
        help_text=gettext_lazy("Profiles and samples need that; scans do not."),
    )
