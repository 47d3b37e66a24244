"""Prices as a shop writes them."""

from random import Random

CURRENCY = {"GB": "GBP", "IE": "EUR", "DE": "EUR", "FR": "EUR", "SE": "SEK", "US": "USD"}
VAT = {"GB": 0.2, "IE": 0.23, "DE": 0.19, "FR": 0.2, "SE": 0.25, "US": 0.0}
ENDINGS = (0.0, 0.5, 0.95, 0.99)


def exact(amount: float) -> float:
    """Two decimals, so that sums of written amounts equal written sums."""
    return round(amount + 0.0, 2)


def price(random: Random, low: float, high: float) -> float:
    return exact(int(random.uniform(low, high)) + random.choice(ENDINGS))


def shipping_fee(goods: float, country: str) -> float:
    if goods >= 45 and country in {"GB", "IE"}:
        return 0.0
    return 3.95 if country == "GB" else 7.9


def salary(random: Random, low: int, high: int) -> float:
    return float(random.randrange(low, high, 100))
