"""Words as PostgreSQL's text search wants them. Pure."""

from collections.abc import Iterable

MOST_WORDS = 8


def lexeme(word: str) -> str:
    """One word of a text search query, in quotes; `word:*` and `word:A` keep what is behind."""
    bare, colon, options = word.partition(":")
    escaped = bare.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'{colon}{options}"


def tsquery(groups: Iterable[Iterable[str]]) -> str:
    """The query that wants one word of each group."""
    return " & ".join("(" + " | ".join(map(lexeme, words)) + ")" for words in groups)
