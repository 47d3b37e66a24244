"""Telling open pages that something moved. A hint only: pages read the rows again themselves."""

import logging
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)


def tell(group: str, **what: Any) -> None:
    """Send a message to every socket in a group; a broker that is down costs liveliness only."""
    try:
        async_to_sync(get_channel_layer().group_send)(group, {"type": "told", **what})
    except Exception:
        logger.warning("Live update for %s could not be sent.", group)
