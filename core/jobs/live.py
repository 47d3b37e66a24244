"""The one socket of an open page: how many jobs run, and one job while somebody watches it.

Messages of the channel layer are hints. What is sent is read from the rows each time, with the
rights that the person has at that moment; what has not changed is not sent again.
"""

import asyncio
import logging
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.template.loader import render_to_string
from django.utils import timezone

from core.doors.middleware import zone_of
from core.jobs import queries, views
from core.people.models import User

logger = logging.getLogger(__name__)

SIGNED_OUT = 4401
NOT_FOUND = 4404
PACE = 0.5  # seconds between two messages of a socket
WATCHING, WAITING = 10, 60  # seconds after which the rows are read even without a hint
PATIENCE = 2  # seconds until the database is asked again
PIECES = ("state", "progress", "receipt", "facts")


class Gone(Exception):
    """This socket must not go on; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Live(AsyncWebsocketConsumer):
    """`/ws/live/`, with `?job=<id>` on a job's page. Closes with 4401 or 4404."""

    async def connect(self) -> None:
        # Accepted first: a code can only be given to an open socket, and a browser that is
        # turned away without one tries again for ever.
        await self.accept()
        self.sent: dict[str, str] = {}
        self.line = 0
        self.is_live = False
        self.job = parse_qs(self.scope["query_string"].decode()).get("job", [""])[0]
        self.moved = asyncio.Event()
        self.keeper = asyncio.create_task(self._keep())

    async def disconnect(self, code: int) -> None:
        self.keeper.cancel()

    async def told(self, message: dict[str, Any]) -> None:
        """Something has moved; hints in short order make one message."""
        self.moved.set()

    async def _keep(self) -> None:
        try:
            while True:
                self.moved.clear()
                await self._tell()
                await asyncio.sleep(PACE)
                await self._wait()
        except Gone as gone:
            await self.close(gone.code)

    async def _wait(self) -> None:
        try:
            await asyncio.wait_for(self.moved.wait(), WATCHING if self.is_live else WAITING)
        except TimeoutError:
            return

    async def _tell(self) -> None:
        """Send what is new. A database or broker that is away for a moment ends nothing."""
        try:
            user = await get_user(self.scope)
            if not user.is_authenticated:
                raise Gone(SIGNED_OUT)
            await self._join(user)
            html = await database_sync_to_async(self._news)(user)
        except Gone:
            raise
        except Exception as error:
            logger.warning("A live page is behind: %s. Trying again.", type(error).__name__)
            self.moved.set()
            await asyncio.sleep(PATIENCE)
            return
        if html:
            await self.send(text_data=html)

    async def _join(self, user: User) -> None:
        """Listen before the rows are read for the first time, so that nothing falls between."""
        wanted = [f"user.{user.pk}", *([f"job.{_id(self.job)}"] if self.job else [])]
        for group in wanted:
            if group not in self.groups:
                await self.channel_layer.group_add(group, self.channel_name)
                self.groups.append(group)  # left again by Channels

    def _news(self, user: User) -> str:
        session = self.scope["session"]
        if not session.exists(session.session_key):
            raise Gone(SIGNED_OUT)
        running = {"jobs_running": queries.running_count(user), "oob": True}
        with timezone.override(zone_of(user)):
            pieces: dict[str, str] = self._watched(user) if self.job else {}
            pieces["count"] = render_to_string("parts/jobs_count.html", running)
        news = [html for name, html in pieces.items() if self.sent.get(name, "") != html]
        self.sent.update(pieces)
        return "".join(news)

    def _watched(self, user: User) -> dict[str, str]:
        """The pieces of a job's page, as its template draws them."""
        job = queries.visible(user).filter(pk=_id(self.job)).first()
        if job is None:
            raise Gone(NOT_FOUND)
        self.is_live = job.is_live
        context = {**views.whole(job, user), "oob": True}
        # The form of the cancel button lives in the page; all that can be told is that it is over.
        names = PIECES if job.is_live else (*PIECES, "actions")
        drawn: dict[str, str] = {
            name: render_to_string(f"core/jobs/detail.html#{name}", context) for name in names
        }
        lines = views.last_lines(job, after=self.line)
        if lines:
            told = {"lines": lines, "swap": "beforeend" if self.line else "innerHTML"}
            self.line = lines[-1]["id"]
            drawn["log"] = render_to_string("core/jobs/lines.html", told)
        return drawn


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Gone(NOT_FOUND) from None
