"""From text to statements: split, bounded, parsed one by one.

The parser cannot be interrupted, and a few shapes make it try every way to read them, which takes
for ever: those are refused by their tokens, before it sees them.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from governance.lineage.engine.commands import understood
from governance.lineage.engine.names import Names
from governance.lineage.rules import Reason

MOST_TEXT = 4_000_000  # characters of one input
MOST_TOKENS = 50_000  # of one statement: about a second
MOST_OPEN_JOINS = 12  # JOINs waiting for their ON; each doubles the time
MOST_SUBSCRIPTS = 200  # of one expression: a[1][1]…

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # what it cannot read is a verdict already

# What is left when the first word of a statement is misspelled: the parser takes it for a value.
_NO_STATEMENT = (exp.Alias, exp.Column, exp.Identifier, exp.Literal, exp.Binary, exp.Func)
_BARE = frozenset({TokenType.CROSS, TokenType.NATURAL})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: parsed, or the reason why not."""

    ordinal: int
    line: int
    node: exp.Expr | None
    reason: Reason | None = None


def statements(text: str, names: Names) -> Iterator[Statement]:
    """The statements of a text. One that cannot be read does not spoil the others."""
    if len(text) > MOST_TEXT:
        yield Statement(1, 1, None, Reason("too_large", {"limit": MOST_TEXT}))
        return
    try:
        tokens = list(names.dialect.tokenize(text))
    except (SqlglotError, RecursionError, ValueError) as error:
        yield Statement(1, 1, None, _unreadable(error))
        return
    for ordinal, part in enumerate(_split(tokens), start=1):
        yield _parsed(ordinal, part, text, names)


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.token_type is not TokenType.SEMICOLON:
            part.append(token)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _parsed(ordinal: int, tokens: list[Token], text: str, names: Names) -> Statement:
    line = tokens[0].line
    reason = _refused(tokens)
    if reason is None:
        try:
            node = names.dialect.parser().parse(tokens, text)[0]
            if node is not None and not isinstance(node, _NO_STATEMENT):
                return Statement(ordinal, line, understood(node, names.dialect))
            reason = Reason("unreadable", {"detail": f"({line}:{tokens[0].col})"})
        except RecursionError:
            reason = Reason("too_deep")
        except (SqlglotError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
            reason = _unreadable(error)
    return Statement(ordinal, line, None, reason)


def _refused(tokens: list[Token]) -> Reason | None:
    if len(tokens) > MOST_TOKENS:
        return Reason("too_large", {"limit": MOST_TOKENS})
    joins = subscripts = 0
    before: TokenType | None = None
    for token in tokens:
        kind = token.token_type
        if kind in (TokenType.ON, TokenType.USING):
            joins = 0
        elif kind is TokenType.JOIN and before not in _BARE:
            joins += 1
        elif kind is TokenType.L_BRACKET and before is TokenType.R_BRACKET:
            subscripts += 1
        if joins > MOST_OPEN_JOINS or subscripts > MOST_SUBSCRIPTS:
            return Reason("too_deep")
        before = kind
    return None


def _unreadable(error: Exception) -> Reason:
    """Where it stopped, in the parser's words without its colours and line breaks."""
    told = getattr(error, "errors", None)
    if told:
        first = told[0]
        detail = f"{first.get('description')} ({first.get('line')}:{first.get('col')})"
    else:
        detail = str(error).partition("\n")[0]
    return Reason("unreadable", {"detail": detail[:300]})
