"""Nobody real can be reached at an invented address."""

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from governance.sample.engine import contacts, names

seeds = st.integers(min_value=0, max_value=2**32).map(Random)

# What the regulators reserve, written with the country code and without blanks.
RESERVED = re.compile(
    r"\+(447700900\d{3}|442079460\d{3}|441(13|61)4960\d{3}"
    r"|3532091\d{5}"
    r"|493023125\d{3}|494066969\d{3}|492214710\d{3}|4917139200\d{2}"
    r"|3363998\d{4}|3319900\d{4}|3346571\d{4}"
    r"|46701740(60[5-9]|6[1-9]\d)|463139006[0-4]\d|464062804[0-4]\d"
    r"|1(503|802)55501\d\d)"
)
CODES = {"GB": "44", "IE": "353", "DE": "49", "FR": "33", "SE": "46", "US": "1"}


def international(number: str, country: str) -> str:
    plain = re.sub(r"[ ()-]", "", number)
    return plain if plain.startswith("+") else f"+{CODES[country]}{plain.removeprefix('0')}"


@given(seeds, st.sampled_from(sorted(CODES)))
def test_phones_lie_in_ranges_kept_for_fiction(random: Random, country: str) -> None:
    assert RESERVED.fullmatch(international(contacts.phone(random, country), country))


@given(seeds, st.sampled_from(sorted(names.FAMILIES_OF)))
def test_mail_goes_to_reserved_domains(random: Random, country: str) -> None:
    given_name = random.choice(names.WOMEN_OF[country])
    family = random.choice(names.FAMILIES_OF[country])
    address = contacts.email(random, given_name, family, 7)
    assert re.fullmatch(r"[a-z0-9._-]+@example\.(com|org|net)", address)


def test_names_with_a_particle_stay_whole() -> None:
    assert "Ní Bhriain" in names.FAMILIES_OF["IE"]
    assert "Le Goff" in names.FAMILIES_OF["FR"]


def test_letters_are_folded_as_their_owners_would() -> None:
    assert contacts.folded("Vößing") == "voessing"
    assert contacts.folded("Ní Bhriain") == "nibhriain"
    assert contacts.folded("Éloïse") == "eloise"


@given(seeds)
def test_addresses_of_machines_are_documentation_networks(random: Random) -> None:
    address = contacts.ip_address(random)
    assert address.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))
