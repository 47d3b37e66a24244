"""Check digits: the arithmetic that tells a number from a row of digits.

Every function takes bare digits (or letters) and says whether the number can be one.
"""

from collections.abc import Iterable, Sequence
from itertools import cycle

_ROUNDS = (
    (0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
    (1, 2, 3, 4, 0, 6, 7, 8, 9, 5),
    (2, 3, 4, 0, 1, 7, 8, 9, 5, 6),
    (3, 4, 0, 1, 2, 8, 9, 5, 6, 7),
    (4, 0, 1, 2, 3, 9, 5, 6, 7, 8),
    (5, 9, 8, 7, 6, 0, 4, 3, 2, 1),
    (6, 5, 9, 8, 7, 1, 0, 4, 3, 2),
    (7, 6, 5, 9, 8, 2, 1, 0, 4, 3),
    (8, 7, 6, 5, 9, 3, 2, 1, 0, 4),
    (9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
)
_TURNS = [tuple(range(10)), (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)]
for _ in range(6):
    _TURNS.append(tuple(_TURNS[1][digit] for digit in _TURNS[-1]))
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def luhn(digits: str) -> bool:
    """Payment cards, IMEI, many national numbers (ISO/IEC 7812-1)."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        total += _DOUBLED[int(digit)] if at % 2 else int(digit)
    return total % 10 == 0 and any(digit != "0" for digit in digits)


def mod97(text: str) -> bool:
    """IBAN: letters are numbers from 10 on, the first four signs stand last (ISO 13616)."""
    moved = text[4:] + text[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def verhoeff(digits: str) -> bool:
    """Aadhaar: finds every single wrong digit and every pair that changed places."""
    check = 0
    for at, digit in enumerate(reversed(digits)):
        check = _ROUNDS[check][_TURNS[at % 8][int(digit)]]
    return check == 0


def mod11_10(digits: str) -> bool:
    """ISO 7064 MOD 11,10: the German tax number, the Croatian OIB."""
    product = 10
    for digit in digits[:-1]:
        rest = (int(digit) + product) % 10 or 10
        product = rest * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


def mod11_2(text: str) -> bool:
    """ISO 7064 MOD 11-2: the Chinese resident number, whose last sign may be an X."""
    total = 0
    for sign in text[:-1]:
        total = (total + int(sign)) * 2 % 11
    last = 10 if text[-1] in "Xx" else int(text[-1])
    return (total + last) % 11 == 1


def ean(digits: str) -> bool:
    """Weights 1 and 3 by turns, from the right (GS1); the Swiss social number is one."""
    weights: Iterable[int] = cycle((1, 3))
    return weighed(digits[::-1], weights) % 10 == 0


def weighed(digits: str, weights: Iterable[int]) -> int:
    """The sum of digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def eleven(digits: str, weights: Sequence[int], ten: int | None = None) -> bool:
    """The last digit is what the weighed others lack to a multiple of eleven.

    `ten` is the digit that stands for a rest of ten; without one such a number does not exist.
    """
    check = -weighed(digits[: len(weights)], weights) % 11
    wanted = ten if check == 10 else check
    return wanted is not None and int(digits[len(weights)]) == wanted


def is_day(year: int, month: int, day: int) -> bool:
    """Whether a calendar has this day; a year of two digits counts as a leap year if it may."""
    if not 1 <= month <= 12 or day < 1:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0 or year == 0)
    longest = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return day <= longest[month - 1]
