"""Orders and what follows from them: lines, payments, parcels, returns, gift cards."""

import sqlite3
from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from governance.sample.engine import contacts, days, identifiers, money, persons, texts
from governance.sample.engine.plan import Plan, Row, Rows, insert

from .buyers import Customer
from .catalogue import DEPOTS, Product

YEARS = 3
RECENT = 6  # days after which an order is no longer waiting
CARRIERS = ("Parcelhare", "Nordpost", "Van & Daughters")
REASONS = ("damaged", "wrong_item", "not_as_shown", "changed_mind")


@dataclass(frozen=True, slots=True)
class Line:
    product_id: int
    quantity: int
    price: float
    discount: float

    @property
    def total(self) -> float:
        return money.exact(self.quantity * self.price - self.discount)


@dataclass(frozen=True, slots=True)
class Order:
    order_id: int
    day: date
    customer: Customer | None
    buyer: persons.Person
    status: str
    coupon: str | None
    lines: tuple[Line, ...]
    fee: float

    @property
    def total(self) -> float:
        return money.exact(sum(line.total for line in self.lines) + self.fee)

    @property
    def sent(self) -> bool:
        return self.status in {"shipped", "delivered"}


def fill(
    connection: sqlite3.Connection, plan: Plan, customers: list[Customer], goods: list[Product]
) -> list[Order]:
    coupons = _coupons(connection, plan)
    orders = _invent(plan, customers, goods, coupons)
    _insert_orders(connection, plan.random("order details"), orders)
    _insert_lines(connection, orders)
    _payments(connection, plan.random("payments"), orders)
    _shipments(connection, plan.random("shipments"), orders)
    _returns(connection, plan, orders)
    _gift_cards(connection, plan.random("gift cards"), orders)
    return orders


def _coupons(connection: sqlite3.Connection, plan: Plan) -> list[str]:
    random = plan.random("coupons")
    rows: Rows = []
    codes = [f"{random.choice(('TEA', 'STEEP', 'HOME', 'HELLO'))}{n + 10}" for n in range(40)]
    for code in codes:
        first = plan.today - timedelta(days=random.randrange(20, 1000))
        last = first + timedelta(days=random.randrange(14, 120))
        percent, left = random.choice((5, 10, 15, 20)), random.choice((None, 0, 50, 200))
        rows.append((code, percent, first.isoformat(), last.isoformat(), left))
    insert(connection, "coupons", "code percent_off valid_from valid_until uses_left", rows)
    return codes


def _invent(
    plan: Plan, customers: list[Customer], goods: list[Product], coupons: list[str]
) -> list[Order]:
    random = plan.random("orders")
    season = days.Season(plan.today - timedelta(days=365 * YEARS), plan.today - timedelta(days=1))
    joined = [customer.joined for customer in customers]
    orders = []
    for number, day in enumerate(season.draw(random, plan.rows(9000, least=900)), start=1):
        known = bisect(joined, day) if random.random() < 0.9 else 0
        customer = customers[int(known * random.random() ** 1.3)] if known else None
        buyer = customer.person if customer else _guest(random, plan.today, number)
        coupon = random.choice(coupons) if random.random() < 0.12 else None
        lines = _lines(random, goods, discounted=coupon is not None)
        fee = money.shipping_fee(sum(line.total for line in lines), buyer.country)
        status = _status(random, (plan.today - day).days)
        orders.append(Order(number, day, customer, buyer, status, coupon, lines, fee))
    return orders


def _guest(random: Random, today: date, number: int) -> persons.Person:
    return persons.invent(random, "GB", today, 50_000 + number, (18, 84))


def _lines(random: Random, goods: list[Product], discounted: bool) -> tuple[Line, ...]:
    count = random.choices((1, 2, 3, 4, 6), weights=(38, 27, 18, 11, 6))[0]
    lines = []
    for _ in range(count):
        good = goods[int(len(goods) * random.random() ** 1.8)]
        quantity = random.choices((1, 2, 3, 6), weights=(76, 16, 5, 3))[0]
        off = money.exact(quantity * good.price * 0.1) if discounted else 0.0
        lines.append(Line(good.product_id, quantity, good.price, off))
    return tuple(lines)


def _status(random: Random, age: int) -> str:
    if age <= RECENT:
        return random.choice(("placed", "paid") if age < 3 else ("paid", "shipped"))
    return "cancelled" if random.random() < 0.04 else "delivered"


def _insert_orders(connection: sqlite3.Connection, random: Random, orders: list[Order]) -> None:
    columns = (
        "order_id order_number customer_id shipping_address_id coupon_code status channel currency "
        "shipping_fee order_total order_email_sent ref gift_message ordered_at"
    )
    insert(connection, "orders", columns, [_row(random, order) for order in orders])


def _row(random: Random, order: Order) -> Row:
    customer = order.customer
    gift = texts.filled(random, texts.GIFTS, order.buyer) if random.random() < 0.05 else None
    return (
        order.order_id,
        f"LV{order.day:%y}{order.order_id:06d}",
        customer.customer_id if customer else None,
        random.choice(customer.addresses) if customer else None,
        order.coupon,
        order.status,
        random.choices(("web", "app", "phone"), weights=(62, 33, 5))[0],
        customer.currency if customer else "GBP",
        order.fee,
        order.total,
        int(order.status != "placed"),
        None if customer else order.buyer.email,
        gift,
        days.moment(random, order.day),
    )


def _insert_lines(connection: sqlite3.Connection, orders: list[Order]) -> None:
    rows = [
        (order.order_id, place, line.product_id, line.quantity, line.price, line.discount)
        for order in orders
        for place, line in enumerate(order.lines, start=1)
    ]
    columns = "order_id line_no product_id quantity unit_price discount"
    insert(connection, "order_lines", columns, rows)


def _payments(connection: sqlite3.Connection, random: Random, orders: list[Order]) -> None:
    rows: Rows = []
    for order in orders:
        if order.status in {"placed", "cancelled"}:
            continue
        method = random.choices(("card", "direct_debit", "wallet"), weights=(68, 14, 18))[0]
        ref = f"PAY-{identifiers.digits(random, 8)}{order.order_id:08d}"
        paid = days.moment(random, order.day)
        means = _means(random, order, method)
        rows.append((len(rows) + 1, order.order_id, method, order.total, *means, ref, paid))
    columns = (
        "payment_id order_id method amount card_number card_holder card_expires iban provider_ref "
        "paid_at"
    )
    insert(connection, "payments", columns, rows)


def _means(random: Random, order: Order, method: str) -> tuple[str | None, ...]:
    """Card number, holder and end, then the account; whichever the method needs."""
    if method == "card":
        ends = (
            f"{random.randrange(1, 13):02d}/{(order.day.year + random.randrange(1, 5)) % 100:02d}"
        )
        return identifiers.card_number(random), order.buyer.name.upper(), ends, None
    if method == "direct_debit":
        return None, None, None, identifiers.iban(random, order.buyer.country)
    return None, None, None, None


def _shipments(connection: sqlite3.Connection, random: Random, orders: list[Order]) -> None:
    rows: Rows = []
    for order in orders:
        if not order.sent:
            continue
        shipped = order.day + timedelta(days=random.randrange(1, 3))
        arrived, signed = None, None
        if order.status == "delivered":
            arrived = days.moment(random, shipped + timedelta(days=random.randrange(1, 4)))
            signed = order.buyer.name if random.random() < 0.6 else None
        sent = (
            random.choice(list(DEPOTS)),
            random.choice(CARRIERS),
            contacts.tracking_number(random),
        )
        left = days.moment(random, shipped)
        rows.append((len(rows) + 1, order.order_id, *sent, left, arrived, signed))
    columns = (
        "shipment_id order_id depot_code carrier tracking_number shipped_at delivered_at signed_by"
    )
    insert(connection, "shipments", columns, rows)


def _returns(connection: sqlite3.Connection, plan: Plan, orders: list[Order]) -> None:
    random = plan.random("returns")
    rows: Rows = []
    for order in orders:
        received = order.day + timedelta(days=random.randrange(7, 30))
        if order.status != "delivered" or random.random() > 0.1 or received >= plan.today:
            continue
        place = random.randrange(len(order.lines))
        line = order.lines[place]
        account = identifiers.iban(random, order.buyer.country) if random.random() < 0.6 else None
        back = (line.quantity, random.choice(REASONS), line.total, account, received.isoformat())
        rows.append((len(rows) + 1, order.order_id, place + 1, *back))
    columns = "return_id order_id line_no quantity reason_code refund_amount refund_to received_on"
    insert(connection, "returns", columns, rows)


def _gift_cards(connection: sqlite3.Connection, random: Random, orders: list[Order]) -> None:
    rows: Rows = []
    for order in orders[::30]:
        amount = float(random.choice((20, 25, 50, 100)))
        code = "-".join(identifiers.digits(random, 4) for _ in range(3))
        balance = random.choice((amount, 0.0, money.exact(amount * random.random())))
        issued = order.buyer.email if random.random() < 0.8 else None
        rows.append((code, order.order_id, issued, amount, balance, order.day.isoformat()))
    insert(connection, "gift_cards", "code order_id issued_to amount balance issued_on", rows)
