"""What typed words may mean: known words, beginnings of known words, words with a typing error.

The vocabulary is everybody's, so what it suggests is used only where it stands in something that
the asker sees: a suggestion must not betray a hidden name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import QuerySet, TextField, Value

from governance.catalog.models import Asset, Word
from governance.catalog.rules import wording
from governance.search import rules

REPAIRS = 8
FEW = 2  # words that are all repaired although all are known
PROBED = 8  # suggestions for a word that are looked for among what the asker sees
LAST = chr(0x10FFFF)
Near = Mapping[str, Mapping[str, int]]  # typed word → words that may be meant → their commonness


@dataclass(frozen=True)
class Meaning:
    """Ways to read a query, each a list of groups of lexemes; all groups must be found.

    `commonness` is the number of assets that hold the rarest of its words, `repaired` what is
    searched for instead of a misspelt word.
    """

    ways: list[list[list[str]]]
    commonness: int
    repaired: dict[str, list[str]] = field(default_factory=dict)

    def tsquery(self) -> str:
        """All ways as one text search query."""
        return " | ".join(f"({wording.tsquery(way)})" for way in self.ways if way)

    def whole(self) -> str:
        """The same with whole words only: what holds them ranks before what begins like them."""
        ways = [[[one.removesuffix(":*") for one in group] for group in way] for way in self.ways]
        return " | ".join(f"({wording.tsquery(way)})" for way in ways if way)


@dataclass(frozen=True)
class _Known:
    """What the vocabulary says of a typed word: in how many assets it is, and how many begin so."""

    known: bool
    df: int
    begins: bool
    begun_df: int


def understood(words: tuple[str, ...]) -> Meaning:
    """The words as they were typed, joined where that is a word: no repairs yet."""
    ways = [words, *rules.joined(words)]
    said = _vocabulary({word for way in ways for word in way})
    possible = [way for way in ways if way == words or all(_fits(said[word]) for word in way)]
    rarest = min((_weight(said[word], word == words[-1]) for word in words), default=0)
    return Meaning([[_group(w, said[w], w == way[-1]) for w in way] for way in possible], rarest)


def repaired(words: tuple[str, ...], seen: QuerySet[Asset], everything: bool) -> Meaning:
    """The words with those repaired that nobody knows.

    Where all are known and nothing fits, a few may be known only to others, or rightly spelt and
    wrongly meant; of many words it is rather their combination that does not exist.
    """
    said = _vocabulary(words)
    few = words if len(words) <= FEW else ()
    wrong = [word for word in words if not _fits(said[word])] or list(few)
    wrong = [word for word in wrong if len(word) >= rules.SHORTEST_REPAIRED]
    near = _near(wrong)
    if not everything:
        near = _standing_in(seen, near)
    found = {word: list(some)[:REPAIRS] for word, some in near.items()}
    way = [found.get(word) or _group(word, said[word], word == words[-1]) for word in words]
    rarest = min(
        sum(near[word][one] for one in found[word]) if word in found else said[word].df
        for word in words
    )
    return Meaning([way, *_parted(words, wrong)], rarest, found)


def _fits(said: _Known) -> bool:
    return said.known or said.begins


def _weight(said: _Known, is_last: bool) -> int:
    return said.begun_df if is_last or not said.known else said.df


def _group(word: str, said: _Known, is_last: bool) -> list[str]:
    """The last word may still be being typed, and so may one that is only known as a beginning."""
    return [f"{word}:*"] if is_last or (said.begins and not said.known) else [word]


def _vocabulary(words: Iterable[str]) -> Mapping[str, _Known]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT q.w, k.word IS NOT NULL, coalesce(k.df, 0), b.n > 0, b.df
            FROM unnest(%s::text[]) AS q(w)
            LEFT JOIN governance_word k ON k.word = q.w COLLATE "C"
            CROSS JOIN LATERAL (
              SELECT count(*) AS n, coalesce(sum(x.df), 0) AS df FROM governance_word x
              WHERE x.word >= q.w COLLATE "C" AND x.word < (q.w || chr(1114111)) COLLATE "C"
            ) b
            """,
            [sorted(set(words))],
        )
        return {word: _Known(*said) for word, *said in cursor.fetchall()}


_NEAR = """
SELECT q.typed, x.word, max(x.df)
FROM unnest(%s::text[], %s::text[], %s::text[]) AS q(typed, edit, until)
CROSS JOIN LATERAL (
  SELECT word, df FROM governance_word
  WHERE word >= q.edit COLLATE "C" AND word < q.until COLLATE "C" ORDER BY word LIMIT 12
) x WHERE x.word <> q.typed GROUP BY q.typed, x.word
ORDER BY 1, min((x.word <> q.edit)::int), 3 DESC, length(x.word), 2
"""


def _near(words: list[str]) -> Near:
    """For each word the known words one typing error away, then those that begin so."""
    probes = [(word, edit, _until(edit)) for word in words for edit in rules.edits(word)]
    near: defaultdict[str, dict[str, int]] = defaultdict(dict)
    if probes:
        with connection.cursor() as cursor:
            cursor.execute(_NEAR, [list(column) for column in zip(*probes, strict=True)])
            for typed, word, df in cursor.fetchall():
                near[typed][word] = df
    return near


def _until(edit: str) -> str:
    """What comes after all words that begin so; after the word itself when it is short."""
    return edit + (chr(1) if len(edit) < rules.SHORTEST_BEGINNING else LAST)


def _standing_in(seen: QuerySet[Asset], near: Near) -> Near:
    """Only the suggestions that stand in something the user sees, asked in one statement."""
    words = sorted({word for some in near.values() for word in list(some)[:PROBED]})
    if not words:
        return {}
    first, *others = [_standing(seen, word) for word in words]
    stand = {word for (word,) in first.union(*others, all=True)}
    left = {
        typed: {word: df for word, df in some.items() if word in stand}
        for typed, some in near.items()
    }
    return {typed: some for typed, some in left.items() if some}


def _standing(seen: QuerySet[Asset], word: str) -> QuerySet[Asset, Any]:
    query = SearchQuery(wording.lexeme(word), config="simple", search_type="raw")
    found = seen.order_by().filter(search=query).annotate(word=Value(word, TextField()))
    return found.values_list("word")[:1]


def _parted(words: tuple[str, ...], wrong: list[str]) -> list[list[list[str]]]:
    """The words with one of the wrong ones as two known words."""
    parts = {half for word in wrong for pair in rules.halves(word) for half in pair}
    known = set(Word.objects.filter(word__in=parts).values_list("word", flat=True))
    ways = []
    for word in wrong:
        for one, two in rules.halves(word):
            if one in known and two in known:
                at = words.index(word)
                ways.append([[w] for w in (*words[:at], one, two, *words[at + 1 :])])
    return ways[:REPAIRS]
