"""Numbers that look real, pass their checks and belong to nobody.

Cards start with prefixes published for testing, accounts lie at banks that do not exist, and
national numbers use the ranges that authorities keep for tests where there is one.
"""

from datetime import date
from random import Random

from . import checkdigits

CARD_PREFIXES = ("424242", "400000", "411111", "555555", "510510", "222300")
NINO_LETTERS = "ABCEGHJKLMNPRSTWXYZ"
NATIONAL_KINDS = {
    "GB": "gb_nino",
    "IE": "ie_pps",
    "DE": "de_steuer_id",
    "FR": "fr_nir",
    "SE": "se_personnummer",
}


def digits(random: Random, count: int) -> str:
    return f"{random.randrange(10**count):0{count}d}"


def card_number(random: Random) -> str:
    body = random.choice(CARD_PREFIXES) + digits(random, 9)
    return body + checkdigits.luhn(body)


def bar_code(random: Random) -> str:
    body = "29" + digits(random, 10)  # 20-29 is the range shops use inside their own walls
    return body + checkdigits.ean(body)


def iban(random: Random, country: str) -> str:
    """An account in `country`; shoppers from outside the IBAN area pay from an Irish one."""
    country = country if country in ACCOUNTS else "IE"
    account = ACCOUNTS[country](random)
    return country + checkdigits.iban(country, account) + account


def national_id(random: Random, country: str, born: date, female: bool) -> str:
    if country == "GB":
        return _nino(random)
    if country == "IE":
        body = digits(random, 7)
        return body + checkdigits.pps(body)
    if country == "DE":
        return _steuer_id(random)
    if country == "FR":
        return _nir(random, born, female)
    return _personnummer(random, born, female)


def _nino(random: Random) -> str:
    prefix = random.choice(NINO_LETTERS) + random.choice(NINO_LETTERS)
    if prefix in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}:
        return _nino(random)
    return prefix + digits(random, 6) + random.choice("ABCD")


def _steuer_id(random: Random) -> str:
    """Ten digits of which exactly one occurs twice, the first not a zero, and the check digit."""
    body = random.sample("0123456789", 9)
    body.insert(random.randrange(1, 10), random.choice(body))
    number = "".join(body)
    if number[0] == "0":
        return _steuer_id(random)
    return number + checkdigits.steuer_id(number)


def _nir(random: Random, born: date, female: bool) -> str:
    """Department 99 means born abroad, so that no French commune is named."""
    place = f"99{random.randrange(101, 400)}"
    body = f"{2 if female else 1}{born:%y%m}{place}{random.randrange(1, 1000):03d}"
    return body + checkdigits.nir(body)


def _personnummer(random: Random, born: date, female: bool) -> str:
    """Serials 980-999 are the ones the Swedish tax agency keeps for tests; women have even ones."""
    serial = random.randrange(980, 1000, 2) + (0 if female else 1)
    return f"{born:%Y%m%d}-{serial}" + checkdigits.luhn(f"{born:%y%m%d}{serial}")


def _british(random: Random) -> str:
    return "LKVY000" + digits(random, 11)  # the four letters of an invented bank, sort code 00


def _irish(random: Random) -> str:
    return "LKVY990" + digits(random, 11)


def _german(random: Random) -> str:
    return "00000" + digits(random, 13)  # bank codes never start with a zero


def _french(random: Random) -> str:
    bank, branch, account = "99999", digits(random, 5), digits(random, 11)
    return bank + branch + account + checkdigits.rib(bank, branch, account)


def _swedish(random: Random) -> str:
    return "000" + digits(random, 17)


ACCOUNTS = {"GB": _british, "IE": _irish, "DE": _german, "FR": _french, "SE": _swedish}
