"""Numbers that European states give their people, each with its check digits."""

import re
from collections.abc import Callable
from string import ascii_uppercase

from governance.detector import Detector, Kind, Level, any_of, number, pattern
from governance.detector.digits import ean, eleven, is_day, luhn, weighed

SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"
ODD = dict(zip("0123456789" + ascii_uppercase, [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6,
    8, 12, 14, 16, 10, 22, 25, 24, 23], strict=True))  # fmt: skip


def nhs(digits: str) -> bool:
    return eleven(digits, range(10, 1, -1)) and len(set(digits)) > 1


def dni(text: str) -> bool:
    """The letter is the number's rest; a foreigner's begins with a letter that is a digit."""
    digits = str("XYZ".index(text[0])) + text[1:-1] if text[0] in "XYZ" else text[:-1]
    return SPANISH[int(digits) % 23] == text[-1]


def codice_fiscale(text: str) -> bool:
    """Every other sign weighs by a table, the others what they are."""
    total = sum(ODD[sign] for sign in text[:15:2])
    total += sum(int(sign) if sign.isdigit() else ord(sign) - 65 for sign in text[1:15:2])
    return ascii_uppercase[total % 26] == text[15]


def nir(text: str) -> bool:
    """Two digits bring it to a multiple of 97; Corsica's 2A and 2B count as 19 and 18."""
    digits = text.replace("2A", "19", 1).replace("2B", "18", 1)
    return digits.isdigit() and 97 - int(digits[:13]) % 97 == int(digits[13:])


def pesel(digits: str) -> bool:
    """The month carries the century."""
    day = is_day(
        0 if digits[:2] == "00" else int(digits[:2]), int(digits[2:4]) % 20, int(digits[4:6])
    )
    return day and weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def personnummer(text: str) -> bool:
    digits = "".join(sign for sign in text if sign.isdigit())[-10:]
    return is_day(int(digits[:2]), int(digits[2:4]), int(digits[4:6]) % 60) and luhn(digits)


def bsn(digits: str) -> bool:
    return weighed(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0 and digits.strip("0") != ""


def rijksregister(digits: str) -> bool:
    """97 less the rest; who was born from 2000 on has a 2 before it."""
    whole, check = int(digits[:9]), int(digits[9:])
    return check in (97 - whole % 97, 97 - (2_000_000_000 + whole) % 97) and digits[2:4] < "60"


def hetu(text: str) -> bool:
    digits = text[:6] + text[-4:-1]
    day = is_day(int(text[4:6]), int(text[2:4]), int(text[:2]))
    return day and FINNISH[int(digits) % 31] == text[-1]


def fodselsnummer(digits: str) -> bool:
    one = eleven(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2))
    return one and eleven(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) and digits[2:4] < "93"


def cpr(digits: str) -> bool:
    """The check digit was given up in 2007: a day is all that must be right."""
    return is_day(int(digits[4:6]), int(digits[2:4]), int(digits[:2]))


def austrian(digits: str) -> bool:
    check = weighed(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    return check == int(digits[3]) and int(digits[6:8]) <= 15


def rodne_cislo(digits: str) -> bool:
    """Of ten digits a multiple of eleven; the month of a woman has 50 more."""
    month = int(digits[2:4]) % 50 % 20
    return is_day(int(digits[:2]), month, int(digits[4:6])) and int(digits) % 11 == 0


def cnp(digits: str) -> bool:
    check = weighed(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    day = is_day(int(digits[1:3]), int(digits[3:5]), int(digits[5:7]))
    return day and int(digits[12]) == (1 if check == 10 else check)


def egn(digits: str) -> bool:
    check = weighed(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    day = is_day(int(digits[:2]), int(digits[2:4]) % 20, int(digits[4:6]))
    return day and int(digits[9]) == check


def baltic(digits: str) -> bool:
    """Estonia and Lithuania: other weights where the first ones leave ten."""
    check = weighed(digits, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighed(digits, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    day = is_day(int(digits[1:3]), int(digits[3:5]), int(digits[5:7]))
    return day and check == int(digits[10])


# slug, label, names, how it is written, check, and what a column full of them proves
STATES: tuple[tuple[str, str, tuple[str, ...], str, Callable[[str], bool], float], ...] = (
    ("uk_nhs", "NHS number (United Kingdom)", ("nhs number", "nhs", "nhs id"),
     r"[0-9]{3}([ -]?)[0-9]{3}\1[0-9]{4}", nhs, 7.0),
    ("es_nif", "DNI or NIE (Spain)", ("nif", "dni", "nie", "documento identidad"),
     r"[0-9]{8}[ -]?[A-Z]|[XYZ][ -]?[0-9]{7}[ -]?[A-Z]", dni, 8.0),
    ("it_codice_fiscale", "Codice fiscale (Italy)", ("codice fiscale", "cod fisc", "cod fiscale"),
     r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]",
     codice_fiscale, 9.0),
    ("fr_nir", "Social security number (France)",
     ("nir", "numero securite sociale", "securite sociale", "num secu", "insee number"),
     r"[1-478] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3}[ -]?[0-9]{2}", nir, 8.0),
    ("pl_pesel", "PESEL (Poland)", ("pesel", "numer pesel"), r"[0-9]{11}", pesel, 7.0),
    ("se_personnummer", "Personal number (Sweden)",
     ("personnummer", "pnr", "person nr", "personal identity number"),
     r"(?:19|20)?[0-9]{6}[-+]?[0-9]{4}", personnummer, 7.0),
    ("nl_bsn", "Citizen service number (Netherlands)",
     ("bsn", "burgerservicenummer", "sofinummer", "citizen service number"),
     r"[0-9]{9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}", bsn, 5.5),
    ("be_national_number", "National number (Belgium)",
     ("rijksregisternummer", "numero registre national", "insz", "niss", "nrn"),
     r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}-?[0-9]{3}\.?[0-9]{2}", rijksregister, 7.0),
    ("fi_hetu", "Personal identity code (Finland)", ("hetu", "henkilotunnus"),
     r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", hetu, 8.0),
    ("no_fodselsnummer", "Birth number (Norway)", ("fodselsnummer", "fnr", "personnr"),
     r"[0-9]{6} ?[0-9]{5}", fodselsnummer, 8.0),
    ("dk_cpr", "CPR number (Denmark)", ("cpr", "cpr number", "cprnr", "cpr nummer"),
     r"[0-9]{6}-[0-9]{4}", cpr, 4.0),
    ("ch_ahv", "AHV number (Switzerland)", ("ahv", "avs", "ahv number", "ahvnummer", "numero avs"),
     r"756\.?[0-9]{4}\.?[0-9]{4}\.?[0-9]{2}", ean, 9.0),
    ("at_svnr", "Social security number (Austria)", ("svnr", "sozialversicherungsnummer", "sv nr"),
     r"[1-9][0-9]{3} ?[0-9]{6}", austrian, 6.0),
    ("cz_rodne_cislo", "Birth number (Czechia, Slovakia)", ("rodne cislo", "rc"),
     r"[0-9]{6}/?[0-9]{4}", rodne_cislo, 7.0),
    ("ro_cnp", "CNP (Romania)", ("cnp", "cod numeric personal"), r"[1-9][0-9]{12}", cnp, 8.0),
    ("bg_egn", "EGN (Bulgaria)", ("egn",), r"[0-9]{10}", egn, 7.0),
    ("baltic_id", "Personal code (Estonia, Lithuania)", ("isikukood", "asmens kodas"),
     r"[1-6][0-9]{10}", baltic, 7.5),
)  # fmt: skip
GIVEN = (
    r"(?:ZZ|(?!BG|GB|KN|NK|NT|TN)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
    r" ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}"
)
BRITISH = Kind(
    "uk_nino",
    "National insurance number (United Kingdom)",
    Level.SENSITIVE,
    names=("national insurance number", "nino", "ni number", "national insurance"),
    test=any_of(
        pattern(GIVEN + r" ?[A-D]", 1.0, re.IGNORECASE),
        pattern(GIVEN + r" ?[A-Z]", 0.6, re.IGNORECASE),  # made up, as tests and forms do
    ),
    proof=7.0,
    share=0.6,
    takes=("text",),
)


class EuropeanIds(Detector):
    slug = "national_ids_europe"
    label = "National numbers of Europe"
    version = 1
    kinds = (
        *(
            Kind(
                slug,
                label,
                Level.SENSITIVE,
                names=names,
                test=number(written, check),
                proof=proof,
                share=0.6,
            )
            for slug, label, names, written, check, proof in STATES
        ),
        BRITISH,
    )
