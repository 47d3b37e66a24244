"""What somebody earns and owes. Amounts look all alike: names must speak for them."""

import re

from governance.detector import Detector, Kind, Level, pattern

AMOUNT = pattern(
    r"\(?-?(?:[$€£¥₹]|USD|EUR|GBP|CHF)? ?-?[0-9]{1,3}(?:[,. '][0-9]{3}){0,4}(?:[.,][0-9]{1,10})?\)?"
    r"(?: ?(?:[$€£]|USD|EUR|GBP|CHF|[kK]|/ ?(?:hr|hour|yr|year)))?"
    r"|-?[0-9]{1,12}(?:[.,][0-9]{1,10})?"
    r"|[$€£]?[0-9.,kK]{2,12} ?(?:-|to) ?[$€£]?[0-9.,kK]{2,12}",
    0.4,
    re.IGNORECASE,
)


class Pay(Detector):
    slug = "pay"
    label = "Pay and means"
    version = 1
    kinds = (
        Kind(
            "salary",
            "Salary or wage",
            Level.SENSITIVE,
            names=("salary", "annual salary", "wage", "base pay", "gross pay", "hourly rate",
                   "compensation", "annual compensation", "overtime pay", "total pay", "net pay",
                   "gehalt", "sueldo", "salario", "stipendio", "salaire", "lohn", "regular pay",
                   "base salary", "monthly salary", "remuneration", "annual rate", "hourly wage",
                   "regular gross paid", "total ot paid", "overtime", "pay rate", "annual pay",
                   "regular earning", "overtime earning", "earning", "payrate", "bonus", "salaris",
                   "total earning", "quarterly payment", "total compensation", "annual income",
                   "income", "household income", "einkommen", "retro", "other pay"),
            hints=("pay", "gross", "benefit"),
            never=("average", "avg", "median", "grade", "type", "basis", "band", "frequency",
                   "plan", "hour", "carbon", "worker", "workers", "tax", "level", "median",
                   "interest", "housing", "restricted", "schedule", "from", "period", "date"),
            test=AMOUNT,
            proof=1.0,
            share=0.6,
        ),
        Kind(
            "credit_score",
            "Credit score",
            Level.SENSITIVE,
            names=("credit score", "fico", "fico score", "schufa", "credit rating", "net worth"),
            test=AMOUNT,
            proof=0.5,
        ),
    )  # fmt: skip
