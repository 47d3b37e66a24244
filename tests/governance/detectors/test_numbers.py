"""Numbers with check digits: a right one is found, and one changed digit is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.detector import digits
from tests.governance.detectors.test_shelf import KINDS

BY_SLUG = {kind.slug: kind for kind in KINDS}
RIGHT = {  # published examples
    "uk_nhs": "943 476 5919",
    "es_nif": "12345678Z",
    "it_codice_fiscale": "RSSMRA85T10A562S",
    "fr_nir": "2 55 08 14 168 025 38",
    "pl_pesel": "44051401359",
    "se_personnummer": "811228-9874",
    "nl_bsn": "111222333",
    "be_national_number": "85.07.30-033.28",
    "fi_hetu": "131052-308T",
    "ch_ahv": "756.9217.0769.85",
    "at_svnr": "1237 010180",
    "cz_rodne_cislo": "710319/2745",
    "ro_cnp": "1630615123457",
    "bg_egn": "7523169263",
    "baltic_id": "37605030299",
    "br_cpf": "390.533.447-05",
    "cl_rut": "12.531.909-2",
    "mx_curp": "BOXW310820HNERXN09",
    "in_aadhaar": "2341 2341 2346",
    "ca_sin": "130 692 544",
    "cn_resident_id": "11010519491231002X",
    "kr_rrn": "971013-9019902",
    "tw_id": "A123456789",
    "sg_nric": "S1234567D",
    "za_id": "7503305044089",
    "il_id": "039337423",
    "tr_tckn": "17291716060",
    "th_id": "1-2345-45678-78-1",
    "de_tax_id": "36 574 261 809",
    "hr_oib": "33392005961",
    "pl_nip": "856-734-62-15",
    "pt_nif": "501964843",
    "au_tfn": "123 456 782",
    "au_abn": "83 914 571 673",
    "it_partita_iva": "00743110157",
    "iban": "GB29 NWBK 6016 1331 9268 19",
    "imei": "490154203237518",
    "credit_card": "4111 1111 1111 1111",
}


@pytest.mark.parametrize("slug", RIGHT)
def test_a_right_number_is_found(slug: str) -> None:
    assert BY_SLUG[slug].test(RIGHT[slug]) == 1.0


@pytest.mark.parametrize("slug", RIGHT)
def test_the_last_digit_cannot_be_another(slug: str) -> None:
    number = RIGHT[slug]
    at = max(at for at, sign in enumerate(number) if sign.isdigit())
    if number[-1].isalpha() and slug != "cn_resident_id":
        others = [number[:at] + str((int(number[at]) + 1) % 10) + number[at + 1 :]]
    else:
        others = [number[:at] + d + number[at + 1 :] for d in "0123456789" if d != number[at]]
    assert [other for other in others if BY_SLUG[slug].test(other)] == []


def changed(number: str, at: int, by: int) -> str:
    at %= len(number)
    return number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]


DIGITS = st.text("0123456789", min_size=11, max_size=15)
PLACE, BY = st.integers(0, 30), st.integers(1, 9)


@given(DIGITS, PLACE, BY)
def test_luhn_and_verhoeff_and_mod11_10_find_every_wrong_digit(
    number: str, place: int, by: int
) -> None:
    for check in (digits.luhn, digits.verhoeff, digits.mod11_10):
        right = [number + last for last in "0123456789" if check(number + last)]
        assert len(right) == 1 or not number.strip("0")
        assert not any(check(changed(one, place, by)) for one in right if number.strip("0"))


@given(st.text("0123456789", min_size=18, max_size=18), PLACE, BY)
def test_an_iban_with_one_wrong_digit_is_none(account: str, place: int, by: int) -> None:
    rest = int(account + "131400") % 97  # DE00
    iban = f"DE{98 - rest:02d}"
    assert BY_SLUG["iban"].test(iban + account) == 1.0
    assert BY_SLUG["iban"].test(iban + changed(account, place, by)) == 0.0
