"""Every WebSocket, tried by each of the cast: who may listen is written down."""

from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from config.asgi import application
from config.urls import live
from core.people.models import User
from governance.scans import actions as scans
from tests import factories

# What ann, stef, andy, vera, nobody and a stranger are told: news, or the code of a closed socket.
SOCKETS = {
    "ws/live/": "news news news news news 4401",
    "ws/live/?job={job}": "news news news news 4404 4401",
    "ws/live/?job=nonsense": "4404 4404 4404 4404 4404 4401",
}
CASTING = ("ann", "stef", "andy", "vera", "nobody", None)


@pytest.fixture
def things(transactional_db: Any, cast: Any, folder: Any) -> SimpleNamespace:
    """A scan that waits."""
    source = factories.source(factories.sqlite_file(folder / "shop.db"), by=cast.ann)
    return SimpleNamespace(job=scans.start(source=source, by=cast.ann).pk)


async def listen(path: str, cookies: str) -> str:
    """The first thing that a socket says."""
    path, _, query = path.partition("?")
    scope = {
        "type": "websocket",
        "path": f"/{path}",
        "query_string": query.encode(),
        "headers": [(b"cookie", cookies.encode()), (b"origin", b"http://localhost")],
        "subprotocols": [],
    }
    socket = ApplicationCommunicator(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    said = await socket.receive_output(5)
    if said["type"] == "websocket.accept":
        said = await socket.receive_output(5)
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    await socket.wait(5)
    return "news" if said["type"] == "websocket.send" else str(said["code"])


def test_no_socket_is_missing_here() -> None:
    assert {str(route.pattern) for route in live} == {path.partition("?")[0] for path in SOCKETS}


@pytest.mark.parametrize("path", SOCKETS)
def test_who_hears_what(path: str, cast: Any, things: SimpleNamespace) -> None:
    told = []
    for name in CASTING:
        client = Client()
        if name:
            client.force_login(User.objects.get(pk=getattr(cast, name).pk))
        cookies = client.cookies.output(header="", attrs=[], sep=";")
        told.append(async_to_sync(listen)(path.format(job=things.job), cookies))
    assert " ".join(told) == SOCKETS[path]
