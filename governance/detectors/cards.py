"""Payment cards: numbers that issuers give out and that pass Luhn, and what belongs to one."""

import re

from governance.detector import Detector, Kind, Level, pattern
from governance.detector.digits import luhn

ISSUED = re.compile(
    r"4[0-9]{12}(?:[0-9]{3}){0,2}"
    r"|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|35(?:2[89]|[3-8][0-9])[0-9]{12}"
    r"|6(?:011|5[0-9]{2}|4[4-9][0-9])[0-9]{12}|62[0-9]{14,17}|(?:50|5[6-8]|6[0-9])[0-9]{10,17}"
)
WRITTEN = re.compile(
    r"[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}\1[0-9]{1,7}"
    r"|[0-9]{4}([ -]?)[0-9]{6}\2[0-9]{4,5}"
                     r"|[0-9]{12,19}")  # fmt: skip


def card(value: str) -> float:
    """One that an issuer may have given out and whose last digit is right."""
    if not value.isascii() or not WRITTEN.fullmatch(value):
        return 0.0
    digits = value.replace(" ", "").replace("-", "")
    return 1.0 if ISSUED.fullmatch(digits) and luhn(digits) else 0.0


class Cards(Detector):
    slug = "cards"
    label = "Payment cards"
    version = 1
    kinds = (
        Kind(
            "credit_card",
            "Payment card number",
            Level.SENSITIVE,
            names=(
                "card number", "credit card", "credit card number", "cc number", "ccnum", "cc num",
                "debit card", "card pan", "primary account number", "kreditkarte",
                "tarjeta credito", "carte bancaire", "carta credito", "cartao credito",
                "kartennummer", "creditcard",
            ),
            hints=("pan", "card", "cc"),
            never=("library", "type", "brand", "green", "holder", "last 4", "expiry"),
            test=card,
            proof=8.0,
            share=0.6,
        ),
        Kind(
            "card_security_code",
            "Card security code",
            Level.SECRET,
            names=("cvv", "cvc", "cvv 2", "card security code", "card verification"),
            never=("year", "result", "match", "response"),
            test=pattern(r"[0-9]{3,4}", 0.2),
            proof=0.5,  # three digits are anything
        ),
    )  # fmt: skip
