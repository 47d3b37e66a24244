"""What is stored of an asset in its history, in the words of the API: a kind is `table`, not 3."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from governance.catalog.models import KINDS, STATES

WORDS: Mapping[str, Mapping[int, str]] = {"kind": KINDS, "state": STATES}


def _word(field: str, value: Any) -> Any:
    return WORDS[field].get(value, value) if field in WORDS else value


class State(serializers.DictField):
    """An asset as it was: {field: value}."""

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {field: _word(field, one) for field, one in value.items()}


class Diff(serializers.DictField):
    """What became of its fields: {field: [old, new]}."""

    def to_representation(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {field: [_word(field, one) for one in pair] for field, pair in value.items()}
