"""What answers show of sources, their accounts and tests."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.doors import fields
from core.portal import sentence
from governance.connector import Verdict
from governance.sources import queries
from governance.sources.api.taken import Options
from governance.sources.models import Source, SourceSecret


class SecretOut(serializers.Serializer[Any]):
    """What is told of a secret: its name, and where it lies when it does not lie here."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(["stored", "env", "file"])
    reference = serializers.CharField(allow_null=True, help_text="Name of the variable or file.")


class GrantOut(serializers.Serializer[Any]):
    """The account that may grant access in a source."""

    options = Options(read_only=True)
    secrets = SecretOut(many=True, read_only=True)


class CertificateOut(serializers.Serializer[Any]):
    """What a certificate says about itself."""

    option = serializers.CharField()
    subject = serializers.CharField()
    expires_at = fields.Moment()


class SourceOut(fields.Shown):
    domain = serializers.SerializerMethodField()
    options = Options(read_only=True)
    secrets = serializers.SerializerMethodField(help_text="Which there are; never their values.")
    grant = serializers.SerializerMethodField(help_text="The account that may grant, or null.")
    certificates = serializers.SerializerMethodField()
    include = serializers.ListField(child=serializers.CharField(), read_only=True)
    exclude = serializers.ListField(child=serializers.CharField(), read_only=True)
    identity = serializers.DictField(read_only=True, help_text="What the last scan met.")

    class Meta:
        model = Source
        fields = (
            "id", "name", "description", "connector", "domain", "options", "secrets", "grant",
            "certificates", "include", "exclude", "environment", "criticality", "hold_share",
            "state",
            "identity", "tested_at", "test_passed", "scanned_at", "created_at", "updated_at",
            "revision",
        )  # fmt: skip

    @extend_schema_field(fields.Label)
    def get_domain(self, source: Source) -> dict[str, str]:
        domain = source.container.parent
        return {"id": str(domain.pk), "label": domain.name} if domain else {}

    @extend_schema_field(SecretOut(many=True))
    def get_secrets(self, source: Source) -> Any:
        return SecretOut(queries.kept_secrets(source), many=True).data

    @extend_schema_field(GrantOut(allow_null=True))
    def get_grant(self, source: Source) -> Any:
        if source.grant_options is None:
            return None
        kept = queries.kept_secrets(source, SourceSecret.Purpose.GRANT)
        return GrantOut({"options": source.grant_options, "secrets": kept}).data

    @extend_schema_field(CertificateOut(many=True))
    def get_certificates(self, source: Source) -> Any:
        found = queries.certificates_of(source)
        told = [
            {"option": name, "subject": one.subject, "expires_at": one.expires_at}
            for name, some in found.items()
            for one in some
        ]
        return CertificateOut(told, many=True).data


class ScriptOut(serializers.Serializer[Any]):
    """What an administrator of the source runs; empty where there are no accounts."""

    script = serializers.CharField(allow_blank=True)


class VerdictOut(serializers.Serializer[Any]):
    """One step of a connection test."""

    step = serializers.CharField()
    state = serializers.ChoiceField(["passed", "failed", "warning", "skipped"])
    code = serializers.CharField()
    detail = serializers.CharField()


def told(verdict: Verdict) -> dict[str, str]:
    """A step of a test with its sentence."""
    return {
        "step": verdict.step,
        "state": verdict.state,
        "code": verdict.code,
        "detail": sentence(verdict.code, verdict.params),
    }
