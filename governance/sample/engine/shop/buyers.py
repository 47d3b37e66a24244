"""The shop's customers and where their parcels go."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from governance.sample.engine import days, money, persons, places, texts
from governance.sample.engine.persons import Person
from governance.sample.engine.plan import Plan, Row, Rows, insert

YEARS = 4


@dataclass(frozen=True, slots=True)
class Customer:
    customer_id: int
    person: Person
    joined: date
    addresses: tuple[int, ...]

    @property
    def currency(self) -> str:
        """The shop prices in two currencies only; the figure on the tag is the same."""
        return "EUR" if money.CURRENCY[self.person.country] == "EUR" else "GBP"


def fill(connection: sqlite3.Connection, plan: Plan) -> list[Customer]:
    """Customers in the order in which they joined."""
    random = plan.random("customers")
    customers = _invent(plan, random)
    _insert_customers(connection, random, customers)
    _insert_addresses(connection, plan.random("addresses"), customers)
    return customers


def _invent(plan: Plan, random: Random) -> list[Customer]:
    season = days.Season(plan.today - timedelta(days=365 * YEARS), plan.today - timedelta(days=1))
    customers, free = [], 1
    for number, joined in enumerate(season.draw(random, plan.rows(4000, least=400)), start=1):
        land = persons.country(random, persons.SHOPPERS)
        person = persons.invent(random, land, plan.today, number, (18, 84))
        count = random.choices((1, 2, 3), weights=(70, 24, 6))[0]
        customers.append(Customer(number, person, joined, tuple(range(free, free + count))))
        free += count
    return customers


def _insert_customers(
    connection: sqlite3.Connection, random: Random, customers: list[Customer]
) -> None:
    columns = (
        "customer_id email first_name last_name phone date_of_birth gender country_code "
        "marketing_consent loyalty_points note2 created_at"
    )
    insert(connection, "customers", columns, [_row(random, customer) for customer in customers])


def _row(random: Random, customer: Customer) -> Row:
    person = customer.person
    return (
        customer.customer_id,
        person.email,
        person.given,
        person.family,
        person.phone if random.random() < 0.85 else None,
        person.born.isoformat() if random.random() < 0.7 else None,
        person.gender if random.random() < 0.9 else "x",
        person.country,
        int(random.random() < 0.4),
        random.randrange(0, 2500),
        texts.filled(random, texts.NOTES, person) if random.random() < 0.08 else None,
        days.moment(random, customer.joined),
    )


def _insert_addresses(
    connection: sqlite3.Connection, random: Random, customers: list[Customer]
) -> None:
    rows: Rows = []
    for customer in customers:
        for place, number in enumerate(customer.addresses):
            at = places.address(random, customer.person.country)
            kind = "billing" if place == 0 else "shipping"
            rows.append(
                (
                    number, customer.customer_id, kind, customer.person.name, at.line1, at.line2,
                    at.postcode, at.city, at.country, at.point,
                )
            )  # fmt: skip
    columns = "address_id customer_id kind recipient line1 line2 postcode city country_code loc"
    insert(connection, "addresses", columns, rows)
