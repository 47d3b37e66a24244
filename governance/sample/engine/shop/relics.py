"""The corners nobody looks after: newsletter, old customer file, templates, accounts."""

import sqlite3
from base64 import b64encode
from datetime import timedelta
from random import Random

from governance.sample.engine import contacts, days, persons, places
from governance.sample.engine.plan import Plan, Row, Rows, insert

NEWSLETTER_ENDED = 430  # days ago; the sign-up form has been broken since
TEMPLATES = {
    "order_placed": ("Thank you for your order", "We have your order {number} and will be quick."),
    "order_shipped": ("On its way", "Your parcel {tracking} left us today."),
    "password_reset": ("A new password", "Follow this link within an hour: {link}"),
    "win_back": ("The kettle is waiting", "It has been a while. Here is a code: {coupon}"),
}


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    _newsletter(connection, plan)
    _legacy(connection, plan)
    _templates(connection)
    _accounts(connection, plan)


def _newsletter(connection: sqlite3.Connection, plan: Plan) -> None:
    random = plan.random("newsletter")
    rows: Rows = []
    last = plan.today - timedelta(days=NEWSLETTER_ENDED)
    for number in range(plan.rows(2200, least=200)):
        land = persons.country(random, persons.SHOPPERS)
        person = persons.invent(random, land, plan.today, 100_000 + number, (18, 84))
        day = days.some_day(random, last - timedelta(days=900), last)
        topic = random.choice(("tea", "homeware", "everything"))
        rows.append((person.email, topic, day.isoformat()))
    insert(connection, "newsletter_subscribers", "email topic subscribed_on", rows)


def _legacy(connection: sqlite3.Connection, plan: Plan) -> None:
    random = plan.random("legacy")
    rows = [_legacy_row(random, plan, number) for number in range(plan.rows(1500, least=150))]
    columns = "c_01 c_02 c_03 c_04 c_05 c_06 c_07 c_08 c_09"
    insert(connection, "legacy_customers_2016", columns, rows)


def _legacy_row(random: Random, plan: Plan, number: int) -> Row:
    land = persons.country(random, {"GB": 80, "DE": 20})
    person = persons.invent(random, land, plan.today, 200_000 + number, (28, 95))
    at = places.address(random, land)
    return (
        700_000 + number,
        f"{person.family}, {person.given}",
        person.email if random.random() < 0.6 else None,
        person.phone,
        at.line1,
        f"{at.postcode} {at.city}",
        f"{person.born:%d.%m.%Y}",
        random.choice("ABC"),
        round(random.uniform(0, 900), 2),
    )


def _templates(connection: sqlite3.Connection) -> None:
    rows = [(key, *words, int(key == "win_back"), 4) for key, words in TEMPLATES.items()]
    columns = "template_key email_subject email_body phone_layout address_block_lines"
    insert(connection, "email_templates", columns, rows)


def _accounts(connection: sqlite3.Connection, plan: Plan) -> None:
    random = plan.random("accounts")
    rows: Rows = []
    for number in range(18):
        person = persons.invent(random, "GB", plan.today, number, (20, 60))
        username = f"{contacts.folded(person.given)}.{contacts.folded(person.family)}{number}"
        salt, digest = (b64encode(random.randbytes(size)).decode() for size in (12, 32))
        key = f"lv_{random.getrandbits(148):037x}" if number % 3 == 0 else None
        seen = days.moment(random, plan.today - timedelta(days=random.randrange(1, 700)))
        rows.append(
            (username, f"pbkdf2_sha256$600000${salt}${digest}", key, int(number % 7 == 0), seen)
        )
    columns = "username password_hash api_key is_locked last_sign_in_at"
    insert(connection, "backoffice_accounts", columns, rows)
