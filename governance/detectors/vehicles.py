"""Vehicles, which have owners: identification numbers and plates."""

from governance.detector import Detector, Kind, Level, any_of, pattern

SIGNS = {sign: str(n) for n, sign in zip(
    [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9],
    "ABCDEFGHJKLMNPRSTUVWXYZ", strict=True)} | {str(n): str(n) for n in range(10)}  # fmt: skip
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(value: str) -> float:
    """Seventeen signs; in North America and China the ninth is a check digit."""
    text = value.upper()
    if len(text) != 17 or not text.isascii() or not all(sign in SIGNS for sign in text):
        return 0.0
    rest = sum(int(SIGNS[sign]) * weight for sign, weight in zip(text, WEIGHTS, strict=True)) % 11
    if text[8] == ("X" if rest == 10 else str(rest)):
        return 1.0
    return 0.3 if not text.isdigit() and not text.isalpha() else 0.0


class Vehicles(Detector):
    slug = "vehicles"
    label = "Vehicles"
    version = 1
    kinds = (
        Kind(
            "vin",
            "Vehicle identification number",
            Level.PERSONAL,
            names=("vin", "vehicle identification number", "vehicle id number", "vin number",
                   "fahrgestellnummer", "bastidor", "telaio", "chassi"),
            hints=("chassis",),
            test=vin,
            proof=6.0,
            share=0.6,
        ),
        Kind(
            "license_plate",
            "Licence plate",
            Level.PERSONAL,
            names=("license plate", "licence plate", "plate number", "plate", "number plate",
                   "kennzeichen", "matricula", "targa", "immatriculation", "kenteken",
                   "registration plate", "license plate number", "vehicle registration"),
            never=("name", "state", "appearance", "size", "steel"),
            test=any_of(
                pattern(r"[A-Z]{2}[0-9]{2} [A-Z]{3}", 0.9),  # Britain
                pattern(r"[A-Z\u00c4\u00d6\u00dc]{1,3}[- ][A-Z]{1,2}[ -][0-9]{1,4}[EH]?", 0.9),
                pattern(r"[A-Z]{2}-[0-9]{3}-[A-Z]{2}", 0.9),  # France, Italy
                pattern(r"[0-9]{4} ?[B-DF-HJ-NP-TV-Z]{3}", 0.7),  # Spain
                pattern(r"[A-Z0-9]{1,4}[- ]?[A-Z0-9]{1,4}(?:[- ][A-Z0-9]{1,3})?", 0.3),
            ),
            proof=3.0,
            share=0.5,
        ),
    )  # fmt: skip
