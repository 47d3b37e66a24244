"""The contract of a detector: the manual for whoever teaches the portal another sensitive kind.

A detector is one file in `governance/detectors/`, pure Python without Django, with one subclass of
`Detector`: a family of sensitive data (payment cards, health) as a tuple of `Kind`s. Nothing has to
be registered. `tests/governance/detectors/` holds every kind on the shelf to the promises below.

What a kind says
- `names` are phrases that say what a column holds (“date of birth”), `hints` those that may
  (“name”). They are compared word by word, never inside of a word: “cid” is not in “acid”. Case,
  accents, plurals and small words are no matter; `dateOfBirth`, `DATE OF BIRTH` and
  `dateofbirth` are one name. What comes behind a phrase can take it back: `email_verified` is no
  e-mail address. `never` lists words that do so for this kind alone.
- `test` looks at one value and answers from 0 (not this) to 1 (nothing else looks like it). It is
  asked many thousand times: an anchored regular expression without nested repetition, then digits.
- `looks` knows values that no list has but that do not speak against it either: most names of
  people are rare.
- `whole` looks at all values at once: dates of birth reach back decades, dates of orders do not.
- `proof` is what values weigh that all match, without any name; `refuted` what they weigh when
  none does. Weights are log-odds: `PRIOR` is what a column has against it before it is looked at,
  so a `proof` above three convinces alone, and one below needs a name beside it.
- `share` and `least` are the two thresholds: the part of the values, and how many different ones.

How a column is judged
    column = Column("EMPLOYEE NAME", values=("SMITH, JOHN", "DOE, JANE", …))
    judge = Judge(SHELF.all().values())   # governance.classification.engine
    verdict = judge.judged(column)
    verdict.kind, verdict.confidence, verdict.evidence

A detector answers with numbers only: no word of it is shown to people but `label`, an English
message that the doors translate. Whoever changes what a kind finds raises `version` of its family.
"""

from governance.detector.contract import Column, Detector, Kind, Level, Takes, Test, Whole
from governance.detector.matching import any_of, decimal, number, pattern, vocabulary
from governance.detector.values import LONGEST, MOST, cleaned, folded, masked, sampled
from governance.detector.words import words

__all__ = [
    "LONGEST",
    "MOST",
    "Column",
    "Detector",
    "Kind",
    "Level",
    "Takes",
    "Test",
    "Whole",
    "any_of",
    "cleaned",
    "decimal",
    "folded",
    "masked",
    "number",
    "pattern",
    "sampled",
    "vocabulary",
    "words",
]
