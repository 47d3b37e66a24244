"""The forms of a source and of its accounts, made from what its kind of source asks for."""

from governance.sources.forms.accounts import GrantForm, ScriptForm
from governance.sources.forms.options import Lines, OptionsForm
from governance.sources.forms.source import SourceForm, initial

__all__ = ["GrantForm", "Lines", "OptionsForm", "ScriptForm", "SourceForm", "initial"]
