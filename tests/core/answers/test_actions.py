"""How long an answer is kept, and what belongs to whom."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core.answers import actions, rules
from core.answers.models import Answer

pytestmark = pytest.mark.django_db
SLOT = rules.slot("user:1", "/api/v1/roles", "k")
ANSWER = {"status": 201, "headers": {"Location": "/x"}, "body": b"{}"}


def keep(age=timedelta(0), asked=b"a"):
    actions.keep(slot=SLOT, fingerprint=asked, **ANSWER)
    Answer.objects.update(at=timezone.now() - age)


def claim(asked=b"a"):
    with transaction.atomic():
        return actions.claim(slot=SLOT, fingerprint=asked)


def test_an_answer_is_kept_for_a_day():
    keep(rules.KEPT - timedelta(minutes=1))
    assert bytes(claim().body) == b"{}"
    assert actions.forget() == 0


def test_after_a_day_the_key_is_free_even_for_something_else():
    keep(rules.KEPT + timedelta(minutes=1))
    assert claim(b"other") is None
    keep(asked=b"other")
    assert claim(b"other").status == 201


def test_what_is_promised_to_nobody_is_deleted():
    keep(rules.KEPT + timedelta(minutes=1))
    assert (actions.forget(), Answer.objects.count()) == (1, 0)


def test_another_question_is_refused():
    keep()
    with pytest.raises(rules.KeyReused):
        claim(b"other")
