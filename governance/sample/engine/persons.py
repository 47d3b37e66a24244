"""People who never lived: a name, a birthday and a way to be reached, from one of six countries."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from . import contacts, names

SHOPPERS = {"GB": 46, "DE": 18, "FR": 14, "IE": 8, "SE": 6, "US": 8}
STAFF = {"GB": 52, "DE": 18, "FR": 16, "IE": 8, "SE": 6}


@dataclass(frozen=True, slots=True)
class Person:
    country: str
    female: bool
    given: str
    family: str
    born: date
    email: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def gender(self) -> str:
        return "f" if self.female else "m"


def country(random: Random, shares: dict[str, int]) -> str:
    return random.choices(list(shares), weights=list(shares.values()))[0]


def invent(random: Random, land: str, today: date, number: int, ages: tuple[int, int]) -> Person:
    """Somebody from `land`; `number` makes the mail address unique."""
    female = random.random() < 0.55
    given = random.choice((names.WOMEN_OF if female else names.MEN_OF)[land])
    family = random.choice(names.FAMILIES_OF[land])
    days = random.randrange(ages[0] * 366, ages[1] * 365)
    return Person(
        country=land,
        female=female,
        given=given,
        family=family,
        born=today - timedelta(days=days),
        email=contacts.email(random, given, family, number),
        phone=contacts.phone(random, land),
    )
