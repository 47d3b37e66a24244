from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.access import actions as access
from core.access.forms import PLACES
from core.access.models import EVERYTHING_ID, Binding, Role
from core.changes.models import Change
from core.people.models import User
from tests.core.web import LARGEST, grows, htmx, web


def role(slug: str) -> Role:
    return Role.objects.get(slug=slug)


@pytest.fixture
def sales(cast: Any) -> Any:
    return access.make_domain(name="Sales", by=cast.ann)


@pytest.fixture
def chief(cast: Any, sales: Any) -> User:
    """Nobody, but with everything that an admin may inside of one domain."""
    access.bind(user=cast.nobody, role=role("admin"), container=sales, by=cast.ann)
    return User.objects.get(pk=cast.nobody.pk)


def test_people_are_listed_with_their_roles(cast: Any, sales: Any) -> None:
    access.bind(user=cast.nobody, role=role("viewer"), container=sales, by=cast.ann)
    page = web(cast.ann).get("/access/").content.decode()
    assert "Data Steward" in page
    assert "on Sales" in page
    found = web(cast.ann).get("/access/", {"q": "VER"}, headers=htmx())
    assert found.headers["Vary"].count("HX-Request") == 1
    assert "Vera" in found.content.decode()
    assert "Andy" not in found.content.decode()
    assert "<html" not in found.content.decode()


def add_people(cast: Any) -> Any:
    def add(number: int) -> None:
        for _ in range(number):
            n = User.objects.count()
            one = access.add_person(username=f"p{n:04}", name="A person with a name", by=cast.ann)
            for slug in ("viewer", "analyst", "steward"):
                access.bind(user=one, role=role(slug), by=cast.ann)

    return add


@pytest.mark.parametrize("url", ["/access/", "/access/roles/"])
def test_long_lists_stay_small(cast: Any, url: str) -> None:
    few, many, size = grows(web(cast.ann), url, add_people(cast))
    assert many == few + 1  # a longer list is also counted
    assert size < LARGEST


def test_pages_of_a_list_lead_to_each_other(cast: Any) -> None:
    add_people(cast)(60)
    client, url, seen = web(cast.ann), "/access/", []
    while url:
        page = client.get(url).context["page"]
        seen += [one.username for one in page.items]
        url = page.next_url
    assert seen == sorted(User.objects.values_list("username", flat=True))


def test_a_cursor_of_another_list_is_refused_in_words(cast: Any) -> None:
    answer = web(cast.ann).get("/access/?cursor=nonsense")
    assert answer.status_code == 400
    assert "cursor" in answer.content.decode()


def test_who_administers_a_part_sees_the_roles_given_there(cast: Any, chief: User) -> None:
    client = web(chief)
    assert client.get("/access/").headers["Location"] == "/access/roles/"
    page = client.get("/access/roles/").context["page"]
    assert [one.user for one in page.items] == [chief]
    assert client.get(f"/access/people/{cast.vera.pk}/").status_code == 403


def give(client: Client, **fields: Any) -> Any:
    usual = {"container": str(EVERYTHING_ID), "until": ""}
    return client.post("/access/give/", {**usual, **fields})


def test_a_role_is_given_until_the_end_of_a_day(cast: Any, sales: Any) -> None:
    access.change_person(user=cast.ann, by=cast.ann, time_zone="Asia/Tokyo")
    day = (timezone.now() + timedelta(days=5)).date()
    answer = give(
        web(cast.ann), user="NOBODY", role=role("viewer").pk, container=sales.pk, until=str(day)
    )
    assert answer.headers["Location"] == f"/access/people/{cast.nobody.pk}/"
    binding = Binding.objects.get(user=cast.nobody)
    assert (binding.container, binding.role.slug) == (sales, "viewer")
    assert binding.until.isoformat() == f"{day}T15:00:00+00:00"  # midnight in Tokyo


def test_what_is_wrong_with_a_gift_is_said(cast: Any, chief: User, sales: Any) -> None:
    yesterday = (timezone.now() - timedelta(days=2)).date()
    viewer = role("viewer").pk
    said = give(web(cast.ann), user="nobody-at-all", role=viewer).content.decode()
    assert "Nobody has this user name" in said
    said = give(web(cast.ann), user="vera", role=viewer, until=yesterday).content.decode()
    assert "This date has passed." in said
    said = give(web(chief), user="vera", role=viewer).content.decode()
    assert "Select a valid choice" in said  # everything is not theirs to give


def test_nobody_gives_what_they_do_not_hold(cast: Any, sales: Any) -> None:
    rights = ["access.view", "access.manage"]
    keeper = access.make_role(slug="keeper", name="Keeper", rights=rights, by=cast.ann)
    access.bind(user=cast.nobody, role=keeper, container=sales, by=cast.ann)
    answer = give(web(cast.nobody), user="vera", role=role("steward").pk, container=sales.pk)
    assert answer.status_code == 422
    assert "You need the right" in answer.content.decode()
    assert Binding.objects.filter(user=cast.vera).count() == 1


def test_places_beyond_the_first_are_found_by_typing(cast: Any) -> None:
    for number in range(PLACES + 5):
        access.make_domain(name=f"Domain {number:03}", by=cast.ann)
    client = web(cast.ann)
    page = client.get("/access/give/").content.decode()
    assert 'name="where"' in page
    assert f"Domain {PLACES + 4}" not in page
    narrowed = client.get("/access/give/", {"where": f"n {PLACES + 4}"}).content.decode()
    assert f"Domain {PLACES + 4}" in narrowed
    assert "Domain 001" not in narrowed


def test_a_role_is_taken_back(cast: Any) -> None:
    binding = cast.vera.bindings.get()
    client = web(cast.ann)
    answer = client.post(f"/access/roles/{binding.pk}/take/", follow=True)
    assert "The role was taken back." in answer.content.decode()
    assert not cast.vera.bindings.exists()
    assert client.post(f"/access/roles/{binding.pk}/take/").status_code == 404


def test_the_last_administrator_stays(cast: Any) -> None:
    answer = web(cast.ann).post(f"/access/roles/{cast.ann.bindings.get().pk}/take/", follow=True)
    assert "last administrator" in answer.content.decode()
    assert cast.ann.bindings.exists()


@pytest.mark.parametrize("name", ["stef", "andy", "vera", "nobody"])
def test_strangers_take_nothing(cast: Any, name: str) -> None:
    client = web(getattr(cast, name))
    assert client.post(f"/access/roles/{cast.ann.bindings.get().pk}/take/").status_code == 404
    assert client.post(f"/access/people/{cast.ann.pk}/deactivate/").status_code == 404
    assert give(client, user=name, role=role("admin").pk).status_code == 403
    assert client.post("/access/people/new/", {"username": "x"}).status_code == 403


def test_a_person_is_added_and_can_sign_in(cast: Any) -> None:
    fields = {"username": "zoe", "name": "Zoë", "email": "zoe@example.org"}
    client = web(cast.ann)
    answer = client.post("/access/people/new/", {**fields, "password": "a-good-passphrase"})
    zoe = User.objects.get(username="zoe")
    assert answer.headers["Location"] == f"/access/people/{zoe.pk}/"
    assert "No role yet" in client.get(answer.headers["Location"]).content.decode()
    given = {"username": "zoe", "password": "a-good-passphrase"}
    assert Client().post("/sign-in/", given).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"username": "VERA"}, "is taken"),
        ({"password": "short"}, "too short"),
        ({"email": "nonsense"}, "valid email"),
        ({"username": ""}, "required"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said(cast: Any, wrong: Any, says: str) -> None:
    fields = {"username": "zoe", "password": "a-good-passphrase", **wrong}
    answer = web(cast.ann).post("/access/people/new/", fields)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "a-good-passphrase" not in answer.content.decode()
    assert not User.objects.filter(username="zoe").exists()


def test_an_account_is_shut_but_never_ones_own(cast: Any) -> None:
    client = web(cast.ann)
    answer = client.post(f"/access/people/{cast.vera.pk}/deactivate/", follow=True)
    assert "can no longer sign in" in answer.content.decode()
    assert not User.objects.get(pk=cast.vera.pk).is_active
    answer = client.post(f"/access/people/{cast.ann.pk}/deactivate/", follow=True)
    assert "You cannot deactivate your own account." in answer.content.decode()


PROFILE = {"name": "Vera V.", "email": "v@example.org", "time_zone": "Europe/Lisbon"}


def test_the_profile_is_ones_own_to_change(cast: Any) -> None:
    client = web(cast.vera)
    answer = client.post("/settings/profile/", {**PROFILE, "revision": 1}, follow=True)
    assert "Your profile is saved." in answer.content.decode()
    vera = User.objects.get(pk=cast.vera.pk)
    assert (vera.name, vera.email, vera.time_zone) == tuple(PROFILE.values())
    assert not vera.single_keys
    assert Change.objects.filter(object_id=vera.pk, by_id=vera.pk, verb="change").exists()


def test_a_profile_that_changed_meanwhile_is_not_overwritten(cast: Any) -> None:
    access.change_person(user=cast.vera, by=cast.ann, name="Vera the First")
    answer = web(cast.vera).post("/settings/profile/", {**PROFILE, "revision": 1})
    assert answer.status_code == 412
    assert User.objects.get(pk=cast.vera.pk).name == "Vera the First"


def test_what_is_wrong_with_a_profile_is_said(cast: Any) -> None:
    access.change_person(user=cast.andy, by=cast.andy, email="taken@example.org")
    for wrong, says in (
        ({"email": "TAKEN@example.org"}, "is taken"),
        ({"time_zone": "Mars/Olympus"}, "valid choice"),
    ):
        fields = {**PROFILE, **wrong, "revision": 1}
        answer = web(cast.vera).post("/settings/profile/", fields)
        assert answer.status_code == 422
        assert says in answer.content.decode()


def test_an_administrator_edits_others(cast: Any) -> None:
    url = f"/access/people/{cast.vera.pk}/edit/"
    assert web(cast.ann).post(url, {**PROFILE, "revision": 1}).status_code == 303
    assert User.objects.get(pk=cast.vera.pk).name == "Vera V."
    assert web(cast.stef).post(url, {**PROFILE, "revision": 2}).status_code == 403


def explained(asker: User, **asked: Any) -> str:
    answer = web(asker).get("/access/explain/", {"on": str(EVERYTHING_ID), **asked})
    return answer.content.decode()


def test_it_is_explained_why_somebody_may(cast: Any, sales: Any) -> None:
    said = explained(cast.ann, user="stef", right="sources.manage")
    assert "Yes: Stef holds “sources.manage” on Everything." in said
    assert "By the role Data Steward on Everything." in said
    said = explained(cast.ann, user="stef", right="sources.manage", on=str(sales.pk))
    assert "Yes: Stef" in said


def test_it_is_explained_why_somebody_may_not(cast: Any, sales: Any) -> None:
    binding = access.bind(
        user=cast.vera,
        role=role("steward"),
        container=sales,
        by=cast.ann,
        until=timezone.now() + timedelta(days=1),
    )
    Binding.objects.filter(pk=binding.pk).update(until=timezone.now() - timedelta(days=1))
    said = explained(cast.ann, user="vera", right="audit.manage", on=str(sales.pk))
    assert "No: Vera does not hold “audit.manage” on Sales · Domain." in said
    assert "These roles would give it: Admin, Security Officer." in said
    assert "These people can give a role there: Ann." in said
    access.rematerialise(container=sales, user=cast.vera)
    said = explained(cast.ann, user="vera", right="sources.manage", on=str(sales.pk))
    assert "gave it, and has ended" in said


def test_a_shut_account_is_given_as_the_reason(cast: Any) -> None:
    access.deactivate(user=cast.stef, by=cast.ann)
    assert "The account is shut." in explained(cast.ann, user="stef", right="sources.manage")


def test_everybody_may_ask_about_themselves_only(cast: Any) -> None:
    said = explained(cast.vera, user="ann", right="sources.manage")
    assert "No: Vera does not hold" in said  # the question about somebody else is not heard
    said = explained(cast.ann, user="no-such", right="sources.manage")
    assert "Nobody has this user name" in said


def test_who_administers_a_part_asks_about_that_part_only(
    cast: Any, chief: User, sales: Any
) -> None:
    assert "No: Vera" in explained(chief, user="vera", right="audit.manage", on=str(sales.pk))
    asked = {"user": "vera", "right": "audit.manage", "on": str(EVERYTHING_ID)}
    assert web(chief).get("/access/explain/", asked).status_code == 403
