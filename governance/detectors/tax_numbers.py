"""Numbers under which people and firms pay tax."""

import re

from governance.detector import Detector, Kind, Level, any_of, number, pattern
from governance.detector.digits import eleven, luhn, mod11_10, weighed

PAID = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
VAT = (
    r"ATU[0-9]{8}|BE[01][0-9]{9}|BG[0-9]{9,10}|CY[0-9]{8}[A-Z]|CZ[0-9]{8,10}|DE[0-9]{9}|DK[0-9]{8}"
    r"|EE[0-9]{9}|EL[0-9]{9}|ES[A-Z0-9][0-9]{7}[A-Z0-9]|FI[0-9]{8}|FR[A-Z0-9]{2}[0-9]{9}"
    r"|GB[0-9]{9}|HR[0-9]{11}|HU[0-9]{8}|IE[0-9][A-Z0-9][0-9]{5}[A-Z]{1,2}|IT[0-9]{11}|LT[0-9]{9,12}"
    r"|LU[0-9]{8}|LV[0-9]{11}|MT[0-9]{8}|NL[0-9]{9}B[0-9]{2}|PL[0-9]{10}|PT[0-9]{9}|RO[0-9]{6,10}"
    r"|SE[0-9]{12}|SI[0-9]{8}|SK[0-9]{10}"
)


def steuer_id(digits: str) -> bool:
    """Of the first ten digits exactly one comes twice or three times."""
    again = [digits[:10].count(digit) for digit in set(digits[:10])]
    return sorted(again)[-2:] in ([1, 2], [1, 3]) and digits[0] != "0" and mod11_10(digits)


def oib(digits: str) -> bool:
    return mod11_10(digits)


def nip(digits: str) -> bool:
    return weighed(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(digits[9]) and digits > "1"


def portuguese(digits: str) -> bool:
    return eleven(digits, range(9, 1, -1), ten=0) and digits[0] in "12356789"


def tfn(digits: str) -> bool:
    return weighed(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0 and digits.strip("0") != ""


def abn(digits: str) -> bool:
    return (
        weighed(str(int(digits[0]) - 1) + digits[1:], PAID) % 89 == 0 if digits[0] != "0" else False
    )


class TaxNumbers(Detector):
    slug = "tax_numbers"
    label = "Tax numbers"
    version = 1
    kinds = (
        Kind(
            "in_pan",
            "Permanent account number (India)",
            Level.SENSITIVE,
            names=("pan card", "income tax pan", "pan number", "permanent account number"),
            hints=("pan",),
            test=pattern(r"[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]", flags=re.IGNORECASE),
            proof=7.5,
            share=0.6,
            takes=("text",),
        ),
        Kind(
            "us_ein",
            "Employer number (United States)",
            Level.INTERNAL,
            names=("ein", "employer identification number", "fein", "federal tax id"),
            test=any_of(pattern(r"[0-9]{2}-[0-9]{7}"), pattern(r"[0-9]{9}", 0.2)),
            proof=4.5,
            share=0.6,
        ),
        Kind(
            "de_tax_id",
            "Tax number (Germany)",
            Level.SENSITIVE,
            names=("steuer id", "steueridentifikationsnummer", "idnr", "steuerid", "steuernummer"),
            test=number(r"[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}", steuer_id),
            proof=7.0,
            share=0.6,
        ),
        Kind(
            "hr_oib",
            "OIB (Croatia)",
            Level.SENSITIVE,
            names=("oib", "osobni identifikacijski broj"),
            test=number(r"[0-9]{11}", oib),
            proof=5.5,
            share=0.6,
        ),
        Kind(
            "pl_nip",
            "NIP (Poland)",
            Level.INTERNAL,
            names=("nip", "numer nip"),
            test=number(r"[0-9]{3}-?[0-9]{3}-?[0-9]{2}-?[0-9]{2}", nip),
            proof=6.0,
            share=0.6,
        ),
        Kind(
            "pt_nif",
            "NIF (Portugal)",
            Level.SENSITIVE,
            names=("nif", "contribuinte", "numero contribuinte"),
            test=number(r"[0-9]{9}|[0-9]{3} [0-9]{3} [0-9]{3}", portuguese),
            proof=5.0,
            share=0.6,
        ),
        Kind(
            "it_partita_iva",
            "Partita IVA (Italy)",
            Level.INTERNAL,
            names=("partita iva", "p iva", "piva"),
            test=number(r"(?:IT)?[0-9]{11}", lambda text: luhn(text.removeprefix("IT"))),
            proof=2.9,
            share=0.6,
        ),
        Kind(
            "au_tfn",
            "Tax file number (Australia)",
            Level.SENSITIVE,
            names=("tfn", "tax file number"),
            test=number(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", tfn),
            proof=4.5,
            share=0.6,
        ),
        Kind(
            "au_abn",
            "Business number (Australia)",
            Level.INTERNAL,
            names=("abn", "australian business number"),
            test=number(r"[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}", abn),
            proof=7.0,
            share=0.6,
        ),
        Kind(
            "vat_number",
            "VAT number",
            Level.INTERNAL,
            names=("vat", "vat number", "vat id", "vat reg", "ust id", "ustid", "tva intra",
                   "btw nummer", "umsatzsteuer id"),
            never=("rate", "included", "excluded", "amount"),
            test=any_of(pattern(VAT), pattern(r"[A-Z0-9][A-Z0-9 .\-]{6,15}", 0.2)),
            proof=6.0,
            share=0.6,
        ),
        Kind(
            "tax_id",
            "Tax number",
            Level.SENSITIVE,
            names=("tax id", "tax number", "tin", "taxpayer id", "tax identification number",
                   "itin", "taxpayer identification number", "rfc", "codigo fiscal",
                   "tax payer id"),
            never=("fee", "type", "parcel", "map"),
            test=pattern(r"(?=[^ ]*[0-9])[A-Z0-9][A-Z0-9 .\-/]{5,20}", 0.3, re.IGNORECASE),
            proof=1.0,
        ),
    )  # fmt: skip
