"""Telephone numbers of many countries, as people write them: with and without separators."""

import re

from governance.detector import Detector, Kind, Level

DIALLED = re.compile(
    r"(?:tel\.?:? ?|ph:? ?|fax:? ?)?(\+?[0-9(][0-9 ()./\u00a0\u2013\-]{5,22}[0-9])"
    r"(?:\s?(?:x|ext\.?|extension|#|poste|int\.?)\s?[0-9]{1,6})?",
    re.IGNORECASE,
)
# what also is digits with signs between them: dates, ZIP+4, an EIN, a US SSN, decimals, years,
# a Polish post code, a book number
OTHERS = re.compile(
    r"[0-9]{1,4}([./\-])[0-9]{1,2}\1[0-9]{1,4}|[0-9]{5}-[0-9]{3,4}|[0-9]{2}-[0-9]{7}"
    r"|[0-9]{3}-[0-9]{2}-[0-9]{4}|[0-9]+\.[0-9]*|(?:19|20)[0-9]{2} ?[-\u2013/] ?(?:19|20)[0-9]{2}"
    r"|97[89][- ]?[0-9][0-9 \-]{8,12}|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}"
)
# North America: neither area nor exchange begin with 0 or 1, and no area has a 9 in the middle
AMERICAN = re.compile(
    r"(?:\+?1[ .\-]?)?\(?[2-9][0-8][0-9]\)?[ .\-/]{0,3}[2-9][0-9]{2}[ .\-]?[0-9]{4}"
)
WELL_GROUPED = re.compile(
    r"(?:\+|00|\(|0)[0-9 ()./\u00a0\u2013\-]+"
    r"|[0-9]{3}[-./ ][0-9]{3}[-./ ][0-9]{4}"
    r"|[0-9]{2,3}(?: [0-9]{2,3}){3,4}"
)


def phone(value: str) -> float:
    """How much of a telephone number a value is."""
    if len(value) > 60 or not (found := DIALLED.fullmatch(value)):
        return 0.0
    written = found[1]
    digits = sum(c.isdigit() for c in written)
    if not 7 <= digits <= 15 or OTHERS.fullmatch(written):
        return 0.0
    if written.isdigit():
        return _bare(written)
    if AMERICAN.fullmatch(written):
        return 1.0
    return 0.9 if WELL_GROUPED.fullmatch(written) else 0.3


def _bare(digits: str) -> float:
    """Without any separator only the rules of numbering plans speak for it."""
    if AMERICAN.fullmatch(digits):
        return 0.55
    if digits.startswith("0") and not digits.startswith("000") and 9 <= len(digits) <= 14:
        return 0.5
    return 0.2


class Phones(Detector):
    slug = "phones"
    label = "Telephone numbers"
    version = 1
    kinds = (
        Kind(
            "phone",
            "Telephone number",
            Level.PERSONAL,
            names=(
                "phone", "telephone", "phone number", "mobile", "mobile number", "cell phone",
                "cellphone", "tel", "tel number", "telefon", "telefono", "telefone", "telefoon",
                "handy", "movil", "celular", "cellulare", "portable", "gsm", "fax", "fax number",
                "handynummer", "telefonnummer", "mobilnummer", "whatsapp", "phonenum", "msisdn",
                "numero telephone", "puhelin", "telephon", "work phone", "home phone", "landline",
            ),
            hints=("cell", "contact number", "contact", "number to call", "hotline"),
            never=("country", "code", "area", "model", "booth", "pay", "brand", "os", "app", "ts"),
            test=phone,
            proof=5.5,
            share=0.45,
        ),
    )  # fmt: skip
