"""The OpenAPI document: what views declare, plus what every one of them does by our manners."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny

from core.doors import repeats
from core.doors.fields import Shown
from core.doors.problem import MEDIA_TYPE
from core.doors.sentences import TITLES
from core.doors.viewsets import IF_MATCH, HouseView, HouseViewSet

STANDARD = ("list", "create", "retrieve", "update", "partial_update", "destroy")
WRITES = ("POST", "PUT", "PATCH", "DELETE")
GUARDED = ("PUT", "PATCH", "DELETE")

ETAG = {"type": "string", "pattern": r'^"([0-9]+\.)?[0-9a-f]+"$'}
HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}}},
    405: {"Allow": {"schema": {"type": "string"}}},
    412: {"ETag": {"schema": {"type": "string"}, "description": "The revision it has now."}},
    429: {
        "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."},
        "RateLimit": {"schema": {"type": "string"}, "description": "What is left, and how long."},
        "RateLimit-Policy": {"schema": {"type": "string"}, "description": "What is allowed."},
    },
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Place in the body (RFC 6901)."},
                    "parameter": {"type": "string", "description": "Name in the query."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "request_id": {"type": "string"},
    },
}


class HouseSchema(AutoSchema):
    """Adds parameters, headers and problems that views need not declare one by one."""

    view: Any

    def get_operation_id(self) -> str:
        """`users_list`, `users_create`, `jobs_cancel`: by path and action, never by class name."""
        action = getattr(self.view, "action", None)
        if action is None or action in STANDARD:
            return str(super().get_operation_id())
        return "_".join([*(step.replace("-", "_") for step in self._tokenize_path()[:-1]), action])

    def get_summary(self) -> str | None:
        return (self.get_description() or "").partition("\n")[0].rstrip(".") or None

    def get_request_serializer(self) -> Any:
        if isinstance(self.view, HouseViewSet):
            return self.view.takes.get(self.view.action)
        return None

    def get_override_parameters(self) -> list[Any]:
        again = self._repeats() if self.method == "POST" else ()
        return [*super().get_override_parameters(), *self._query(), *self._headers(), *again]

    def _query(self) -> Iterator[OpenApiParameter]:
        if isinstance(self.view, HouseView):
            action = getattr(self.view, "action", None) or self.method.lower()
            for name, one in self.view.declared(action).items():
                yield OpenApiParameter(
                    name, one.schema, required=one.required, description=str(one.help_text)
                )

    def _headers(self) -> Iterator[OpenApiParameter]:
        header: Any = OpenApiParameter.HEADER
        if self.method in WRITES:
            told = "Why; kept with the change."
            yield OpenApiParameter("X-Change-Reason", str, header, description=told)
        if not isinstance(self.view, HouseViewSet):
            return
        if self._guarded:
            told = "The revision that is changed: an ETag, a revision in quotes, or *."
            schema = {"type": "string", "pattern": IF_MATCH}
            yield OpenApiParameter("If-Match", schema, header, required=True, description=told)
        if self.view.action == "retrieve":
            yield OpenApiParameter("If-None-Match", str, header, description="ETags you know.")
        if self.view.action in ("create", "retrieve", "update", "partial_update"):
            yield OpenApiParameter("ETag", ETAG, header, response=["200", "201"])

    def _repeats(self) -> Iterator[OpenApiParameter]:
        header: Any = OpenApiParameter.HEADER
        told = "Send it again with the same key: it is answered again and not done again."
        key = {"type": "string", "pattern": repeats.KEY_FORM}
        yield OpenApiParameter(repeats.HEADER, key, header, description=told)
        told, only = "An earlier answer is repeated.", {"type": "string", "const": "true"}
        success = ["200", "201", "202"]
        yield OpenApiParameter(repeats.REPLAYED, only, header, description=told, response=success)

    @property
    def _guarded(self) -> bool:
        return self.method in GUARDED and getattr(self.view, "governed", False)

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        responses = super()._get_response_bodies(direction)
        if isinstance(self.view, HouseViewSet) and self.view.action == "retrieve":
            responses["304"] = {"description": "It is as you know it."}
        for status in self._problems():
            responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        return dict(sorted(responses.items()))

    def _problems(self) -> Iterator[int]:
        yield from (400, 406, 429, *getattr(self.view, "problems", ()))
        if not any(isinstance(one, AllowAny) for one in self.view.get_permissions()):
            yield from (401, 403)
        if "{" in self.path:
            yield 404
        if self.method in WRITES:
            yield 409
        if self.method == "POST":
            yield 422
        if self.method == "POST" or self.get_request_serializer():
            yield from (413, 415)
        if self._guarded:
            yield from (412, 428)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """Of what is shown of a row, `fields` may leave out everything but its id."""
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        if isinstance(serializer, Shown) and direction == "response":
            schema["required"] = [name for name in schema.get("required", ()) if name == "id"]
        return schema

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: bool = False
    ) -> Any:
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        more = getattr(field, "more_schema", None)
        return {**schema, **more} if more and direction == "request" else schema


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "core.tokens.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "gh_<key>.<secret>"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "core.doors.rest.SessionWithChallenge"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


def polish(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """The last hand on the document: shared problems, and bodies that allow nothing unknown."""
    components = result.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    _simplify(schemas)
    components["schemas"] = dict(sorted(schemas.items()))
    components["responses"] = {f"Problem{status}": _response(status) for status in TITLES}
    return result


def _simplify(node: Any) -> None:
    """“Anything or null” is anything: said as an either-or, null would fit twice."""
    if isinstance(node, dict):
        if {} in node.get("oneOf", ()):
            del node["oneOf"]
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        _simplify(inner)


def _response(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {"headers": HEADERS[status]} if status in HEADERS else {}
    return {"description": str(TITLES[status]), **headers, "content": content}
