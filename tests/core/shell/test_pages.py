"""Every page of core × every member of the cast; a page that is not listed here fails."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, reverse

from core import urls
from tests.core.web import LARGEST, web

EVERYBODY = {"ann": 200, "stef": 200, "andy": 200, "vera": 200, "nobody": 200}
ADMIN = {"ann": 200, "stef": 403, "andy": 403, "vera": 403, "nobody": 403}
MISSING = dict.fromkeys(EVERYBODY, 404)
POST_ONLY = dict.fromkeys(EVERYBODY, 405)
AWAY = dict.fromkeys(EVERYBODY, 303)
PLANNERS = {"ann": 200, "stef": 200, "andy": 200, "vera": 403, "nobody": 403}
UNKNOWN_PERSON = {"ann": 404, "stef": 403, "andy": 403, "vera": 403, "nobody": 403}

# Rows of others have their own tests beside the room; here they do not exist.
PAGES: dict[str, dict[str, int]] = {
    "inbox": EVERYBODY,
    "palette": EVERYBODY,
    "gallery": MISSING,
    "sign-in": AWAY,
    "sign-out": POST_ONLY,
    "signed-out": EVERYBODY,
    "password-change": EVERYBODY,
    "password-changed": EVERYBODY,
    "profile": EVERYBODY,
    "token-list": EVERYBODY,
    "token-new": EVERYBODY,
    "token-revoke": POST_ONLY,
    "access-list": ADMIN,
    "person-new": ADMIN,
    "person-detail": UNKNOWN_PERSON,
    "person-edit": UNKNOWN_PERSON,
    "person-deactivate": POST_ONLY,
    "group-list": EVERYBODY,
    "group-new": ADMIN,
    "group-detail": MISSING,
    "group-edit": MISSING,
    "group-remove": POST_ONLY,
    "group-join": POST_ONLY,
    "group-leave": POST_ONLY,
    "view-new": MISSING,
    "view-edit": MISSING,
    "view-forget": POST_ONLY,
    "bulk-detail": MISSING,
    "bulk-carry-out": POST_ONLY,
    "bulk-undo": POST_ONLY,
    "binding-list": ADMIN,
    "binding-new": ADMIN,
    "binding-take": POST_ONLY,
    "access-explain": EVERYBODY,
    "event-list": EVERYBODY,
    "job-list": EVERYBODY,
    "job-tray": EVERYBODY,
    "job-detail": MISSING,
    "job-log": MISSING,
    "job-cancel": POST_ONLY,
    "schedule-list": PLANNERS,
    "schedule-edit": MISSING,
    "schedule-remove": POST_ONLY,
    "schedule-enable": POST_ONLY,
    "schedule-disable": POST_ONLY,
}
FOR_STRANGERS = {"sign-in": 200, "signed-out": 200}


def address(pattern: URLPattern) -> str:
    """Where it would be, of something that is not there."""
    kinds = re.findall(r"<(\w+):", str(pattern.pattern))
    strange = {"uuid": uuid4(), "int": 2**31 - 1, "slug": "nothing"}
    return reverse(f"core:{pattern.name}", args=[strange[kind] for kind in kinds])


def test_every_page_is_listed() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(PAGES)


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: str(pattern.name))
def test_each_page_answers_each_member_of_the_cast_as_declared(cast: Any, pattern: Any) -> None:
    url = address(pattern)
    seen = {name: web(getattr(cast, name)).get(url) for name in EVERYBODY}
    assert {name: one.status_code for name, one in seen.items()} == PAGES[pattern.name]
    assert all(len(one.content) < LARGEST for one in seen.values())


@pytest.mark.django_db
@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda pattern: str(pattern.name))
def test_a_stranger_is_asked_to_sign_in_and_comes_back(pattern: Any) -> None:
    url = address(pattern)
    answer = web(None).get(url)
    if pattern.name in FOR_STRANGERS:
        assert answer.status_code == FOR_STRANGERS[pattern.name]
    else:
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/sign-in/?next={url}")
