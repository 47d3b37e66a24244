"""For whatever runs and watches the portal: /healthz, /readyz, /metrics.

`/healthz` says that the process answers, `/readyz` whether it can do its work (503 when not), both
to everybody. `/metrics` tells figures and therefore wants a token (or session) with `access.view`
on everything. An exception for callers on this machine would let everybody in behind a proxy that
runs there.
"""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from core.access import queries as access
from core.doors.viewsets import HouseView
from core.system import queries


@extend_schema(exclude=True)
class Probe(HouseView):
    """Open to everybody, and never limited."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()


class Health(Probe):
    def get(self, request: Request) -> Response:
        """The process answers."""
        return Response({"status": "ok"})


class Readiness(Probe):
    def get(self, request: Request) -> Response:
        """Everything is there that work needs."""
        checks = queries.readiness()
        ready = all(check.passed for check in checks)
        told = {check.name: "ok" if check.passed else "failed" for check in checks}
        body = {"status": "ready" if ready else "not ready", "checks": told}
        return Response(body, status=200 if ready else 503)


class Exposition(BaseRenderer):
    """Prometheus's text format, version 0.0.4."""

    media_type = "text/plain"
    format = "prometheus"
    charset = "utf-8"

    def render(self, data: Any, media_type: Any = None, context: Any = None) -> bytes:
        return "".join(line for figure in data for line in _lines(figure)).encode()


def _lines(figure: queries.Figure) -> Iterator[str]:
    name = f"guildhall_{figure.name}"
    yield f"# HELP {name} {figure.help}\n# TYPE {name} gauge\n"
    for value, number in figure.values.items():
        label = f'{{{figure.label}="{_escaped(value)}"}}' if figure.label else ""
        yield f"{name}{label} {int(number)}\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@extend_schema(exclude=True)
class Metrics(HouseView):
    renderer_classes = (Exposition,)

    def get(self, request: Request) -> Response:
        """Figures for monitoring."""
        access.require(self.by, "access.view")
        version = "text/plain; version=0.0.4; charset=utf-8"
        return Response(list(queries.figures()), content_type=version)
