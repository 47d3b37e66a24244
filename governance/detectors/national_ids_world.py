"""Numbers that states outside of Europe give their people, with their check digits."""

import re
from collections.abc import Callable

from governance.detector import Detector, Kind, Level, any_of, number, pattern
from governance.detector.digits import eleven, is_day, luhn, mod11_2, verhoeff, weighed

CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
AREA = r"(?!000|666|9[0-9]{2})[0-9]{3}"  # of an American number: these were never given out


def cpf(digits: str) -> bool:
    one = eleven(digits, range(10, 1, -1), ten=0)
    return one and eleven(digits, range(11, 1, -1), ten=0) and len(set(digits)) > 1


def rut(text: str) -> bool:
    """Chile: the check may be a K."""
    total = sum(int(d) * (2 + at % 6) for at, d in enumerate(reversed(text[:-1])))
    return "0123456789K0"[11 - total % 11] == text[-1]


def curp(text: str) -> bool:
    total = sum(CURP.index(sign) * (18 - at) for at, sign in enumerate(text[:17]))
    day = is_day(int(text[4:6]), int(text[6:8]), int(text[8:10]))
    return day and -total % 10 == int(text[17])


def resident(text: str) -> bool:
    return is_day(int(text[6:10]), int(text[10:12]), int(text[12:14])) and mod11_2(text)


def korean(digits: str) -> bool:
    check = (11 - weighed(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return is_day(int(digits[:2]), int(digits[2:4]), int(digits[4:6])) and check == int(digits[12])


def taiwanese(text: str) -> bool:
    lead = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0]) + 10
    total = lead // 10 + lead % 10 * 9 + weighed(text[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1))
    return total % 10 == 0


def nric(text: str) -> bool:
    """Singapore: letters by a table that the first letter chooses."""
    total = weighed(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + 4 * (text[0] in "TG")
    return ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[total % 11] == text[8]


def south_african(digits: str) -> bool:
    return is_day(int(digits[:2]), int(digits[2:4]), int(digits[4:6])) and luhn(digits)


def turkish(digits: str) -> bool:
    tenth = (weighed(digits[:9:2], (7,) * 5) - weighed(digits[1:8:2], (1,) * 4)) % 10
    return tenth == int(digits[9]) and weighed(digits[:10], (1,) * 10) % 10 == int(digits[10])


def thai(digits: str) -> bool:
    return (11 - weighed(digits, range(13, 1, -1)) % 11) % 10 == int(digits[12])


def my_number(digits: str) -> bool:
    rest = weighed(digits[10::-1], (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)) % 11
    return (0 if rest <= 1 else 11 - rest) == int(digits[11])


def medicare(digits: str) -> bool:
    return weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(digits[8])


# slug, label, names, how it is written, check, and what a column full of them proves
STATES: tuple[tuple[str, str, tuple[str, ...], str, Callable[[str], bool], float], ...] = (
    ("br_cpf", "CPF (Brazil)", ("cpf", "cadastro pessoas fisicas"),
     r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-?[0-9]{2}", cpf, 8.0),
    ("cl_rut", "RUT (Chile)", ("rut", "run chile"),
     r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}-?[0-9K]", rut, 5.5),
    ("mx_curp", "CURP (Mexico)", ("curp",),
     r"[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]", curp, 9.0),
    ("in_aadhaar", "Aadhaar (India)",
     ("aadhaar", "aadhar", "uidai", "aadhaar number", "aadhar number"),
     r"[2-9][0-9]{3}([ -]?)[0-9]{4}\1[0-9]{4}", verhoeff, 7.0),
    ("ca_sin", "Social insurance number (Canada)",
     ("social insurance number", "sin number", "numero assurance sociale"),
     r"[1-79][0-9]{2}([ -]?)[0-9]{3}\1[0-9]{3}", luhn, 2.9),
    ("cn_resident_id", "Resident identity number (China)",
     ("resident identity number", "shenfenzheng", "chinese id", "身份证号", "身份证号码"),
     r"[1-9][0-9]{16}[0-9X]", resident, 9.0),
    ("kr_rrn", "Resident registration number (Korea)",
     ("resident registration number", "rrn", "주민등록번호"), r"[0-9]{6}-?[0-9]{7}", korean, 7.5),
    ("tw_id", "National identity number (Taiwan)", ("taiwan id", "身分證字號"),
     r"[A-Z][1289][0-9]{8}", taiwanese, 7.0),
    ("sg_nric", "NRIC or FIN (Singapore)", ("nric", "fin number", "nric fin"),
     r"[STFG][0-9]{7}[A-Z]", nric, 8.0),
    ("za_id", "Identity number (South Africa)", ("sa id number", "south african id", "rsa id"),
     r"[0-9]{6} ?[0-9]{4} ?[01][89] ?[0-9]", south_african, 7.5),
    ("il_id", "Identity number (Israel)",
     ("teudat zehut", "israeli id", "תעודת זהות", "mispar zehut"),
     r"[0-9]{9}", luhn, 2.5),
    ("tr_tckn", "Identity number (Türkiye)", ("tckn", "tc kimlik", "tc kimlik no", "kimlik no"),
     r"[1-9][0-9]{10}", turkish, 8.0),
    ("th_id", "Identity number (Thailand)", ("thai id", "เลขบัตรประชาชน"),
     r"[1-8](-?)[0-9]{4}\1[0-9]{5}\1[0-9]{2}\1[0-9]", thai, 6.0),
    ("jp_my_number", "Individual number (Japan)", ("my number", "kojin bango", "個人番号"),
     r"[0-9]{4}([ -]?)[0-9]{4}\1[0-9]{4}", my_number, 5.5),
    ("au_medicare", "Medicare number (Australia)", ("medicare number", "medicare card"),
     r"[2-6][0-9]{3} ?[0-9]{5} ?[0-9]", medicare, 5.0),
)  # fmt: skip
OTHERS = (
    Kind(
        "us_ssn",
        "Social security number (United States)",
        Level.SENSITIVE,
        names=("ssn", "social security number", "social security", "soc sec", "ss number",
               "ssn last"),
        test=any_of(
            pattern(AREA + r"-(?!00)[0-9]{2}-(?!0000)[0-9]{4}"),
            pattern(AREA + r" (?!00)[0-9]{2} (?!0000)[0-9]{4}", 0.8),
            pattern(AREA + r"(?!00)[0-9]{2}(?!0000)[0-9]{4}", 0.3),
            pattern(r"[X*x]{3}-?[X*x]{2}-?[0-9]{4}", 0.8),
        ),
        proof=6.5,
        share=0.6,
    ),
    Kind(
        "national_id",
        "National identity number",
        Level.SENSITIVE,
        names=("national id", "national id number", "identity number", "id card number", "cedula",
               "personalausweis", "numero identidad", "citizen id", "identity card", "cni",
               "national identifier", "documento identificacion"),
        never=("type",),
        test=pattern(r"(?=[^ ]*[0-9])[0-9A-Z][0-9A-Z .\-/]{4,22}", 0.3, re.IGNORECASE),
        proof=1.0,
    ),
)  # fmt: skip


class WorldIds(Detector):
    slug = "national_ids_world"
    label = "National numbers of the world"
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
        *OTHERS,
    )
