"""shop.db: the web shop with its customers, orders and everything around them."""

import sqlite3

from governance.sample.engine.plan import Plan, script

from . import buyers, care, catalogue, orders, relics, subscriptions, visits


def fill(connection: sqlite3.Connection, plan: Plan) -> None:
    script(connection, "shop")
    goods = catalogue.fill(connection, plan)
    customers = buyers.fill(connection, plan)
    bought = orders.fill(connection, plan, customers, goods)
    care.fill(connection, plan, customers, bought)
    visits.fill(connection, plan, customers, goods)
    relics.fill(connection, plan)
    script(connection, "shop_views")


def advance(connection: sqlite3.Connection, plan: Plan) -> None:
    script(connection, "shop_release")
    subscriptions.fill(connection, plan)
