"""Points on the map: pairs of numbers, WKT, GeoJSON, degrees; latitudes and longitudes alone."""

import re
from collections.abc import Sequence

from governance.detector import Detector, Kind, Level, any_of, decimal, pattern

EXACT = r"[-+]?[0-9]{1,3}\.[0-9]{1,18}"
SHAPE = re.compile(
    r"(?:SRID=[0-9]{1,6}; ?)?(?:MULTI)?(?:POINT|LINESTRING|POLYGON)(?: ?[ZM]{1,2})? ?"
    r"\({1,3} ?[-+]?[0-9]{1,9}(?:\.[0-9]{1,20})? ",
    re.IGNORECASE,
)
DEGREES = (
    r"[0-9]{1,3}[°º:d ] ?[0-9]{1,2}['′:m ] ?[0-9]{1,2}(?:\.[0-9]{1,6})?[\"″s]? ?[NSEW](?:.{1,40})?"
)
GEOJSON = re.compile(r"\{[^{}]{0,80}['\"](?:coordinates|latitude|longitude|lat|lng|lon)['\"]")
PAIR = re.compile(rf"\(?\[?({EXACT})°?,? ?[;,/ ] ?({EXACT})°?\)?\]?")
LATER = re.compile(rf"\(({EXACT})°?, ?({EXACT})°?\)")  # behind an address, as portals write it


def point(value: str) -> float:
    """A pair of numbers of which one is a latitude and the other a longitude."""
    found = PAIR.fullmatch(value) if len(value) <= 60 else None
    if not found and value.endswith(")") and len(value) <= 400:
        found = LATER.search(value)
    if not found:
        return 0.0
    one, two = abs(float(found[1])), abs(float(found[2]))
    if min(one, two) > 90 or max(one, two) > 180:
        return 0.0
    return 1.0 if min(len(found[1]), len(found[2])) >= 6 else 0.5


def geojson(value: str) -> float:
    """An object of GeoJSON or one of its neighbours, however much of it there is."""
    return 1.0 if value.startswith("{") and GEOJSON.match(value) else 0.0


def wkt(value: str) -> float:
    """Well-known text, of which only the beginning is read."""
    return 1.0 if SHAPE.match(value) else 0.0


def degree(value: str) -> float:
    """A number that can be a latitude or a longitude, the more so with decimals."""
    number = decimal(value)
    if number is None or abs(number) > 180:
        return 0.0
    decimals = len(value.replace(",", ".").partition(".")[2])
    return 0.8 if decimals >= 4 else 0.5 if decimals else 0.2


def in_one_region(values: Sequence[str]) -> float:
    """A town's latitudes differ by little and have many decimals, unlike amounts and shares."""
    numbers = sorted(n for value in values if (n := decimal(value)) is not None)
    if len(numbers) < 10 or len(numbers) < 0.8 * len(values):
        return 0.0
    exact = sum(len(value.replace(",", ".").partition(".")[2]) >= 5 for value in values)
    low, high = numbers[len(numbers) // 20], numbers[-1 - len(numbers) // 20]
    if exact > 0.8 * len(values) and abs(high) >= 5 and high - low < 15 and abs(high) <= 180:
        return 1.8 if high - low < 3 else 0.8
    return 0.0


class Places(Detector):
    slug = "places"
    label = "Coordinates"
    version = 1
    kinds = (
        Kind(
            "geo_point",
            "Coordinates",
            Level.PERSONAL,
            names=("lat long", "latlong", "lat lon", "lat lng", "geo point", "geopoint", "geoloc",
                   "coordinate", "geolocation", "georeference", "geo location", "the geom", "geom",
                   "gps", "gps coordinate", "point location", "geo shape", "wkt", "geometry",
                   "location point", "koordinaten", "coordenada", "coordonnee", "geo", "shape",
                   "new georeferenced column", "geocoded location", "geocoded column", "latlng",
                   "geographic location", "geocode", "geo coordinate", "lat lon pair"),
            hints=("location", "location 1", "position", "point", "home lat", "mapped location"),
            never=("latency", "length", "len", "area", "accuracy", "precision", "system"),
            test=any_of(
                point,
                wkt,
                geojson,
                pattern(DEGREES),
            ),
            proof=7.0,
            share=0.4,
        ),
        Kind(
            "latitude",
            "Latitude",
            Level.PERSONAL,
            names=("lat", "latitude", "latitud", "latitudine", "breitengrad", "y lat", "geo lat",
                   "breedtegraad", "gps lat", "center lat", "start lat", "end lat", "intptlat"),
            hints=("y", "coord y", "y coord", "point y", "y coordinate"),
            never=("latency", "machine", "pull", "lon", "long", "longitude", "lng"),
            test=degree,
            whole=in_one_region,
            proof=2.2,
            share=0.6,
        ),
        Kind(
            "longitude",
            "Longitude",
            Level.PERSONAL,
            names=("lon", "lng", "longitude", "longitud", "longitudine", "langengrad", "x lon",
                   "geo lon", "geo lng", "lengtegraad", "gps lon", "start lng", "end lng", "long",
                   "intptlon"),
            hints=("x", "coord x", "x coord", "point x", "x coordinate"),
            never=("description", "name", "title", "text", "term", "url", "how", "lat", "latitude"),
            test=degree,
            whole=in_one_region,
            proof=2.1,
            share=0.6,
        ),
    )  # fmt: skip
