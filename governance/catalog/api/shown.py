"""An asset as the API shows it."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.doors import fields
from governance.catalog.models import KINDS, STATES, Asset


class OwnerOut(serializers.Serializer[Any]):
    """A person or a group."""

    user = serializers.UUIDField(allow_null=True)
    group = serializers.IntegerField(allow_null=True)


class AssetOut(fields.Shown):
    kind = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    source = serializers.UUIDField(  # type: ignore[assignment]
        source="source_id", allow_null=True, help_text="None where it was added by hand."
    )
    domain = serializers.UUIDField(source="domain_id")
    display_name = serializers.CharField(source="title", allow_null=True)
    description = serializers.CharField(
        source="words",
        allow_null=True,
        help_text="What counts; `/assets/{id}/facts` tells what each origin says.",
    )
    owner = serializers.SerializerMethodField()
    details = serializers.DictField(
        help_text="By kind: type, nullable, default, keys; constraints, definition, problem; traits"
        " of a file; url."
    )
    rows = serializers.IntegerField(
        source="size.rows", default=None, allow_null=True, help_text="Estimated by the source."
    )

    class Meta:
        model = Asset
        fields = (
            "id", "kind", "state", "name", "fqn", "parent", "source", "domain", "ordinal",
            "display_name", "description", "owner", "details", "rows", "external_id", "created_at",
            "updated_at", "revision",
        )  # fmt: skip

    @extend_schema_field({"type": "string", "enum": list(KINDS.values())})
    def get_kind(self, asset: Asset) -> str:
        return KINDS[asset.kind]

    @extend_schema_field(OwnerOut(allow_null=True))
    def get_owner(self, asset: Asset) -> dict[str, Any] | None:
        if asset.owner_id is None and asset.owner_group_id is None:
            return None
        return {"user": asset.owner_id, "group": asset.owner_group_id}

    @extend_schema_field({"type": "string", "enum": list(STATES.values())})
    def get_state(self, asset: Asset) -> str:
        return STATES[asset.state]
