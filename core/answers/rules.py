"""When one request is another one sent again. Pure."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from core.refusals import Impossible, Refusal

KEPT = timedelta(hours=24)


class StillRunning(Impossible):
    """The request that came first with this key has not been answered yet (HTTP 409)."""


class KeyReused(Refusal):
    """The key belongs to a request that asked for something else (HTTP 422)."""


def slot(caller: str, path: str, key: str) -> UUID:
    """The place of an answer: callers and addresses have their keys to themselves."""
    named = "\n".join((caller, path, key)).encode()
    return UUID(bytes=hashlib.sha256(named).digest()[:16])


def lock(place: UUID) -> int:
    """The advisory lock of a place, as PostgreSQL counts them."""
    return int.from_bytes(place.bytes[:8], signed=True)


def fingerprint(secret: str, query: str, body: Any) -> bytes:
    """What a request asks for: the same for the same JSON, however it is written down.

    Keyed with the installation's secret: a body may hold a password, and whoever reads the database
    must not be able to try which.
    """
    told = json.dumps(body, sort_keys=True, separators=(",", ":"))
    key = b"guildhall answers\x00" + secret.encode()
    return hmac.new(key, f"{query}\n{told}".encode(), hashlib.sha256).digest()
