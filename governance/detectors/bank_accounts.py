"""Bank accounts and wallets: IBAN with its length by country, routing numbers, crypto addresses."""

import re

from governance.detector import Detector, Kind, Level, any_of, number, pattern
from governance.detector.digits import mod97, weighed

LENGTHS = dict(
    part.split(":")
    for part in """
        AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BR:29 BY:28 CH:21 CR:22 CY:28
        CZ:24 DE:22 DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18
        GR:27 GT:28 HR:21 HU:28 IE:22 IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32
        LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 MR:27 MT:31 MU:30 NL:18 NO:15
        PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 SA:24 SC:31 SE:24 SI:19 SK:24 SM:27 ST:25
        SV:28 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20
    """.split()
)
WRITTEN = re.compile(r"(?:IBAN:? ?)?([A-Z]{2}[0-9]{2}(?:[ \-]?[A-Z0-9]){11,30})", re.IGNORECASE)


def iban(value: str) -> float:
    """Of a country that has them, as long as there, and right by mod 97."""
    found = WRITTEN.fullmatch(value) if len(value) <= 60 and value.isascii() else None
    if not found:
        return 0.0
    bare = found[1].replace(" ", "").replace("-", "").upper()
    return 1.0 if LENGTHS.get(bare[:2]) == str(len(bare)) and mod97(bare) else 0.0


def routing(digits: str) -> bool:
    """The number of an American bank."""
    return weighed(digits, (3, 7, 1) * 3) % 10 == 0 and digits[:2] <= "32" and digits > "01"


class BankAccounts(Detector):
    slug = "bank_accounts"
    label = "Bank accounts and wallets"
    version = 1
    kinds = (
        Kind(
            "iban",
            "Bank account number (IBAN)",
            Level.SENSITIVE,
            names=("iban", "international bank account number"),
            hints=("bank account", "konto", "cuenta", "compte", "conto", "rekening"),
            test=iban,
            proof=9.0,
            share=0.4,
            takes=("text",),
        ),
        Kind(
            "bank_account",
            "Bank account number",
            Level.SENSITIVE,
            names=(
                "bank account", "bank account number", "kontonummer", "numero cuenta",
                "rekeningnummer", "numero compte", "bban", "clabe",
            ),
            never=("name", "title", "balance"),
            test=pattern(r"[0-9][0-9 \-]{5,26}[0-9]", 0.3),
            proof=1.0,
        ),
        Kind(
            "bank_routing",
            "Bank routing number",
            Level.INTERNAL,
            names=("routing number", "aba number", "sort code", "blz", "bankleitzahl",
                   "aba routing"),
            test=any_of(
                number(r"[0-9]{9}", routing),
                pattern(r"[0-9]{2}-[0-9]{2}-[0-9]{2}|[1-8][0-9]{7}", 0.3)
            ),
            proof=2.5,
        ),
        Kind(
            "crypto_wallet",
            "Crypto wallet address",
            Level.PERSONAL,
            names=("btc address", "bitcoin address", "eth address", "wallet address", "wallet"),
            test=any_of(
                pattern(r"0x[0-9a-fA-F]{40}"),
                pattern(r"bc1[02-9ac-hj-np-z]{25,71}"),
                pattern(r"[13](?=[^\s]*[0-9])(?=[^\s]*[A-Z])[1-9A-HJ-NP-Za-km-z]{25,34}", 0.8),
            ),
            proof=7.0,
            share=0.4,
            takes=("text",),
        ),
    )  # fmt: skip
