"""Addresses of this app: pages, REST, sockets, and paths at the root."""

from typing import Any

app_name = "securityops"
urlpatterns: list[Any] = []
api: list[Any] = []
live: list[Any] = []
root: list[Any] = []
