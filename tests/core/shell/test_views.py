from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from core import portal
from core.access import actions as access
from core.access.models import Role
from core.doors import recent
from core.jobs import actions as jobs
from core.portal import ActionEntry, Found, MenuEntry
from core.shell import queries, views
from tests.core.web import count, htmx, web


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What apps offer, for the length of a test."""
    for name in ("_menu", "_actions", "_searches"):
        monkeypatch.setattr(portal, name, list(getattr(portal, name)))
    return portal


def labels(user: Any, path: str = "/") -> list[str]:
    groups = queries.navigation(user, path)
    return [str(item["label"]) for group in groups for item in group["items"]]


def test_navigation_shows_only_what_one_may_open(cast: Any) -> None:
    assert "Access" in labels(cast.ann)
    assert "Access" not in labels(cast.vera)
    assert labels(cast.nobody) == ["Inbox", "Activity", "Jobs"]


def test_a_page_without_an_address_is_left_out(cast: Any, offers: Any) -> None:
    offers.offer(MenuEntry("govern", "Nowhere", "core:no-such-page", "x"))
    assert "Nowhere" not in labels(cast.ann)


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", "Inbox"), ("/jobs/", "Jobs"), ("/jobs/x/log/", "Jobs"), ("/nowhere/", None)],
)
def test_the_nearest_page_above_is_the_current_one(cast: Any, path: str, current: Any) -> None:
    items = [item for group in queries.navigation(cast.ann, path) for item in group["items"]]
    marked = [str(item["label"]) for item in items if item.get("current")]
    assert marked == ([current] if current else [])


def test_the_frame_asks_the_database_twice(cast: Any, django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    request.user = cast.ann
    with django_assert_num_queries(0):
        context = views.frame(request)  # lazy: a fragment asks nothing
    with django_assert_num_queries(2):
        assert context["nav"]
        assert not context["jobs_running"]


def test_the_frame_has_nothing_for_strangers() -> None:
    request = RequestFactory().get("/")
    assert views.frame(request) == {}
    request.user = AnonymousUser()
    assert views.frame(request) == {}


def test_running_jobs_stand_in_the_bar_of_every_page(cast: Any, declared: Any) -> None:
    before = count(web(cast.ann), "/settings/password/")
    jobs.start(kind="test.work", by=cast.ann)
    page = web(cast.ann).get("/jobs/").content.decode()
    assert '<span class="badge">1</span>' in page
    assert count(web(cast.ann), "/settings/password/") == before


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.jobs import engine

    monkeypatch.setattr(engine, "_kinds", dict(engine._kinds))
    engine.kind("test.work", label="Work", view_right="scans.view", cancel_right="scans.manage")(
        lambda run: None
    )


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_need_neither_database_nor_session(
    status: int, rf: RequestFactory, django_assert_num_queries: Any, db: None
) -> None:
    handlers = {400: views.bad_request, 403: views.forbidden, 404: views.not_found}
    handler = handlers.get(status, lambda request, error: views.server_error(request))
    with django_assert_num_queries(0):
        answer = handler(rf.get("/x/"), Http404())
    assert answer.status_code == status
    assert b"data-problem" in answer.content


@pytest.mark.parametrize("status", [404, 500])
def test_below_api_errors_are_problems(status: int, rf: RequestFactory) -> None:
    request = rf.get("/api/v1/nothing")
    answer = views.server_error(request) if status == 500 else views.not_found(request, Http404())
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_an_unknown_address_is_a_page_that_says_so(cast: Any) -> None:
    answer = web(cast.vera).get("/nothing/here/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert "<title>Not found · Guildhall</title>" in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_words(cast: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.ann)
    answer = client.post("/sign-out/")
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_a_fragment_for_who_was_signed_out_opens_the_sign_in_page(db: None) -> None:
    headers = htmx(**{"HX-Current-URL": "http://testserver/jobs/?state=failed"})
    answer = Client().get("/jobs/", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fjobs%2F%3Fstate%3Dfailed"


def test_the_component_manual_is_for_builders_only(cast: Any, settings: Any) -> None:
    settings.DEBUG = True
    assert web(cast.vera).get("/ui/").status_code == 200


def test_single_keys_can_be_switched_off_for_a_person(cast: Any) -> None:
    assert 'data-keys="off"' not in web(cast.vera).get("/").content.decode()
    access.change_person(user=cast.vera, by=cast.vera, single_keys=False)
    assert 'data-keys="off"' in web(cast.vera).get("/").content.decode()


def test_all_templates_of_errors_render_without_a_context() -> None:
    for status in (400, 403, 404, 409, 412, 429, 500, 503):
        assert "<h1>" in render_to_string(f"errors/{status}.html")


class Things:
    label = "Things"

    def find(self, user: Any, text: str, limit: int) -> list[Found]:
        return [Found(f"{text} one", "/thing/1/", "table", "shop.main")][:limit]


def found(user: Any, text: str) -> dict[str, list[str]]:
    groups = queries.palette(user, text)
    return {str(g["label"]): [str(item.label) for item in g["items"]] for g in groups}


def test_the_palette_offers_pages_actions_and_things(cast: Any, offers: Any) -> None:
    offers.register_search(Things())
    assert found(cast.ann, "acc")["Pages"] == ["Access"]
    assert found(cast.ann, "password")["Actions"] == ["Change my password"]
    assert found(cast.ann, "order")["Things"] == ["order one"]
    assert "Things" not in found(cast.ann, "")  # an empty field searches nothing


def test_the_palette_keeps_back_what_one_may_not(cast: Any, offers: Any) -> None:
    offers.offer_actions(ActionEntry("Purge it all", "core:inbox", "x", "history.purge"))
    assert "Purge it all" in found(cast.ann, "purge")["Actions"]
    assert found(cast.vera, "purge") == {}
    assert found(cast.vera, "access") == {}
    assert found(cast.vera, "ann") == {}  # people are for who may look at access
    assert found(cast.ann, "vera")["People"] == ["Vera"]


def test_the_palette_finds_a_job_by_its_receipt(cast: Any, declared: Any, fresh: Any) -> None:
    job = jobs.start(kind="test.work", by=cast.ann)
    assert found(cast.ann, job.receipt)["Jobs"] == [job.receipt]
    assert found(cast.ann, str(job.number))["Jobs"] == [job.receipt]
    assert found(fresh(cast.nobody), job.receipt) == {}


def test_the_palette_begins_with_what_was_looked_at_last(cast: Any) -> None:
    client = web(cast.ann)
    client.get(f"/access/people/{cast.vera.pk}/")
    client.get(f"/access/people/{cast.andy.pk}/")
    assert found(cast.ann, "")["Recent"] == ["Andy", "Vera"]
    client.get(f"/access/people/{cast.vera.pk}/")
    assert found(cast.ann, "")["Recent"] == ["Vera", "Andy"]
    assert "Recent" not in found(cast.vera, "")


def test_a_cache_that_is_down_costs_only_what_was_recent(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    monkeypatch.setattr(recent.cache, "get", down)
    monkeypatch.setattr(recent.cache, "set", down)
    assert web(cast.ann).get(f"/access/people/{cast.vera.pk}/").status_code == 200
    assert "Recent" not in found(cast.ann, "")


def test_the_palette_answers_hostile_text(cast: Any) -> None:
    for text in ("\x00", "%", "'; --", "<script>", "x" * 5000, "J-" + "9" * 40, "²"):
        answer = web(cast.ann).get("/palette/", {"q": text})
        assert answer.status_code == 200
        assert b"<script>" not in answer.content


def test_custom_roles_open_pages_at_once(cast: Any, fresh: Any) -> None:
    role = access.make_role(slug="planner", name="Planner", rights=["schedules.view"], by=cast.ann)
    assert "Schedules" not in labels(fresh(cast.nobody))
    access.bind(user=cast.nobody, role=Role.objects.get(pk=role.pk), by=cast.ann)
    assert "Schedules" in labels(fresh(cast.nobody))
