"""What sources may say has words for people, down to the reasons."""

import pytest

from core.portal import sentence, sentences
from governance.connector import REASONS, TROUBLE_PARAMS, VERDICTS


def test_every_trouble_and_verdict_has_a_sentence():
    assert set(sentences()) >= VERDICTS


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_has_words(reason):
    codes = {code for code in ("bad_option", "bad_url") if f"{code}.{reason}" in sentences()}
    assert codes
    for code in codes:
        words = sentence(f"{code}.{reason}", {})
        assert words in sentence(code, {"option": "ca", "reason": reason})


def test_a_reason_in_the_sources_own_words_stays_as_it_is():
    assert TROUBLE_PARAMS["tls_failed"] == ("reason",)
    assert sentence("tls_failed", {"reason": "required"}).endswith("required")
