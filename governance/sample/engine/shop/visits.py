"""Who looked at the shop and what lay in the cart."""

import sqlite3
from datetime import timedelta
from random import Random

from governance.sample.engine import contacts, days
from governance.sample.engine.plan import Plan, Rows, insert

from .buyers import Customer
from .catalogue import Product

PAGES = ("/", "/tea", "/teaware", "/sale", "/gifts", "/account", "/search")
KEPT_DAYS = 90


def fill(
    connection: sqlite3.Connection, plan: Plan, customers: list[Customer], goods: list[Product]
) -> None:
    random = plan.random("visits")
    tokens = _sessions(connection, plan, random, customers)
    _carts(connection, plan, random, tokens, goods)


def _sessions(
    connection: sqlite3.Connection, plan: Plan, random: Random, customers: list[Customer]
) -> list[str]:
    first, last = plan.today - timedelta(days=KEPT_DAYS), plan.today - timedelta(days=1)
    rows: Rows = []
    tokens = []
    for day in days.Season(first, last).draw(random, plan.rows(12_000, least=500)):
        customer = random.choice(customers) if random.random() < 0.35 else None
        known = customer.customer_id if customer and customer.joined <= day else None
        seen = (contacts.ip_address(random), random.choice(contacts.BROWSERS), random.choice(PAGES))
        views = 1 + int(random.expovariate(0.25))
        tokens.append(f"{random.getrandbits(128):032x}")
        rows.append((tokens[-1], known, *seen, views, days.moment(random, day)))
    columns = "session_id customer_id ip_address user_agent landing_page page_views started_at"
    insert(connection, "sessions", columns, rows)
    return tokens


def _carts(
    connection: sqlite3.Connection,
    plan: Plan,
    random: Random,
    tokens: list[str],
    goods: list[Product],
) -> None:
    carts, items = [], []
    for number in range(1, plan.rows(2500, least=120) + 1):
        updated = plan.today - timedelta(days=random.randrange(1, KEPT_DAYS))
        state = random.choices(("open", "ordered", "abandoned"), weights=(12, 38, 50))[0]
        carts.append((number, random.choice(tokens), state, days.moment(random, updated)))
        chosen = random.sample(goods, random.choice((1, 1, 2, 3)))
        items += [(number, good.product_id, random.choice((1, 1, 1, 2))) for good in chosen]
    insert(connection, "carts", "cart_id session_id state updated_at", carts)
    insert(connection, "cart_items", "cart_id product_id quantity", items)
