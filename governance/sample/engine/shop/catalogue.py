"""The shop's goods: categories, suppliers, products, prices, depots and stock."""

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from governance.sample.engine import contacts, goods, identifiers, money, persons
from governance.sample.engine.contacts import folded
from governance.sample.engine.plan import Plan, Rows, insert

COUNTRIES = {
    "GB": "United Kingdom",
    "IE": "Ireland",
    "DE": "Germany",
    "FR": "France",
    "SE": "Sweden",
    "US": "United States",
}
DEPOTS = {"LDS": ("Leeds", "GB"), "BRS": ("Bristol", "GB"), "HAM": ("Hamburg", "DE")}


@dataclass(frozen=True, slots=True)
class Product:
    product_id: int
    price: float
    introduced: date


def fill(connection: sqlite3.Connection, plan: Plan) -> list[Product]:
    random = plan.random("catalogue")
    _countries(connection)
    categories = _categories(connection)
    suppliers = _suppliers(connection, plan, random)
    products = _products(connection, plan, random, categories, suppliers)
    _prices(connection, plan, random, products)
    _depots(connection, plan, random, products)
    return products


def _countries(connection: sqlite3.Connection) -> None:
    rows = [(code, name, money.CURRENCY[code], money.VAT[code]) for code, name in COUNTRIES.items()]
    insert(connection, "countries", "country_code name currency vat_rate", rows)


def _categories(connection: sqlite3.Connection) -> dict[str, int]:
    numbers = {name: number for number, name in enumerate((*goods.ROOTS, *goods.RANGE), start=1)}
    rows: Rows = [(numbers[name], None, name, folded(name)) for name in goods.ROOTS]
    for name, (parent, *_) in goods.RANGE.items():
        slug = folded(name.replace(" & ", "-and-").replace(" ", "-"))
        rows.append((numbers[name], numbers[parent], name, slug))
    insert(connection, "categories", "category_id parent_id name slug", rows)
    return numbers


def _suppliers(connection: sqlite3.Connection, plan: Plan, random: Random) -> int:
    rows: Rows = []
    for land, names in goods.SUPPLIERS.items():
        for name in names.split("|"):
            person = persons.invent(random, land, plan.today, 9000 + len(rows), (25, 64))
            mail = f"orders@{folded(name.replace('.', ''))}.example.org"
            days = random.randrange(5, 60)
            rows.append((len(rows) + 1, name, land, person.name, mail, days))
    columns = "supplier_id name country_code x_contact order_email lead_time_days"
    insert(connection, "suppliers", columns, rows)
    return len(rows)


def _products(
    connection: sqlite3.Connection,
    plan: Plan,
    random: Random,
    categories: dict[str, int],
    suppliers: int,
) -> list[Product]:
    rows, products = [], []
    for number, good in enumerate(goods.assortment(random, plan.rows(320, least=90)), start=1):
        introduced = plan.today - timedelta(days=random.randrange(1100, 2400))
        products.append(Product(number, good.price, introduced))
        rows.append(
            (
                number,
                f"{folded(good.category)[:3].upper()}-{number:05d}",
                identifiers.bar_code(random),
                good.name,
                categories[good.category],
                random.randrange(1, suppliers + 1),
                good.price,
                good.cost,
                good.grams,
                good.photos,
                int(random.random() < 0.93),
                introduced.isoformat(),
            )
        )
    columns = (
        "product_id sku ean name category_id supplier_id list_price unit_cost weight_g "
        "passport_photo_count is_active introduced_on"
    )
    insert(connection, "products", columns, rows)
    return products


def _prices(
    connection: sqlite3.Connection, plan: Plan, random: Random, products: list[Product]
) -> None:
    """What each thing cost before, cheaper the longer ago."""
    rows: Rows = []
    for product in products:
        steps = random.randrange(1, 4)
        span = (plan.today - product.introduced).days // (steps + 1)
        for step in range(steps + 1):
            day = product.introduced + timedelta(days=step * span)
            price = money.exact(product.price * (1 - 0.06 * (steps - step)))
            rows.append((product.product_id, day.isoformat(), price))
    insert(connection, "product_prices", "product_id valid_from price", rows)


def _depots(
    connection: sqlite3.Connection, plan: Plan, random: Random, products: list[Product]
) -> None:
    rows = [(c, name, land, contacts.phone(random, land)) for c, (name, land) in DEPOTS.items()]
    insert(connection, "depots", "depot_code name country_code night_phone", rows)
    counted = [
        (
            code,
            product.product_id,
            random.randrange(0, 400),
            random.choice((10, 20, 50)),
            _counted(plan, random),
        )
        for code in DEPOTS
        for product in products
    ]
    insert(
        connection, "stock_levels", "depot_code product_id on_hand reorder_at counted_on", counted
    )


def _counted(plan: Plan, random: Random) -> str:
    return (plan.today - timedelta(days=random.randrange(1, 60))).isoformat()
