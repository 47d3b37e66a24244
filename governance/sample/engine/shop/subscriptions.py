"""What the shop's next release brings: tea by subscription."""

import sqlite3
from datetime import timedelta

from governance.sample.engine import money
from governance.sample.engine.plan import Plan, Rows, insert

WEEKS = (2, 4, 4, 6, 8)
SHARE = 0.08


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    """A few customers subscribe to one of the first forty goods."""
    random = plan.random("subscriptions")
    rows: Rows = []
    known = connection.execute(
        "SELECT customer_id, email FROM customers WHERE email IS NOT NULL ORDER BY customer_id"
    )
    for customer, email in known.fetchall():
        if random.random() > SHARE:
            continue
        started = plan.today - timedelta(days=random.randrange(1, 30))
        ended = plan.today.isoformat() if random.random() < 0.1 else None
        terms = (
            random.choice(WEEKS),
            money.price(random, 6, 24),
            email,
            started.isoformat(),
            ended,
        )
        rows.append((len(rows) + 1, customer, random.randrange(1, 41), *terms))
    columns = (
        "subscription_id customer_id product_id every_weeks price notify_at started_on ended_on"
    )
    insert(connection, "tea_subscriptions", columns, rows)
