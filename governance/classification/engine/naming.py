"""What the name of a column says: one look at its words answers for every kind at once."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from governance.detector import Kind, words

# Behind a phrase these say that the column is about the thing, and does not hold it.
BEHIND = frozenset(
    """
        verified verify status type flag count valid validated template url uri link hash
        md5 sha sha1 sha256 salt version at ts timestamp epoch format len length model fee
        provider carrier updated changed sent bounced opt consent preference enabled amount
        rate percent pct score source method reason required exists missing cost usage
        category quality confidence indicator ind yn bool expiration expires created
        modified deleted hint policy attempt checksum style index idx total isbn carrier
        limit available allowed confirmed label prefix suffix filename img image icon
    """.split()
)
# Before a phrase these do the same.
BEFORE = frozenset(
    """
        has is number count total avg average num any no without needs show hide send use allow can
        md5 hash hashed valid verified invalid enable require missing max min unique
        distinct
    """.split()
)
# A name that ends in one of these is known to hold something else.
OTHERS = frozenset(
    """
        version firmware sku order amount price isbn ean product item company supplier
        vendor status state url link city town county country color colour department agency
        school facility park description version currency quantity category brand
        neighborhood borough district ward agency program project event checksum etag
        schedule path file tag keyword ticket invoice organization organisation business
        manufacturer model region province municipality commune gemeinde
    """.split()
)
NAMELESS = re.compile(
    r"(?:col|column|columna|spalte|field|feld|f|c|v|x|var|attr|attribute|unnamed|value|data|text|str|"
    r"string|val|key|a|b|k|d|e|g|h)?[\s_:.\-]{0,3}[0-9]{0,6}",
    re.IGNORECASE,
)
PEOPLE = frozenset(
    """
        person people employee customer patient user member staff contact payroll student
        voter officer client subscriber attendee applicant guest resident teacher donor
        passenger worker personnel inmate arrest offender victim tenant hr crew candidate
        child parent physician doctor kunde mitarbeiter persona cliente empleado personne
        employe dipendente
    """.split()
)
BESIDE = frozenset(
    """
        dob birthdate birthday ssn gender sex surname lastname firstname salary
    """.split()
)

How = Literal["says", "hints", "taken_back"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a name says about one kind: by which phrase, or which word took it back."""

    how: How
    by: str


class Dictionary:
    """The phrases of all kinds, found by their first word."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], Kind, bool]]] = defaultdict(list)
        self._never = {}
        for kind in kinds:
            self._never[kind.slug] = frozenset(word for one in kind.never for word in words(one))
            for sure, phrases in ((True, kind.names), (False, kind.hints)):
                for phrase in phrases:
                    self._add(words(phrase), kind, sure)

    def _add(self, phrase: tuple[str, ...], kind: Kind, sure: bool) -> None:
        self._phrases[phrase[0]].append((phrase, kind, sure))
        if len(phrase) > 1 and len(whole := "".join(phrase)) > 5:
            self._phrases[whole].append(((whole,), kind, sure))

    def read(self, name: str) -> dict[str, Said]:
        """By slug what a name says; a longer phrase and a certain one win."""
        parts = words(name)
        best: dict[str, tuple[tuple[bool, bool, int], Said]] = {}
        for at, first in enumerate(parts):
            for phrase, kind, sure in self._phrases.get(first, ()):
                if parts[at : at + len(phrase)] != phrase:
                    continue
                said = self._said(parts, at, phrase, kind, sure)
                rank = said.how != "taken_back", sure, len(phrase)
                if kind.slug not in best or rank > best[kind.slug][0]:
                    best[kind.slug] = rank, said
        return _longest(best, len(parts))

    def _said(
        self, parts: tuple[str, ...], at: int, phrase: tuple[str, ...], kind: Kind, sure: bool
    ) -> Said:
        before, behind = parts[:at], parts[at + len(phrase) :]
        wrong = next((word for word in behind if word in BEHIND), None)
        wrong = wrong or next((word for word in before if word in BEFORE), None)
        never = self._never[kind.slug]
        wrong = wrong or next((word for word in (*before, *behind) if word in never), None)
        if wrong:
            return Said("taken_back", wrong)
        return Said("says" if sure else "hints", " ".join(phrase))


def _longest(best: dict[str, tuple[tuple[bool, bool, int], Said]], count: int) -> dict[str, Said]:
    """Without what is part of a longer phrase of another kind: “e-mail address” is no address."""
    longest = max((rank[2] for rank, said in best.values() if said.how == "says"), default=0)
    return {
        slug: Said("hints", said.by) if said.how == "says" and rank[2] < longest == count else said
        for slug, (rank, said) in best.items()
    }


def is_nameless(name: str) -> bool:
    return bool(NAMELESS.fullmatch(name.strip()))


def other(name: str) -> str | None:
    """The word that says that a column holds something else."""
    parts = [part for part in words(name) if not part.isdigit()]
    known = OTHERS | BEHIND
    return parts[-1] if parts and parts[-1] in known else None


def among_people(table: str, neighbours: Iterable[str]) -> str | None:
    """The word that says that a table is about people."""
    for word in words(table):
        if word in PEOPLE:
            return word
    beside = (word for name in neighbours for word in words(name))
    return next((word for word in beside if word in BESIDE), None)
