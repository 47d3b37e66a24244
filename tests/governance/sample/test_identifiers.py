"""Check digits against published examples, then the invented numbers against the check digits."""

import re
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.sample.engine import checkdigits, identifiers

BORN = date(1981, 12, 28)
seeds = st.integers(min_value=0, max_value=2**32).map(Random)


def mod97(iban: str) -> int:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97


@pytest.mark.parametrize("card", ["4242424242424242", "5555555555554444", "378282246310005"])
def test_luhn_agrees_with_published_test_cards(card: str) -> None:
    assert checkdigits.luhn(card[:-1]) == card[-1]


@pytest.mark.parametrize(
    "iban",
    [
        "GB82WEST12345698765432",
        "IE29AIBK93115212345678",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "SE4550000000058398257466",
    ],
)
def test_iban_agrees_with_published_examples(iban: str) -> None:
    assert checkdigits.iban(iban[:2], iban[4:]) == iban[2:4]


@pytest.mark.parametrize(
    ("scheme", "body", "check"),
    [
        (checkdigits.ean, "400638133393", "1"),
        (checkdigits.steuer_id, "8609574271", "9"),
        (checkdigits.nir, "2951099126111", "93"),
        (checkdigits.pps, "1234567", "T"),
        (checkdigits.luhn, "811228987", "4"),
    ],
)
def test_national_schemes_agree_with_published_examples(scheme, body, check) -> None:
    assert scheme(body) == check


def test_rib_closes_a_published_french_account() -> None:
    assert checkdigits.rib("30006", "00001", "12345678901") == "89"


@given(seeds)
def test_cards_pass_luhn_and_start_like_test_cards(random: Random) -> None:
    card = identifiers.card_number(random)
    assert re.fullmatch(r"\d{16}", card)
    assert card[:6] in identifiers.CARD_PREFIXES
    assert checkdigits.luhn(card[:-1]) == card[-1]


@given(seeds, st.sampled_from(sorted(identifiers.ACCOUNTS)))
def test_accounts_leave_one(random: Random, country: str) -> None:
    lengths = {"GB": 22, "IE": 22, "DE": 22, "FR": 27, "SE": 24}
    iban = identifiers.iban(random, country)
    assert mod97(iban) == 1
    assert (iban[:2], len(iban)) == (country, lengths[country])


@given(seeds)
def test_tax_numbers_repeat_exactly_one_digit(random: Random) -> None:
    number = identifiers.national_id(random, "DE", BORN, female=True)
    assert sorted(map(number[:10].count, set(number[:10]))) == [1] * 8 + [2]
    assert number[0] != "0"
    assert checkdigits.steuer_id(number[:10]) == number[10]


@given(seeds, st.booleans())
def test_numbers_tell_birthday_and_sex_where_the_country_does(random: Random, female: bool) -> None:
    swede = identifiers.national_id(random, "SE", BORN, female)
    french = identifiers.national_id(random, "FR", BORN, female)
    assert re.fullmatch(r"19811228-9[89]\d\d", swede)
    assert int(swede[-2]) % 2 == (0 if female else 1)
    assert french.startswith("28112" if female else "18112")
    assert checkdigits.nir(french[:13]) == french[13:]


@given(seeds)
def test_british_and_irish_numbers_have_their_shape(random: Random) -> None:
    assert re.fullmatch(
        r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]",
        identifiers.national_id(random, "GB", BORN, female=True),
    )
    irish = identifiers.national_id(random, "IE", BORN, female=True)
    assert checkdigits.pps(irish[:7]) == irish[7:]
