"""What Larkmere & Vey sells: how its things are called and what they cost."""

from dataclasses import dataclass
from random import Random

from . import money

# category: the one above, lowest and highest price, grams
RANGE = {
    "Black Tea": ("Tea", 5, 19, 100),
    "Green Tea": ("Tea", 6, 24, 80),
    "Oolong": ("Tea", 9, 34, 75),
    "Herbal": ("Tea", 4, 12, 60),
    "Teapots": ("Teaware", 22, 95, 900),
    "Cups & Mugs": ("Teaware", 8, 38, 320),
    "Infusers": ("Teaware", 5, 26, 70),
    "Kettles": ("Teaware", 35, 140, 1400),
    "Storage": ("Kitchen", 7, 45, 400),
    "Table Linen": ("Kitchen", 9, 60, 250),
    "Candles": ("Home", 9, 42, 350),
    "Frames & Albums": ("Home", 11, 55, 500),
    "Throws": ("Home", 39, 150, 1100),
    "Gift Sets": ("Gifts", 18, 90, 800),
}
# category: first words of its names, last words
WORDS = {
    "Black Tea": (
        "Assam|Keemun|Darjeeling|Ceylon|Yunnan",
        "Breakfast|First Flush|Gold Tip|Loose Leaf",
    ),
    "Green Tea": (
        "Sencha|Gunpowder|Jasmine|Dragon Well|Genmaicha",
        "Spring Pick|Pearls|Loose Leaf",
    ),
    "Oolong": (
        "Milk|Iron Goddess|Dong Ding|Phoenix",
        "Oolong|Roasted Oolong|Oolong Reserve",
    ),
    "Herbal": (
        "Chamomile|Peppermint|Rooibos|Lemon Verbena|Nettle",
        "Infusion|Evening Blend|Pyramids",
    ),
    "Teapots": (
        "Stoneware|Cast Iron|Bone China|Glass|Brown Betty",
        "Teapot 0.6 l|Teapot 1.1 l|Travel Pot",
    ),
    "Cups & Mugs": (
        "Speckled|Cobalt|Oatmeal|Hand-thrown|Enamel",
        "Mug|Cup and Saucer|Tumbler|Pair of Mugs",
    ),
    "Infusers": (
        "Steel|Brass|Linen|Glass",
        "Infuser|Strainer|Tea Sock|Basket",
    ),
    "Kettles": (
        "Whistling|Gooseneck|Enamel|Copper",
        "Kettle 1.2 l|Kettle 1.7 l",
    ),
    "Storage": (
        "Tin|Walnut|Stoneware|Cork-lidded",
        "Caddy|Canister|Bread Bin|Jar",
    ),
    "Table Linen": (
        "Washed|Striped|Herringbone|Indigo",
        "Tablecloth|Napkins, Four|Tea Towel|Runner",
    ),
    "Candles": (
        "Bergamot|Cedar|Smoked Tea|Fig Leaf",
        "Candle|Tin Candle|Tea Lights, Twelve",
    ),
    "Frames & Albums": (
        "Oak|Linen-bound|Brass|Keepsake",
        "Frame|Album|Contact Sheet Frame",
    ),
    "Throws": (
        "Lambswool|Merino|Recycled|Checked",
        "Throw|Blanket|Cushion Cover",
    ),
    "Gift Sets": (
        "Morning|Winter|Thank-you|Starter",
        "Hamper|Tasting Box|Caddy Set",
    ),
}
ROOTS = ("Tea", "Teaware", "Kitchen", "Home", "Gifts")
SERIES = ("Larkmere", "Vey", "Tarn", "Fellside", "Harbour", "Orchard", "Moorland", "Lantern")
SUPPLIERS = {
    "GB": "Ravensclough Pottery|Pennine Linen Works|Hollowell Candle Co.|Castle Garth Tins",
    "DE": "Nordlicht Teekontor|Emaillewerk Hartau",
    "FR": "Maison Bellerive|Verrerie du Lez",
    "IE": "Slieve Wool Mills",
    "SE": "Björkdal Träslöjd",
    "US": "Cedar Notch Ironworks",
}


@dataclass(frozen=True, slots=True)
class Good:
    name: str
    category: str
    price: float
    cost: float
    grams: int
    photos: int | None


def assortment(random: Random, count: int) -> list[Good]:
    """`count` goods, every category served in turn."""
    categories = list(RANGE)
    return [_good(random, categories[place % len(categories)]) for place in range(count)]


def _good(random: Random, category: str) -> Good:
    _, low, high, grams = RANGE[category]
    first, last = WORDS[category]
    price = money.price(random, low, high)
    words = (random.choice(SERIES), random.choice(first.split("|")), random.choice(last.split("|")))
    return Good(
        name=" ".join(words),
        category=category,
        price=price,
        cost=money.exact(price * random.uniform(0.32, 0.6)),
        grams=round(grams * random.uniform(0.7, 1.4)),
        photos=random.choice((1, 2, 4, 6, 12)) if category == "Frames & Albums" else None,
    )
