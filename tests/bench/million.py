"""Search and lists on a large catalogue, for users who see all, a tenth, a thousandth of it.

BENCH_ASSETS assets: 100,000 by default, 1,000,000 in full. Pages are whole requests of a signed-in
browser. `hit@10` is the share of known items that stand among the first ten.
"""

import gc
import os
import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.access import queries as access
from core.people.models import User
from governance.catalog import queries as catalog
from governance.catalog.models import Asset
from governance.catalog.rules import naming
from governance.search import queries as search
from tests.bench import company
from tests.bench.company import Company
from tests.bench.report import spread, title

ASSETS = int(os.environ.get("BENCH_ASSETS", "100000"))
ASKED = 100  # known items of each kind of query
ROUNDS = 20  # times that a page is asked for
Ask = Callable[[], Any]
Wanted = list[tuple[str, str]]


def measure() -> None:
    """Make a company, then ask."""
    started = time.perf_counter()
    made = company.make(ASSETS)
    title(f"{Asset.objects.count():,} assets, made in {time.perf_counter() - started:.0f} s")
    for name, user in made.users.items():
        seen = sum(one.n for one in catalog.tallies(user))
        print(f"{name} sees {seen:,} in {len(access.visible(user, 'catalog.view').scopes)} scopes")
    # The collector would walk what the company was made of in the middle of some answers.
    gc.collect()
    gc.freeze()
    pages(made)
    found(made)
    plans(made)


# --- Pages ------------------------------------------------------------------------------------
def addresses(made: Company) -> dict[str, str]:
    """Pages and API pages that a large catalogue could make slow."""
    often, seldom = made.words[0], made.words[-1]
    source = Asset.objects.filter(kind=Asset.Kind.SOURCE).order_by("id").values_list("pk").first()
    assert source is not None
    return {
        "list": "/assets/",
        "list, columns": "/assets/?kind=column",
        "list, sources": "/assets/?kind=source",
        "list, one source": f"/assets/?source={source[0]}",
        "list, newest": "/assets/?ordering=-updated_at",
        "list, newest columns": "/assets/?kind=column&ordering=-updated_at",
        "list, retired": "/assets/?state=retired",
        "list, common word": f"/assets/?q={often}",
        "list, rare word": f"/assets/?q={seldom}",
        "list, columns, common word": f"/assets/?kind=column&q={often}",
        "search, common word": f"/search/?q={often}",
        "search, rare word": f"/search/?q={seldom}",
        "API": "/api/v1/assets?page_size=50",
        "API, tables": "/api/v1/assets?page_size=50&kind=table",
        "API, newest": "/api/v1/assets?page_size=50&ordering=-updated_at",
        "API, by name": f"/api/v1/assets?name={made.tables[0][1]}",
        "API, by path": f"/api/v1/assets?fqn={made.tables[0][1]}",
        "API, rare word": f"/api/v1/assets?q={seldom}",
    }


def pages(made: Company) -> None:
    """Every page for every user; then the pages of assets."""
    title("pages")
    for label, path in addresses(made).items():
        for name, user in made.users.items():
            answered(f"{label}, {name}", [(user, path)] * ROUNDS)
    for name, user in made.users.items():
        some = catalog.active(user).filter(kind=Asset.Kind.TABLE).order_by("id")[:ROUNDS]
        answered(f"page of a table, {name}", [(user, f"/assets/{one.pk}/") for one in some])


def answered(label: str, asked: Sequence[tuple[User, str]]) -> None:
    """One line for some pages, each asked for once before."""
    for user, path in asked[:1]:
        get(user, path)
    if asked:
        spread(label, [lambda u=user, p=path: get(u, p) for user, path in asked])  # type: ignore[misc]


_clients: dict[UUID, Client] = {}


def get(user: User, path: str) -> Any:
    """What a signed-in browser gets."""
    if user.pk not in _clients:
        _clients[user.pk] = Client(SERVER_NAME="localhost")
        _clients[user.pk].force_login(user)
    answer = _clients[user.pk].get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


# --- Search -----------------------------------------------------------------------------------
def queries(made: Company) -> dict[str, Wanted]:
    """Known items by kind of query: (what is typed, the name that must be found)."""
    tables = made.chance.sample(made.tables, min(ASKED, len(made.tables)))
    columns = made.chance.sample(made.columns, min(ASKED, len(made.columns)))
    names = [name for _, name in tables]
    worded = [(naming.words(name), name) for name in names]
    several = [(words, name) for words, name in worded if len(words) > 1]

    def wrong(word: str) -> str:
        return misspelt(word, made)

    return {
        "exact": [(name, name) for name in names],
        "dotted": [(f"{schema}.{name}", name) for schema, name in tables],
        "dotted, half": [(f"{schema}.{half(name)}", name) for schema, name in tables],
        "beginning": [(name[: max(4, len(name) * 2 // 3)], name) for name in names],
        "words": [(" ".join(words), name) for words, name in several],
        "words run together": [("".join(words), name) for words, name in several],
        "table and column": [(f"{t} {c}".replace("_", " "), c) for t, c in columns],
        "one wrong letter": [
            (" ".join([wrong(words[0]), *words[1:]]), name) for words, name in worded
        ],
        "two wrong words": [(" ".join(map(wrong, words)), name) for words, name in several],
        "half of it misspelt": [
            (wrong(words[0]) + half("".join(words[1:])), name) for words, name in several
        ],
        "the commonest words": [(word, "") for word in made.words[:20]],
        "a letter": [(letter, "") for letter in company.CONSONANTS],
    }


def half(name: str) -> str:
    return name[: len(name) // 2 + 1]


def misspelt(word: str, made: Company) -> str:
    """The word with a letter left out, swapped or wrong, not the first one."""
    at = made.chance.randrange(1, max(2, len(word) - 1))
    before, letter, after = word[:at], word[at : at + 1], word[at + 1 :]
    swapped = before + after[:1] + letter + after[1:]
    return made.chance.choice((before + after, swapped, f"{before}x{after}"))


def found(made: Company) -> None:
    """Every kind of query for every user, and how often the known item is among the first ten."""
    title("search")
    for kind, asked in queries(made).items():
        for name, user in made.users.items():
            search.search(user, asked[0][0], limit=10)
            spread(
                f"{kind}, {name}",
                [lambda u=user, t=text: search.search(u, t, limit=10) for text, _ in asked],  # type: ignore[misc]
            )
        if all(wanted for _, wanted in asked):
            hits = sum(is_found(made.users["all"], *one) for one in asked)
            print(f"{f'{kind}, hit@10':<34} {hits / len(asked):>9.2f}", flush=True)


def is_found(user: User, text: str, name: str) -> bool:
    """Whether something of this name is among the first ten."""
    hits = search.search(user, text, limit=10).hits
    return any(one.asset.name_norm == naming.normalised(name) for one in hits)


# --- Plans ------------------------------------------------------------------------------------
def plans(made: Company) -> None:
    """Name every statement of a page that reads more than a tenth of the table."""
    walked = []
    for name, user in made.users.items():
        for label, path in addresses(made).items():
            get(user, path)
            with CaptureQueriesContext(connection) as captured:
                get(user, path)
            for query in captured:
                if "governance_asset" in query["sql"] and "SELECT" in query["sql"][:10]:
                    read, took = most_read(query["sql"])
                    if read > ASSETS / 10:
                        walked.append(
                            f"{label}, {name}: {read:,} rows, {took:.0f} ms: {query['sql'][:2000]}"
                        )
    title(f"{len(walked)} statements read more than a tenth of the table")
    print("\n".join(walked))


def most_read(sql: str) -> tuple[int, float]:
    """The most rows that one step of a plan looks at; milliseconds that the statement takes."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", None)
        plan = cursor.fetchone()[0][0]
    waiting, most = [plan["Plan"]], 0
    while waiting:
        node = waiting.pop()
        waiting += node.get("Plans", [])
        gone = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
        most = max(most, (node["Actual Rows"] + gone) * node["Actual Loops"])
    return int(most), float(plan["Execution Time"])
