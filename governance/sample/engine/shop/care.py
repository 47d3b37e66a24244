"""What customers tell the shop: reviews and tickets."""

import sqlite3
from datetime import timedelta

from governance.sample.engine import days, texts
from governance.sample.engine.plan import Plan, Rows, insert

from .buyers import Customer
from .orders import Order


def fill(
    connection: sqlite3.Connection, plan: Plan, customers: list[Customer], orders: list[Order]
) -> None:
    _reviews(connection, plan, orders)
    _tickets(connection, plan, customers)


def _reviews(connection: sqlite3.Connection, plan: Plan, orders: list[Order]) -> None:
    """About a third of what was delivered, one review an order."""
    random = plan.random("reviews")
    rows: Rows = []
    for order in orders:
        if not order.customer or order.status != "delivered" or random.random() > 0.33:
            continue
        rating = random.choices((1, 2, 3, 4, 5), weights=(6, 6, 13, 30, 45))[0]
        person = order.customer.person
        shown = random.choice((person.given, f"{person.given} {person.family[0]}.", person.name))
        written = min(order.day + timedelta(days=random.randrange(5, 40)), plan.today)
        words = (rating, random.choice(texts.HEADLINES), texts.review(random, rating), shown)
        about = (order.lines[0].product_id, order.customer.customer_id)
        rows.append((len(rows) + 1, *about, *words, days.moment(random, written)))
    columns = "review_id product_id customer_id rating headline body shown_as published_at"
    insert(connection, "reviews", columns, rows)


def _tickets(connection: sqlite3.Connection, plan: Plan, customers: list[Customer]) -> None:
    random = plan.random("tickets")
    rows: Rows = []
    for number in range(1, plan.rows(1200, least=150) + 1):
        customer = random.choice(customers)
        opened = days.some_day(random, customer.joined, plan.today - timedelta(days=1))
        closed = opened + timedelta(days=random.randrange(1, 9))
        body = texts.filled(random, texts.TICKETS, customer.person)
        ended = days.moment(random, closed) if closed < plan.today else None
        about = (random.choice(("mail", "mail", "phone", "chat")), random.choice(texts.SUBJECTS))
        rows.append(
            (number, customer.customer_id, *about, body, days.moment(random, opened), ended)
        )
    columns = "ticket_id customer_id channel subject body opened_at closed_at"
    insert(connection, "support_tickets", columns, rows)
