"""What is declared about the company is what is in its files: nothing less, nothing more."""

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from governance.sample.engine import TRUTH, checkdigits, files
from governance.sample.engine.company import DATABASES
from governance.sample.engine.plan import Plan
from governance.sample.engine.truth import facts

from .conftest import SMALL, TODAY
from .reading import catalogue, columns, lineage, personal, relations, values

NAMES = [database.key for database in DATABASES]
PROBE = {"today": TODAY.isoformat()}
MAIL = re.compile(r"[\w.-]+@[\w.-]+\.\w+")
PHONE = re.compile(r"\+\d\d? ?\d|\b0\d+[ -]\d|\(\d+\) \d")
ACCOUNT = re.compile(r"(GB|IE|DE|FR|SE)\d\d[A-Z\d]{18,23}")
DATED = re.compile(r"\d{4}-\d\d")
SIGNS = {
    "email": MAIL.fullmatch,
    "phone": re.compile(r"[+0(][\d ()-]{8,}").fullmatch,
    "date_of_birth": re.compile(r"\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4}").fullmatch,
    "card_number": lambda text: text.isdigit() and checkdigits.luhn(text[:-1]) == text[-1],
    "iban": lambda text: checkdigits.iban(text[:2], text[4:]) == text[2:4],
    "geo_point": re.compile(r"-?\d+\.\d+,-?\d+\.\d+").fullmatch,
    "ip_address": re.compile(r"[\d.]{8,}|[\da-f:]{9,}").fullmatch,
    "card_expiry": re.compile(r"\d\d/\d\d").fullmatch,
    "national_id": re.compile(r"[A-Z\d-]{8,15}").fullmatch,
    "person_name": re.compile(r"[^\d@]+|[a-z-]+\.[a-z-]+\d+").fullmatch,
    "salary": lambda value: float(value) > 0,
}
UNSIGNED = {"city", "credential", "family_name", "free_text", "gender", "given_name", "health"}
UNSIGNED |= {"marital_status", "postal_code", "street_address"}


def broken_keys(connection: sqlite3.Connection) -> Counter:
    return Counter(row[0] for row in connection.execute("PRAGMA foreign_key_check"))


def test_words_of_the_facts_are_known() -> None:
    assert {fact.kind for fact in TRUTH.personal} == facts.KINDS
    assert {fact.naming for fact in TRUTH.personal} == facts.NAMINGS
    assert {fault.flaw for fault in TRUTH.faults} == facts.FLAWS
    assert {fact.transformation for fact in TRUTH.lineage} == facts.TRANSFORMATIONS
    assert {change.change for change in TRUTH.release} == facts.CHANGES
    assert set(SIGNS) | UNSIGNED == facts.KINDS


@pytest.mark.parametrize("name", NAMES)
def test_faults_are_there_in_their_number(name: str, release, reading) -> None:
    database = reading(release[1], name)
    for fault in (fault for fault in TRUTH.faults if fault.database == name):
        assert database.execute(fault.probe, PROBE).fetchone() == (fault.rows,), fault
        assert set(fault.columns) <= set(columns(database, fault.relation)), fault


@pytest.mark.parametrize("name", NAMES)
def test_broken_keys_are_the_declared_ones(name: str, release, reading) -> None:
    declared: Counter = Counter()
    for fault in TRUTH.faults:
        if fault.database == name and fault.flaw == "orphan":
            declared[fault.relation] += fault.rows
    assert broken_keys(reading(release[1], name)) == declared


def test_company_is_sound_until_the_faults_are_put_in(tmp_path: Path) -> None:
    plan = Plan(tmp_path, TODAY, SMALL)
    for database in DATABASES:
        with files.written(database.path(tmp_path), 1) as connection:
            database.fill(connection, plan)
            assert broken_keys(connection) == Counter()
            for fault in TRUTH.faults:
                if fault.database == database.key and fault.inject:
                    assert connection.execute(fault.probe, PROBE).fetchone() == (0,), fault


def test_personal_columns_exist_and_hold_what_is_said(release, reading) -> None:
    number, folder = release
    for fact in personal(number):
        name, relation, column = fact.place
        found = values(reading(folder, name), relation, column)
        assert found, fact
        sign = SIGNS.get(fact.kind)
        if sign:
            good = sum(bool(sign(value)) for value in found)
            assert good >= 0.9 * len(found), (fact, found[:5])


def looks_personal(value: object) -> bool:
    if not isinstance(value, str) or DATED.match(value):
        return False
    account = ACCOUNT.fullmatch(value)
    return bool(MAIL.search(value) or PHONE.search(value) or (account and SIGNS["iban"](value)))


@pytest.mark.parametrize("name", NAMES)
def test_no_personal_data_lies_outside_the_list(name: str, release, reading) -> None:
    """Whatever looks like a mail address, an account or a phone number is declared somewhere."""
    number, folder = release
    database = reading(folder, name)
    declared = {fact.place[1:] for fact in personal(number) if fact.place[0] == name}
    declared |= {place[1:] for place in TRUTH.debatable if place[0] == name}
    for relation, column in catalogue(database) - declared:
        hits = [one for one in values(database, relation, column) if looks_personal(one)]
        assert not hits, (relation, column, hits[:3])


def test_facts_about_one_column_do_not_contradict(first: Path, second: Path, reading) -> None:
    told = Counter((*fact.place, r) for r in (1, 2) for fact in personal(r))
    assert set(told.values()) == {1}
    places = {fact.place for fact in TRUTH.personal}
    assert not places & set(TRUTH.traps)
    assert not places & set(TRUTH.debatable)
    known = {(n, *p) for f in (first, second) for n in NAMES for p in catalogue(reading(f, n))}
    assert set(TRUTH.traps) | set(TRUTH.debatable) <= known


@pytest.mark.parametrize("name", NAMES)
def test_lineage_covers_every_column_of_every_view_once(name: str, release, reading) -> None:
    number, folder = release
    database = reading(folder, name)
    views = relations(database, "view")
    every = [(view, column) for view in views for column in columns(database, view)]
    told = [
        fact.place[1:] for fact in lineage(number) if fact.place[:2] in {(name, v) for v in views}
    ]
    assert sorted(told) == sorted(every)


def test_lineage_names_columns_that_exist(release, reading) -> None:
    number, folder = release
    known = {(name, *place) for name in NAMES for place in catalogue(reading(folder, name))}
    for fact in lineage(number):
        assert {fact.place, *fact.sources} <= known, fact


@pytest.mark.parametrize("name", NAMES)
def test_sources_of_a_view_are_columns_it_reads(name: str, release, reading) -> None:
    """SQLite itself is asked, through its authorizer, what it reads to answer a view."""
    number, folder = release
    database = reading(folder, name)
    read: set[tuple[str, str]] = set()

    def note(action: int, table: str, column: str, *_: object) -> int:
        if action == sqlite3.SQLITE_READ:
            read.add((table, column))
        return sqlite3.SQLITE_OK

    for view in relations(database, "view"):
        read.clear()
        database.set_authorizer(note)
        database.execute(f"SELECT * FROM {view}").fetchall()
        database.set_authorizer(None)
        told = {s[1:] for f in lineage(number) if f.place[:2] == (name, view) for s in f.sources}
        assert told <= read, view


def test_loaded_columns_hold_the_values_they_come_from(first: Path, reading) -> None:
    """A directly loaded staging column has the values of its source, twins put in later aside."""
    warehouse = reading(first, "warehouse")
    for fact in lineage(1):
        if fact.transformation != "direct" or not fact.place[1].startswith(("stg_", "dim_country")):
            continue
        ((home, relation, column),) = fact.sources
        loaded = set(values(warehouse, *fact.place[1:]))
        assert loaded == set(values(reading(first, home), relation, column)), fact
