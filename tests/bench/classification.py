"""Sensitive data: columns of our own making, judged with values and by names alone.

`BENCH_COLUMNS` columns (2,000): half of them sensitive, with names as portals and databases write
them and 200 values of which a tenth is dirt, half of them something else. The words in them are
not those of the detectors' lists alone, but they come from one author: real data is harder.
"""

import os
import random
import time
from collections.abc import Callable

from core.plugins import Shelf
from governance.classification.engine import Judge
from governance.detector import Column, Detector
from tests.bench import report

COLUMNS = int(os.environ.get("BENCH_COLUMNS", "2000"))
ROWS = 200
DIRT = ("", None, "n/a", "see file", "unknown")
STREETS = ("Elm", "Harbour View", "Station", "Old Mill", "Cherry Tree", "Second", "Birchwood")
KIN = ("Okonkwo", "Smith", "Garcia", "Petrossian", "Lindqvist", "Haugland", "Kowalska", "Tran")
FIRST = ("Anna", "John", "Maria", "Oluchi", "Peter", "Siobhan", "Luis", "Wiebke", "Thomas")
WORDS = ("pump", "valve", "north", "filter", "blue", "order", "late", "unit", "check", "green")

Maker = Callable[[random.Random], str]


def _digits(r: random.Random, count: int) -> str:
    return "".join(r.choices("0123456789", k=count))


def _day(r: random.Random, first: int, last: int) -> str:
    return f"{r.randint(1, 12):02d}/{r.randint(1, 28):02d}/{r.randint(first, last)}"


# kind (None: nothing sensitive), names, and what makes a value
KINDS: tuple[tuple[str | None, tuple[str, ...], Maker], ...] = (
    ("email", ("E-Mail", "contact_email", "c_9"),
     lambda r: f"{r.choice(FIRST)}.{r.choice(KIN)}{r.randint(1, 99)}@example.org".lower()),
    ("phone", ("Phone Number", "TEL", "owner_phone"),
     lambda r: f"{r.randint(201, 689)}{r.randint(200, 999)}{_digits(r, 4)}"),
    ("phone", ("Telefon", "c_3"), lambda r: f"+49 {r.randint(30, 89)} {_digits(r, 7)}"),
    ("person_name", ("EMPLOYEE NAME", "Officer", "c_1"),
     lambda r: f"{r.choice(KIN).upper()}, {r.choice(FIRST).upper()} {r.choice('ABCDE')}"),
    ("first_name", ("First Name", "GivenName"), lambda r: r.choice(FIRST)),
    ("last_name", ("LAST_NAME", "Surname"), lambda r: r.choice(KIN)),
    ("street_address", ("Mailing Address", "c_7"),
     lambda r: f"{r.randint(1, 9999)} {r.choice('NSEW')} {r.choice(STREETS)} Ave"),
    ("postal_code", ("Zip Code", "ZIP"), lambda r: _digits(r, 5)),
    ("date_of_birth", ("Date of Birth", "DOB", "fecha_nacimiento"), lambda r: _day(r, 1938, 2004)),
    ("age", ("Victim Age", "AGE"), lambda r: str(r.randint(1, 96))),
    ("ethnicity", ("Race", "PERP_RACE"),
     lambda r: r.choice(("BLACK", "WHITE", "WHITE HISPANIC", "ASIAN / PACIFIC ISLANDER"))),
    ("gender", ("SEX", "Gender"), lambda r: r.choice("MFU")),
    ("geo_point", ("Location 1", "the_geom"),
     lambda r: f"POINT (-87.{_digits(r, 6)} 41.{_digits(r, 6)})"),
    ("latitude", ("Latitude", "lat"), lambda r: f"41.{_digits(r, 8)}"),
    ("salary", ("Annual Salary", "BASE_PAY"),
     lambda r: f"${r.randint(20, 250)},{_digits(r, 3)}.00"),
    ("us_ssn", ("ssn", "c_5"),
     lambda r: f"{r.randint(1, 665):03d}-{r.randint(1, 99):02d}-1{_digits(r, 3)}"),
    (None, ("Park Name", "c_2", "label"), lambda r: " ".join(r.sample(WORDS, 2)).title()),
    (None, ("Business Name", "c_4"),
     lambda r: f"{r.choice(KIN)} {r.choice(('LLC', 'Inc', 'Group'))}"),
    (None, ("Opened", "permit_date"), lambda r: _day(r, 2012, 2026)),
    (None, ("email_verified", "has_phone"), lambda r: r.choice(("true", "false"))),
    (None, ("Case Number", "c_6"), lambda r: f"JC{_digits(r, 6)}"),
    (None, ("epoch", "ts"), lambda r: str(r.randint(1_500_000_000, 1_790_000_000))),
    (None, ("permit_no", "c_8"), lambda r: _digits(r, 9)),
    (None, ("amount", "c_10"), lambda r: f"{r.uniform(0, 9000):.2f}"),
    (None, ("remarks", "Notes"), lambda r: " ".join(r.choices(WORDS, k=9))),
    (None, ("X Coordinate", "c_11"), lambda r: f"{r.randint(1_100_000, 1_200_000)}"),
    (None, ("firmware", "c_12"),
     lambda r: f"{r.randint(1, 9)}.{r.randint(0, 20)}.{r.randint(0, 9)}.1"),
    (None, ("Race", "contest"), lambda r: r.choice(("Mayor", "Sheriff", "City Clerk", "Judge"))),
    (None, ("building_age", "c_13"), lambda r: str(r.randint(1, 400))),
    (None, ("Status", "email_status"), lambda r: r.choice(("OPEN", "CLOSED", "PENDING"))),
    (None, ("URL", "email_template_url"), lambda r: f"https://example.org/{r.choice(WORDS)}"),
    (None, ("Ward", "Precinct"), lambda r: str(r.randint(1, 50))),
)  # fmt: skip


def columns(count: int, seed: int = 1) -> list[tuple[Column, str | None]]:
    """So many columns, each with what it is."""
    r = random.Random(seed)
    made = []
    for number in range(count):
        kind, names, maker = KINDS[number % len(KINDS)]
        values = tuple(maker(r) if r.random() > 0.1 else r.choice(DIRT) for _ in range(ROWS))
        made.append((Column(r.choice(names), values=values), kind))
    return made


def measure() -> None:
    report.title(f"Sensitive data, {COLUMNS:,} columns of {ROWS} values")
    judge = Judge(Shelf("governance.detectors", Detector).all().values())
    made = columns(COLUMNS)
    _judged("with values", judge, made)
    _judged("by names alone", judge, [(Column(column.name), kind) for column, kind in made])


def _judged(label: str, judge: Judge, made: list[tuple[Column, str | None]]) -> None:
    started = time.process_time()
    verdicts = [judge.judged(column) for column, _ in made]
    report.rate(label, len(made), time.process_time() - started)
    found = [
        (kind, verdict.kind if verdict else None)
        for (_, kind), verdict in zip(made, verdicts, strict=True)
    ]
    right = sum(kind is not None and kind == one for kind, one in found)
    said = sum(one is not None for _, one in found)
    there = sum(kind is not None for kind, _ in found)
    wrongly = sum(kind is None and one is not None for kind, one in found)
    print(f"{'  precision':<34} {right / (said or 1):>9.3f}")
    print(f"{'  recall':<34} {right / there:>9.3f}")
    print(f"{'  false positives':<34} {wrongly / (len(found) - there):>9.3f}")
