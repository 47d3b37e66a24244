"""Free text in which personal data stands among other words."""

import re

from governance.detector import Detector, Kind, Level
from governance.detectors.bank_accounts import iban
from governance.detectors.cards import card

SENTENCE = 4  # words at least
FOUND = re.compile(
    r"[A-Za-z0-9_.+\-]{1,64}@[A-Za-z0-9\-]{1,63}\.[A-Za-z]{2,24}\b"
    r"|(?<![\w.\-])(?!000|666|9)[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w\-])"
    r"|(?<![\w.\-])\(?[2-9][0-9]{2}\)?[ .\-][2-9][0-9]{2}[.\-][0-9]{4}(?![\w\-])"
    r"|(?<![\w.\-])\+[1-9][0-9]{0,2}[ \-(][0-9 ()\-]{6,14}[0-9]"
)
CHECKED = re.compile(
    r"(?<!\w)(?:[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?"
    r"|[0-9][0-9 \-]{11,18}[0-9])(?!\w)"
)


def mixed(value: str) -> float:
    """A sentence with an address, a phone, a card, an account or an official number in it."""
    if len(value) < 20 or value.count(" ") < SENTENCE:
        return 0.0
    if FOUND.search(value):
        return 1.0
    return 1.0 if any(iban(found) or card(found) for found in CHECKED.findall(value)) else 0.0


class Texts(Detector):
    slug = "texts"
    label = "Free text"
    version = 1
    kinds = (
        Kind(
            "mixed_text",
            "Free text with personal data",
            Level.PERSONAL,
            test=mixed,
            proof=5.5,
            share=0.03,
            refuted=1.0,
            takes=("text",),
        ),
    )
