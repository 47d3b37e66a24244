"""Verdicts on columns as portals publish them: what is sensitive, what only looks so, and why."""

import time

import pytest

from governance.classification.engine import Judge, Verdict
from governance.detector import Column
from tests.governance.detectors.test_shelf import SHELF

JUDGE = Judge(SHELF.all().values())


def judged(name: str, *values: object, **more: object) -> Verdict | None:
    return JUDGE.judged(Column(name, values=values, **more))  # type: ignore[arg-type]


def kind(name: str, *values: object, **more: object) -> str | None:
    verdict = judged(name, *values, **more)
    return verdict.kind if verdict else None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("EMPLOYEE NAME", "person_name"),
        ("Officer Name", "person_name"),
        ("Last Name", "last_name"),
        ("firstname", "first_name"),
        ("Zip Code", "postal_code"),
        ("ZIPCODE", "postal_code"),
        ("Phone Number", "phone"),
        ("Business Phone", "phone"),
        ("Date of Birth", "date_of_birth"),
        ("VICTIM_AGE", "age"),
        ("Perp Race", "ethnicity"),
        ("GENDER", "gender"),
        ("Latitude", "latitude"),
        ("Mailing Address", "street_address"),
        ("e-mail", "email"),
        ("E-Mail Address", "email"),
        ("Annual Salary", "salary"),
        ("fecha_nacimiento", "date_of_birth"),
        ("Telefonnummer", "phone"),
        ("Código Postal", "postal_code"),
        ("ip_address", "ipv4"),
        ("DriversLicenseNumber", "driving_licence"),
    ],
)
def test_a_name_suffices_where_values_are_forbidden(name: str, expected: str) -> None:
    assert kind(name) == expected


@pytest.mark.parametrize(
    "name",
    ["email_verified", "has_phone", "ssn_on_file_flag", "acid", "page", "average", "phone_model",
     "code", "Business Name", "Street Name Type", "race_id_count", "password_changed_at", "Name",
     "address_type", "latency", "email_template_url", "Park Name", "school name", "Building Age",
     "Number of Phones", "Status", "id", "", "col_17", "phone_country_code"],
)  # fmt: skip
def test_a_name_that_only_looks_so_says_nothing(name: str) -> None:
    assert kind(name) is None


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("Phone", ["3125551212", "7735559876", "8725554444", "3125550001"], "phone"),
        ("col_3", ["(312) 555-1212", "(773) 555-9876", "872-555-4444"], "phone"),
        ("Name", ["SMITH, JOHN A", "JOHNSON, MARY", "WILLIAMS, KEVIN T"], "person_name"),
        ("Suspect Race", ["B", "W", "H", "W", "B"], "ethnicity"),
        ("field_9", ["Black or African American", "White", "Asian"], "ethnicity"),
        ("Age", ["18-24", "25-34", "65+", "<18"], "age"),
        ("DOB", ["03/14/1971", "11/02/1985", "7/30/1990"], "date_of_birth"),
        ("Location", ["POINT (-87.6 41.8)", "POINT (-87.7 41.9)", "POINT (-87.5 41.7)"],
         "geo_point"),
        ("Location 1", ["1 A ST\nX, IL\n(41.881, -87.621)", "2 A ST\nX, IL\n(41.882, -87.622)",
                        "3 A ST\nX, IL\n(41.883, -87.623)"], "geo_point"),
        ("Location", ["012XX N STATE ST", "100 BLOCK OF W OAK AVE", "5 Main Street"],
         "street_address"),
        ("order_id", ["4111111111111111", "5500000000000004", "340000000000009"],
         "credit_card"),
        ("remarks", ["please call John at 312-555-1212 today", "mail to j.d@example.org on Friday",
                     "ask her at 773-555-9876 after five"], "mixed_text"),
    ],
)  # fmt: skip
def test_values_and_names_together(name: str, values: list[str], expected: str) -> None:
    assert kind(name, *values) == expected


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("email", ["true", "false", "true", "false"]),
        ("card_ref", [f"4{n:015d}" for n in range(101, 900, 7)]),
        ("Race", ["Mayor", "Sheriff", "Clerk of Courts"]),
        ("Business Owner Name", ["Smith LLC", "Johnson Group Inc", "Oak Pizza", "Lee Corp"]),
        ("browser", ["Safari", "Chrome", "Firefox", "Opera", "Edge"]),
        ("ts", [str(1_600_000_000 + n * 86_413) for n in range(80)]),
        ("cvv_year", ["2019", "2020", "2021", "2022"]),
        ("version", ["1.2.3.4", "1.2.3.5", "2.0.0.1", "2.1.0.9"]),
        ("City", ["Charlotte", "Madison", "Jackson", "Austin", "Florence"]),
        ("Opened", ["2019-01-02", "2020-04-12", "2021-05-22"]),
        ("phone", ["iPhone 15", "Pixel 9", "Galaxy S24"]),
        ("anything", [None, "", "n/a", "-"]),
        ("constant", ["1"] * 50),
    ],
)
def test_values_take_back_what_they_do_not_bear_out(name: str, values: list[str]) -> None:
    assert kind(name, *values) is None


def test_a_hint_becomes_a_verdict_among_people() -> None:
    assert kind("name") is None
    assert kind("name", table="employees") == "person_name"
    assert kind("name", neighbours=("name", "dob")) == "person_name"


def test_rare_names_do_not_speak_against_a_name() -> None:
    rare = ["Quispe", "Ilic", "Nkosi", "Obi", "Tsering"]
    assert kind("Family Name", *rare) == "last_name"
    assert kind("Family Name", *(str(number) for number in range(9))) is None
    assert kind("col_2", *rare) is None


def test_a_type_that_cannot_hold_it_speaks_against_it() -> None:
    assert kind("email", type="varchar(80)") == "email"
    assert kind("email", type="boolean") is None


def test_a_verdict_says_why_and_shows_no_value() -> None:
    values = [f"person{n}@example.org" for n in range(40)] + ["see note"] * 10
    verdict = judged("contact", *values)
    assert verdict is not None
    assert verdict.rule == "email@1"
    found = {one.code: one for one in verdict.evidence}
    assert found["values_match"].params == {"share": 0.8, "distinct": 40, "of": 50}
    assert all("person" not in example for example in verdict.examples)


def test_without_people_nothing_beside_it_matters() -> None:
    assert kind("amount", "12.50", "13.00", "99.99", table="employees") is None


def test_hostile_values_take_no_longer() -> None:
    started = time.perf_counter()
    judged("notes", *(sign * 10_000_000 for sign in "a1 -@."), *("a@" * 5_000 for _ in range(99)))
    assert time.perf_counter() - started < 5
