"""When somebody was born, and how old that makes them."""

import re
from collections.abc import Sequence

from governance.detector import Detector, Kind, Level, folded
from governance.detector.digits import is_day

TIME = (
    r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?[AaPp][Mm])?"
    r"(?: ?Z|[-+ ][0-9:]{2,6})?)?"
)
ISO = re.compile(rf"([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}}){TIME}")
LATE = re.compile(rf"([0-9]{{1,2}})[-/. ]([0-9]{{1,2}})[-/. ]((?:1[89]|20)?[0-9]{{2}}){TIME}")
PACKED = re.compile(r"(1[89][0-9]{2}|20[0-4][0-9])(0[1-9]|1[0-2])([0-3][0-9])")
NAMED = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th)?[-/. ]+([a-z]{{3,10}})"
    rf"\.?,?[-/. ]+([0-9]{{2,4}}){TIME.lower()}",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"([a-z]{{3,10}})\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?,? ([0-9]{{4}}){TIME.lower()}",
    re.IGNORECASE,
)
MONTHS = frozenset(
    """
        jan feb mar apr may jun jul aug sep oct nov dec ene abr ago dic gen mag giu lug set
        ott fev avr mai juil aou juin mae okt dez des maj
    """.split()
)
YEAR = re.compile(r"1[89][0-9]{2}|20[0-2][0-9]")
OLD = re.compile(
    r"(?:age |aged )?(?:[<>]|under |over )?(1[01][0-9]|[1-9]?[0-9])(?:\.[0-9]{1,2})?"
    r"(?: ?(?:-|–|to|and) ?(?:1[01][0-9]|[1-9]?[0-9])|\+"
    r"| ?(?:and|or|&) (?:over|older|above|up|under))?"
    r"(?: ?(?:years?|yrs?|y/?o|anos|jahre|ans|anni)(?: old)?)?",
    re.IGNORECASE,
)


def year_of(value: str) -> int | None:
    """The year of a day, however it is written; None for what is no day."""
    if not 6 <= len(value) <= 40 or not any(c.isdigit() for c in value):
        return None
    if found := ISO.fullmatch(value) or PACKED.fullmatch(value):
        year, month, day = (int(part) for part in found.groups())
        return year if is_day(year, month, day) else None
    if found := LATE.fullmatch(value):
        one, two, year = (int(part) for part in found.groups())
        year = year if year > 99 else year + (1900 if year > 26 else 2000)
        return year if is_day(year, one, two) or is_day(year, two, one) else None
    return _named(folded(value))


def _named(value: str) -> int | None:
    found, at = NAMED.fullmatch(value), 2
    if not found:
        found, at = MONTH_FIRST.fullmatch(value), 1
    if not found or not (found[at][:3] in MONTHS or found[at][:4] in MONTHS):
        return None
    year = int(found[3])
    return year if year > 99 else year + (1900 if year > 26 else 2000)


def born(value: str) -> float:
    """A day on which people that are written about may have been born; a mere year is less."""
    year = year_of(value)
    if year is not None:
        return 1.0 if 1850 <= year <= 2035 else 0.0
    return 0.3 if YEAR.fullmatch(value) else 0.0


def like_lives(values: Sequence[str]) -> float:
    """Births lie decades apart and end before adults do; what firms write down is of late."""
    years = sorted(year for value in values if (year := year_of(value)))
    if len(years) < 10:
        return 0.0
    early, middle, late = (years[len(years) * part // 20] for part in (1, 10, 18))
    if late - early >= 25 and 1930 <= middle <= 2005 and late <= 2014 and _clockless(values):
        return 1.6
    return -1.6 if early >= 2005 and late - early <= 15 else 0.0


def _clockless(values: Sequence[str]) -> bool:
    """Nobody writes down the minute of a birth."""
    clocks = sum(
        ":" in value and not re.search(r"\b(?:00|12):00(?!:?\d?[1-9])", value) for value in values
    )
    return clocks < 0.1 * len(values)


def age(value: str) -> float:
    return 1.0 if len(value) <= 24 and OLD.fullmatch(value) else 0.0


def like_ages(values: Sequence[str]) -> float:
    """Whole numbers that reach beyond childhood, or ranges of them."""
    plain = [int(value) for value in values if value.isdecimal() and len(value) <= 3]
    if len(plain) < 0.8 * len(values):
        return 0.5
    over = sum(number > 105 for number in plain)
    return -4.0 if over > 0.1 * len(plain) else 0.5


class Births(Detector):
    slug = "births"
    label = "Birth and age"
    version = 1
    kinds = (
        Kind(
            "date_of_birth",
            "Date of birth",
            Level.PERSONAL,
            names=("dob", "date birth", "birth date", "birthdate", "birthday", "birth day", "born",
                   "geburtsdatum", "geburtstag", "fecha nacimiento", "date naissance", "birth dt",
                   "data nascita", "data nascimento", "geboortedatum", "fodselsdatum", "naissance",
                   "data urodzenia", "nacimiento", "fodselsdag", "fodelsedatum", "geb datum",
                   "year birth", "birth year", "yob", "geburtsjahr", "born on", "d o b", "bday"),
            never=("record", "place", "weight", "rate", "certificate", "country", "city", "state",
                   "day name"),
            test=born,
            whole=like_lives,
            proof=1.2,
            share=0.5,
            takes=("text", "number", "time"),
        ),
        Kind(
            "age",
            "Age",
            Level.PERSONAL,
            names=("age", "patient age", "age group", "age range", "edad", "leeftijd", "idade",
                   "age year", "alter", "eta", "altersgruppe", "age bracket", "age band",
                   "age cat"),
            never=("building", "tree", "pipe", "asset", "vehicle", "house", "account", "roof",
                   "average", "avg", "median", "file", "cache", "day", "case", "bed", "structure",
                   "property", "complaint", "request", "limit", "min", "max", "minimum", "maximum"),
            test=age,
            whole=like_ages,
            proof=1.0,
            share=0.5,
            least=2,
        ),
    )  # fmt: skip
