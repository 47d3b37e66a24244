"""What every connector on the shelf promises, tried on real engines."""

import importlib
import inspect
import pkgutil
from contextlib import suppress
from itertools import chain

import pytest

from governance import connectors
from governance.connector import (
    PROBLEMS,
    TROUBLE_PARAMS,
    VERDICT_PARAMS,
    Connector,
    Key,
    Limits,
    Relation,
    Selection,
    Trouble,
)
from tests.governance.connectors.labs import SECRET, Lab, MariadbLab, PostgresLab, SqliteLab
from tests.governance.connectors.path_labs import DuckdbLab, FilesLab

LABS: list[type[Lab]] = [PostgresLab, MariadbLab, SqliteLab, DuckdbLab, FilesLab]
PLACES = {
    "postgresql-given": PostgresLab,
    "postgresql-own": PostgresLab,
    "mysql": MariadbLab,
    "sqlite": SqliteLab,
    "duckdb": DuckdbLab,
    "files": FilesLab,
}
STRUCTURED = [place for place, lab in PLACES.items() if lab.structured]
CHANGES = [(place, name) for place, lab in PLACES.items() for name in lab.changes]
REMAINS = [(place, name) for place, lab in PLACES.items() for name in lab.remains]
HOSTILE = (
    "two words", 'a "quoted" one', "it's", "dot.ted", "ünïcode", "😀 emoji", "line\nbreak", "tab\t",
    "back\\slash", "%s %(name)s", "{curly}", "semi;colon --", "null", "select", "$1", "''",
    "`tick`", "trailing ", "Ⅷ\u202e\u200b", "\\u0000",
)  # fmt: skip


def shelf() -> list[type[Connector]]:
    found = []
    for info in pkgutil.iter_modules(connectors.__path__, f"{connectors.__name__}."):
        module = importlib.import_module(info.name)
        for _, item in inspect.getmembers(module, inspect.isclass):
            if item.__module__ == info.name and issubclass(item, Connector):
                found.append(item)
    return found


def digests(lab: Lab) -> dict[Key, bytes]:
    with lab.connector().open("test") as session:
        return {(mark.schema, mark.name): mark.digest for mark in session.fingerprints()}


def relations(lab: Lab, keys: list[Key] | None = None, batch: int = 1000) -> dict[Key, Relation]:
    with lab.connector().open("test") as session:
        found = list(chain.from_iterable(session.relations(keys, batch)))
    assert len({(one.schema, one.name) for one in found}) == len(found)
    return {(one.schema, one.name): one for one in found}


def picture(lab: Lab) -> tuple[dict[Key, bytes], dict[Key, Relation]]:
    with lab.connector().open("test") as session:
        marks = {(mark.schema, mark.name): mark.digest for mark in session.fingerprints()}
        found = chain.from_iterable(session.relations(None))
        return marks, {(one.schema, one.name): one for one in found}


def differing(before: dict, after: dict) -> set:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def test_every_connector_on_the_shelf_has_a_lab():
    assert {one.slug for one in shelf()} == {lab.slug for lab in LABS}


@pytest.mark.parametrize("kind", shelf(), ids=lambda kind: kind.slug)
def test_a_connector_describes_itself(kind):
    assert kind.label
    assert kind.description
    assert kind.dialect
    names = [option.name for option in kind.options]
    assert len(set(names)) == len(names)
    assert all(option.label for option in kind.options)
    for option in kind.options:
        assert bool(option.choices) == (option.kind == "choice")
        if option.default is not None:
            assert option.checked(None) == option.default


@pytest.mark.parametrize("kind", shelf(), ids=lambda kind: kind.slug)
@pytest.mark.parametrize(
    "tail", ["://[", ":", "://h:port/x", "://a:s3cret@h/x?nope=1", "", "://h/x?password=s3cret"]
)
def test_a_bad_address_is_a_trouble_without_the_address(kind, tail):
    with pytest.raises(Trouble) as caught:
        kind(*kind.from_url(kind.url_schemes[0] + tail), Limits())
    assert caught.value.code in ("bad_url", "bad_option")
    assert "s3cret" not in str(caught.value)


def test_one_picture_seen_from_all_sides(lab):
    with lab.connector().open("test") as session:
        marks = list(session.fingerprints())
        found = list(chain.from_iterable(session.relations(None)))
        schemas = {schema.name for schema in session.schemas()}
        assert session.count() == len(marks) == len(found)
    assert {(m.schema, m.name, m.kind, m.external_id) for m in marks} == {
        (r.schema, r.name, r.kind, r.external_id) for r in found
    }
    assert {mark.schema for mark in marks} <= schemas
    assert len({mark.external_id for mark in marks}) == len(marks)
    assert {len(mark.digest) for mark in marks} == {16}
    assert not [one for one in found if one.problem]


def test_a_table_comes_with_its_columns(lab):
    found = relations(lab)
    purchase = found[lab.key("purchase")]
    assert [column.name for column in purchase.columns] == ["id", "customer_id", "amount"]
    assert purchase.columns[2].type.lower() == lab.exact


@pytest.mark.parametrize("lab", STRUCTURED, indirect=True)
def test_a_table_comes_with_its_keys_and_a_view_with_its_query(lab):
    found = relations(lab)
    purchase = found[lab.key("purchase")]
    keys = {(one.kind, one.columns, one.target, one.target_columns) for one in purchase.constraints}
    assert keys == {
        ("primary_key", ("id",), None, ()),
        ("unique", ("customer_id", "amount"), None, ()),
        ("foreign_key", ("customer_id",), lab.key("customer"), ("id",)),
    }
    customer = found[lab.key("customer")]
    assert not customer.columns[1].nullable
    assert customer.columns[2].default.startswith("'none'")
    known = found[lab.key("known")]
    assert known.kind == "view"
    assert "customer" in known.definition
    assert [column.name for column in known.columns] == ["id", "name"]


def test_identity_is_the_same_in_every_session(lab):
    with lab.connector().open("one") as first, lab.connector().open("two") as second:
        assert first.identity() == second.identity()
        assert first.identity().version


def test_batches_are_bounded_and_complete(lab):
    with lab.connector().open("test") as session:
        batches = list(session.relations(None, batch=2))
        assert sum(map(len, batches)) == session.count()
    assert {len(batch) for batch in batches[:-1]} == {2}
    assert 0 < len(batches[-1]) <= 2


def test_only_wanted_relations_come(lab):
    wanted = [lab.key("note"), lab.key("known"), lab.key("note"), ("nowhere", "gone"), ("", "\0")]
    assert set(relations(lab, wanted)) == {lab.key("note"), lab.key("known")}
    assert relations(lab, []) == {}


def test_wanted_relations_are_what_they_are_in_a_full_read(lab):
    full = relations(lab)
    assert relations(lab, list(full)) == full


@pytest.mark.parametrize(
    "wanted",
    [
        Selection(exclude=("*.note",)),
        Selection(include=("*.NO?E", "*.k*")),
        Selection(include=("*.Ünote",), exclude=("*.known",)),
        Selection(include=("nowhere",)),
    ],
)
def test_patterns_are_the_same_in_the_source_and_here(lab, wanted):
    lab.run(f"CREATE TABLE {quoted('ünote')} (a integer)")
    with lab.connector().open("test") as session:
        everything = {(mark.schema, mark.name) for mark in session.fingerprints()}
        found = {(mark.schema, mark.name) for mark in session.fingerprints(wanted)}
        assert session.count(wanted) == len(found)
        assert session.count() == len(everything)
    assert found == {key for key in everything if wanted.takes(*key)}


def test_an_abandoned_iterator_leaves_the_session_usable(lab):
    with lab.connector().open("test") as session:
        next(session.fingerprints())
        next(session.relations(None, batch=1))
        assert session.count() == len(list(session.fingerprints()))


def scan_statements(lab: Lab) -> int:
    with lab.connector().open("test") as session:
        session.identity(), session.schemas(), list(session.fingerprints())
        list(session.relations(None)), list(session.sizes()), session.count()
        session.count(Selection(exclude=("nothing",)))
        return session.statements


def test_statements_do_not_grow_with_the_source(lab):
    before = scan_statements(lab)
    lab.run(*(f"CREATE TABLE t{n} (a integer, b text)" for n in range(60)))
    assert scan_statements(lab) == before <= 20


def test_nothing_can_be_written_through_a_session(lab):
    before = digests(lab)
    with lab.connector().open("test") as session, pytest.raises(Exception, match=lab.refusal):
        lab.write(session)
    assert digests(lab) == before


def test_a_session_sees_one_moment(lab):
    with lab.connector().open("test") as session:
        before = session.count()
        with suppress(*lab.held_off):
            lab.run("CREATE TABLE late (a integer)")
        marks = {mark.name for mark in session.fingerprints()}
        names = {one.name for one in chain.from_iterable(session.relations(None))}
        assert "late" not in marks | names
        assert session.count() == before


def test_fingerprints_stay_as_long_as_nothing_changes(lab):
    assert digests(lab) == digests(lab)


@pytest.mark.parametrize(("lab", "change"), CHANGES, indirect=["lab"])
def test_a_change_shows_in_the_fingerprints_it_touches_and_no_others(lab, change):
    was, before = picture(lab)
    lab.run(*lab.changes[change])
    now, after = picture(lab)
    changed, touched = differing(was, now), differing(before, after)
    views = {key for key, one in after.items() if one.kind == "view"}
    assert touched
    assert touched <= changed
    assert changed - touched <= (views if lab.views_follow_all else set())


@pytest.mark.parametrize(("lab", "change"), REMAINS, indirect=["lab"])
def test_what_is_no_change_leaves_fingerprints_alone(lab, change):
    before = digests(lab)
    lab.run(*lab.remains[change])
    assert digests(lab) == before


def test_hostile_names_come_back_as_they_are(lab):
    names = [name for name in HOSTILE if name not in lab.impossible]
    lab.run(
        *(f"CREATE TABLE {quoted(name)} ({quoted(name)} integer)" for name in names),
        *(f"CREATE VIEW {quoted('v ' + one)} AS SELECT * FROM {quoted(one)}" for one in names),
    )
    keys = [lab.key(prefix + name) for name in names for prefix in ("", "v ")]
    assert set(keys) <= digests(lab).keys()
    found = relations(lab, keys)
    assert set(found) == set(keys)
    for name in names:
        assert [column.name for column in found[lab.key(name)].columns] == [name]
        assert [column.name for column in found[lab.key("v " + name)].columns] == [name]


def test_a_table_with_a_thousand_columns(lab):
    columns = ", ".join(f"c{n} integer" for n in range(1000))
    lab.run(f"CREATE TABLE wide ({columns})")
    found = relations(lab, [lab.key("wide")])[lab.key("wide")]
    assert [column.name for column in found.columns] == [f"c{n}" for n in range(1000)]


def test_an_empty_source_is_no_trouble(lab):
    lab.run(*lab.without)
    views = [one.name for one in relations(lab).values() if one.kind == "view"]
    lab.run(*(f"DROP VIEW {view}" for view in views))
    lab.run("DROP TABLE note", "DROP TABLE purchase", "DROP TABLE customer")
    assert digests(lab) == relations(lab) == {}
    assert [verdict.state for verdict in lab.connector().test()][-1] == "passed"


def test_a_good_source_passes_every_step(lab):
    verdicts = list(lab.connector().test())
    steps = [verdict.step for verdict in verdicts]
    assert steps == ["resolve", "connect", "sign_in", "read_catalog", "coverage"]
    assert {verdict.state for verdict in verdicts} <= {"passed", "skipped"}
    for verdict in verdicts:
        assert set(verdict.params) == set(VERDICT_PARAMS[verdict.code])
    assert SECRET not in repr(verdicts)


def test_an_abandoned_test_closes_its_session(lab):
    steps = lab.connector().test()
    assert [next(steps).step for _ in range(4)][-1] == "read_catalog"
    steps.close()
    lab.run("DROP TABLE note")


def test_what_cannot_work_raises_its_trouble_and_tells_no_secret(lab):
    for code, connector in lab.broken().items():
        with pytest.raises(Trouble) as caught, connector.open("test"):
            pass
        assert caught.value.code == code
        assert set(caught.value.params) == set(TROUBLE_PARAMS[code])
        verdicts = list(connector.test())
        assert [v.state for v in verdicts].index("failed") == len(verdicts) - 1
        assert (verdicts[-1].code, verdicts[-1].params) == (code, caught.value.params)
        told = f"{caught.value!s} {caught.value!r} {verdicts} {connector!s} {connector!r}"
        assert SECRET not in told


def test_a_relation_that_cannot_be_read_does_not_spoil_the_others(lab):
    before = relations(lab)
    key = lab.ruin()
    after = relations(lab)
    ruin = after[key]
    assert ruin.problem[0] in PROBLEMS
    assert ruin.problem[1]["detail"]
    assert {key: after[key] for key in before} == before
    assert key in digests(lab)
    assert relations(lab, [key]) == {key: ruin}
