"""Check digit schemes used by cards, accounts, bar codes and national numbers."""

from string import ascii_uppercase

PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"


def luhn(digits: str) -> str:
    """The digit to append so that the whole number passes the Luhn test."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def iban(country: str, account: str) -> str:
    """The two check digits of ISO 13616: the rearranged number leaves 1 when divided by 97."""
    return f"{98 - int(_lettered(account + country + '00')) % 97:02d}"


def rib(bank: str, branch: str, account: str) -> str:
    """The two digits that close a French account number made of digits."""
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02d}"


def ean(digits: str) -> str:
    """The last digit of a thirteen-digit bar code."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-weighted % 10)


def steuer_id(digits: str) -> str:
    """ISO 7064 MOD 11,10, the eleventh digit of a German tax number."""
    product = 10
    for digit in digits:
        remainder = (int(digit) + product) % 10 or 10
        product = remainder * 2 % 11
    return str((11 - product) % 10)


def nir(digits: str) -> str:
    """The two-digit key of a French social security number."""
    return f"{97 - int(digits) % 97:02d}"


def pps(digits: str) -> str:
    """The letter that closes an Irish personal public service number."""
    return PPS_LETTERS[sum(int(d) * (8 - place) for place, d in enumerate(digits)) % 23]


def _lettered(text: str) -> str:
    return "".join(str(ascii_uppercase.index(c) + 10) if c.isalpha() else c for c in text)
