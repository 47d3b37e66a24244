import pytest

from core.events import engine, rules


def test_unknown_names_are_refused():
    with pytest.raises(rules.UnknownEvent) as refused:
        rules.known("core.domain.exploded")
    assert refused.value.params == {"name": "core.domain.exploded"}


def test_announced_names_are_known():
    assert rules.known("core.domain.created").says


@pytest.mark.parametrize(
    ("patterns", "name", "wanted"),
    [
        (("core.domain.created",), "core.domain.created", True),
        (("core.*",), "core.domain.created", True),
        (("governance.*", "core.domain.*"), "core.domain.created", True),
        (("governance.*",), "core.domain.created", False),
        (("core.DOMAIN.*",), "core.domain.created", False),
        ((), "core.domain.created", False),
    ],
)
def test_patterns_decide_what_a_subscriber_hears(patterns, name, wanted):
    assert engine.Subscriber("s", patterns, print).wants(name) is wanted


def test_two_subscribers_cannot_share_a_name(subscribe):
    subscribe("twin", print)
    with pytest.raises(ValueError, match="twin"):
        subscribe("twin", repr)
