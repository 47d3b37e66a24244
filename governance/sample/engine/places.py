"""Real towns, streets that do not exist: enough of an address to look like one."""

from dataclasses import dataclass
from random import Random

from .identifiers import digits

# country: town, start of its postcodes, latitude, longitude
TOWNS = {
    "GB": (
        ("Leeds", "LS", 53.80, -1.55),
        ("Harrogate", "HG", 53.99, -1.54),
        ("Manchester", "M", 53.48, -2.24),
        ("Bristol", "BS", 51.45, -2.59),
        ("Edinburgh", "EH", 55.95, -3.19),
        ("Cardiff", "CF", 51.48, -3.18),
        ("Norwich", "NR", 52.63, 1.30),
        ("Brighton", "BN", 50.83, -0.14),
    ),
    "IE": (("Cork", "T12 ", 51.90, -8.47), ("Galway", "H91 ", 53.27, -9.06)),
    "DE": (
        ("Hamburg", "22", 53.55, 9.99),
        ("Köln", "50", 50.94, 6.96),
        ("Leipzig", "04", 51.34, 12.37),
        ("Freiburg im Breisgau", "79", 47.99, 7.85),
    ),
    "FR": (
        ("Lyon", "69", 45.76, 4.84),
        ("Nantes", "44", 47.22, -1.55),
        ("Bordeaux", "33", 44.84, -0.58),
    ),
    "SE": (("Göteborg", "41", 57.71, 11.97), ("Malmö", "21", 55.61, 13.00)),
    "US": (("Portland", "97", 45.52, -122.68), ("Burlington", "05", 44.48, -73.21)),
}
STREETS = {
    "GB": "Tenterfield Row|Cinder Lane|Larkspur Close|Old Bobbin Street|Weaver's Ginnel|Tan Pits",
    "IE": "Rathbrackan Road|Tobar Lane|Heronsbridge Terrace|Slip Quay Street",
    "DE": "Teekannenweg|Am Alten Speicher|Fliederkamp|Kupferschmiedgasse|Windmühlenstieg",
    "FR": "rue des Infusions|allée du Samovar|impasse des Tisserands|quai de la Bergamote",
    "SE": "Tekoppsgatan|Skeppsbyggarvägen|Lindblomsstigen",
    "US": "Teakettle Road|Cooper Mill Avenue|Juniper Hollow Drive",
}


@dataclass(frozen=True, slots=True)
class Address:
    country: str
    line1: str
    line2: str | None
    postcode: str
    city: str
    point: str


def address(random: Random, country: str) -> Address:
    city, start, latitude, longitude = random.choice(TOWNS[country])
    point = f"{latitude + random.gauss(0, 0.03):.5f},{longitude + random.gauss(0, 0.04):.5f}"
    return Address(
        country,
        _line(random, country),
        _flat(random),
        _postcode(random, start, country),
        city,
        point,
    )


def _line(random: Random, country: str) -> str:
    street, number = random.choice(STREETS[country].split("|")), random.randrange(1, 180)
    return f"{street} {number}" if country in {"DE", "SE"} else f"{number} {street}"


def _flat(random: Random) -> str | None:
    return f"Flat {random.randrange(1, 40)}" if random.random() < 0.12 else None


def _postcode(random: Random, start: str, country: str) -> str:
    if country == "GB":
        letters = "".join(random.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
        return f"{start}{random.randrange(1, 29)} {random.randrange(1, 10)}{letters}"
    if country == "IE":
        return start + "".join(random.choices("ACDEFHKNPRTVWXY0123456789", k=4))
    if country == "SE":
        return f"{start}{random.randrange(10)} {digits(random, 2)}"
    return start + digits(random, 3)
