"""What the API says about itself: its schema, its documentation, its problems."""

from functools import cache
from typing import Any

from django.http import Http404
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from core import portal
from core.doors import sentences
from core.doors.viewsets import HouseView


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made once a process: it depends on code alone."""
    made: dict[str, Any] = SchemaGenerator().get_schema(public=True)
    return made


class Schema(SpectacularAPIView):
    """The OpenAPI document, as YAML or JSON."""

    def _get_schema_response(self, request: Request) -> Response:
        name = self._get_filename(request, None)
        return Response(document(), headers={"Content-Disposition": f'inline; filename="{name}"'})


class Docs(SpectacularSwaggerSplitView):
    """The browsable documentation: nothing in it comes from outside, nothing is inline."""

    url_name = "api-schema"
    template_name = "core/doors/docs.html"


class ProblemType(HouseView):
    """What one kind of problem means: the address that `type` of a problem leads to."""

    permission_classes = (AllowAny,)

    @extend_schema(
        responses={
            200: {
                "type": "object",
                "required": ["code", "meaning"],
                "properties": {"code": {"type": "string"}, "meaning": {"type": "string"}},
            }
        }
    )
    def get(self, request: Request, code: str) -> Response:
        """What a problem's code means."""
        if code not in set(portal.sentences()) | set(sentences.CODES.values()):
            raise Http404
        return Response({"code": code, "meaning": portal.sentence(code, {})})


class UnknownAddress(HouseView):
    """Every address below /api that nothing else answers."""

    permission_classes = (AllowAny,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise Http404
