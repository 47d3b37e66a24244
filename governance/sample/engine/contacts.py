"""Ways to reach nobody: reserved mail domains, numbers kept for fiction, test networks."""

import unicodedata
from random import Random

from .identifiers import digits

MAIL_DOMAINS = ("example.com", "example.org", "example.net")
STAFF_DOMAIN = "larkmere-vey.example.com"
UNFOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "'": "", " ": ""})

# Ranges that regulators keep for films and books, and how many digits follow.
FICTION = {
    "GB": (("+44 7700 900", 3), ("020 7946 0", 3), ("0113 496 0", 3), ("0161 496 0", 3)),
    "IE": (("+353 20 91", 5), ("020 91", 5)),
    "DE": (("+49 30 23125 ", 3), ("040 66969 ", 3), ("0221 4710 ", 3), ("+49 171 39200 ", 2)),
    "FR": (("+33 6 39 98 ", 4), ("01 99 00 ", 4), ("04 65 71 ", 4)),
    "SE": (("+46 70 174 06 ", 2), ("031-39006", 2), ("040-62804", 2)),
    "US": (("+1 503-555-01", 2), ("(802) 555-01", 2)),
}
SWEDISH_LIMIT = {"+46 70 174 06 ": (5, 99), "031-39006": (0, 49), "040-62804": (0, 49)}
# Documentation networks of RFC 5737 and RFC 3849.
NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")
BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/17.5 Safari/605.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
)


def folded(name: str) -> str:
    """A name as it is written in a mail address."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(UNFOLDED))
    return "".join(c for c in plain if c.isascii() and (c.isalnum() or c == "-"))


def email(random: Random, given: str, family: str, number: int) -> str:
    """A private address; `number` keeps two people of one name apart."""
    local = random.choice(("{g}.{f}{n}", "{g}{n}.{f}", "{f}.{g}{n}", "{g}_{f}{n}"))
    written = local.format(g=folded(given), f=folded(family), n=number)
    return f"{written}@{random.choice(MAIL_DOMAINS)}"


def phone(random: Random, country: str) -> str:
    start, free = random.choice(FICTION[country])
    low, high = SWEDISH_LIMIT.get(start, (0, 10**free - 1))
    return f"{start}{random.randint(low, high):0{free}d}"


def ip_address(random: Random) -> str:
    if random.random() < 0.15:
        return f"2001:db8:{random.randrange(1, 65536):x}::{random.randrange(1, 65536):x}"
    return f"{random.choice(NETWORKS)}{random.randrange(1, 255)}"


def tracking_number(random: Random) -> str:
    return f"LV{digits(random, 16)}"
