from typing import Any

from core.access import actions as access
from core.cause import Cause, because
from core.events.models import Event
from tests.core.web import LARGEST, grows, web


def test_it_is_told_what_happened_and_why(cast: Any) -> None:
    with because(Cause("request", "r-1", "Agreed in the review")):
        sales = access.make_domain(name="Sales <b>", by=cast.ann)
    page = web(cast.ann).get("/activity/").content.decode()
    assert "Ann created the domain Sales &lt;b&gt;" in page
    assert "Agreed in the review" in page
    about = web(cast.ann).get("/activity/", {"about": str(sales.pk)})
    assert [entry["event"].name for entry in about.context["entries"]] == ["core.domain.created"]
    assert web(cast.ann).get("/activity/?about=nonsense").status_code == 200


def test_who_may_not_hear_of_it_does_not(cast: Any) -> None:
    access.change_person(user=cast.nobody, by=cast.nobody, name="Somebody")
    page = web(cast.nobody).get("/activity/")
    assert {entry["event"].by_id for entry in page.context["entries"]} == {cast.nobody.pk}
    Event.objects.all().delete()
    assert "Nothing has happened yet" in web(cast.nobody).get("/activity/").content.decode()


def test_a_long_list_stays_small(cast: Any) -> None:
    Event.objects.all().delete()

    def add(number: int) -> None:
        for _ in range(number):
            name = f"Domain number {Event.objects.count()}"
            access.make_domain(name=name, by=cast.ann)

    few, many, size = grows(web(cast.ann), "/activity/", add)
    assert many == few + 1  # a longer list is also counted
    assert size < LARGEST
