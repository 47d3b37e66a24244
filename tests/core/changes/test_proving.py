"""`verify_history` names exactly what was done behind our back, and is silent otherwise."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core.changes import actions
from core.changes.models import Change, Seal
from core.people import queries as people


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.rowcount


def alter(history, column, value):
    assert sql(f"UPDATE core_change SET {column} = %s WHERE id = %s", value, history.renamed.pk)


def in_seal(history, number=1, **where):
    return {"seal": history.seals[number].number, **where}


def altered(column, value):
    """A column of a change row is rewritten."""

    def falsify(history):
        alter(history, column, value)
        return [("change_altered", in_seal(history, change=str(history.renamed.pk)))]

    return falsify


def diff_altered(history):
    """The values of a change are rewritten, their digest is not."""
    alter(history, "diff", '{"name": ["B", "X"]}')
    return [("diff_altered", in_seal(history, change=str(history.renamed.pk)))]


def diff_and_digest_altered(history):
    """Both are rewritten so that they fit each other."""
    alter(history, "diff", '{"name": ["B", "X"]}')
    sql("UPDATE core_change SET digest = sha256(convert_to(diff::text, 'UTF8'))")
    return [("change_altered", in_seal(history, change=str(history.renamed.pk)))]


def text_moved_to_the_next_column(history):
    """What two columns say in a row stays the same, only the border between them moves."""
    alter(history, "by_label", "Sys")
    alter(history, "reason", "tem")
    return [("change_altered", in_seal(history, change=str(history.renamed.pk)))]


def change_deleted(history):
    """The second of three changes of a name: what the row adds up to does not show it."""
    sql("DELETE FROM core_change WHERE id = %s", history.renamed.pk)
    before = Change.objects.filter(object_id=history.role.pk, revision=2).get()
    return [("change_missing", in_seal(history, place=2, after=str(before.pk)))]


def change_inserted(history):
    """A copy that changes nothing, as if it had been there from the start."""
    sql(
        """
        INSERT INTO core_change SELECT gen_random_uuid(), txid, at, object_kind, object_id,
          source_id, revision, verb, by_id, by_label, reason, cause_kind, cause_id, diff, digest
        FROM core_change WHERE id = %s
        """,
        history.renamed.pk,
    )
    added = Change.objects.filter(revision=3, object_id=history.role.pk)
    (added,) = added.exclude(pk=history.renamed.pk)
    return [("change_added", in_seal(history, change=str(added.pk)))]


def changes_swapped(history):
    """Two changes trade places."""
    pair = Change.objects.filter(object_id=history.role.pk, revision__in=(2, 3))
    one, other = pair.order_by("revision")
    sql("UPDATE core_change SET txid = %s WHERE id = %s", other.txid, one.pk)
    sql("UPDATE core_change SET txid = %s WHERE id = %s", one.txid, other.pk)
    return [
        ("change_altered", in_seal(history, change=str(other.pk))),
        ("change_altered", in_seal(history, change=str(one.pk))),
    ]


def whole_batch_deleted(history):
    """All changes of a seal are gone; so is what they gave the role."""
    sql("DELETE FROM core_change WHERE object_id = %s AND revision > 1", history.role.pk)
    gone = [("change_missing", in_seal(history, place=place, after="")) for place in (1, 2, 3)]
    return [*gone, ("row_differs", {"kind": "core.role", "id": str(history.role.pk)})]


def current_row_changed(history):
    """A right is slipped into a role."""
    sql("UPDATE core_role SET rights = rights || 'access.manage'::varchar WHERE slug = 'taster'")
    return [("row_differs", {"kind": "core.role", "id": str(history.role.pk)})]


def current_row_deleted(history):
    """The row is gone although no change says so."""
    sql("DELETE FROM core_role WHERE slug = 'taster'")
    return [("row_differs", {"kind": "core.role", "id": str(history.role.pk)})]


def row_made_behind_our_back(history):
    """A row that no change made."""
    sql(
        "INSERT INTO core_role (id, slug, name, rights, built_in, revision) "
        "VALUES ('00000000-0000-7000-8000-00000000beef', 'ghost', 'Ghost', '{}', false, 1)"
    )
    return [("row_differs", {"kind": "core.role", "id": "00000000-0000-7000-8000-00000000beef"})]


def seal_altered(column, value):
    """A column of a seal is rewritten."""

    def falsify(history):
        number = history.seals[1].number
        assert sql(f"UPDATE core_seal SET {column} = {value} WHERE number = %s", number)
        return [("seal_broken", in_seal(history))]

    return falsify


def leaf_fitted_to_an_altered_change(history):
    """The row and its eight bytes in the seal are both rewritten."""
    alter(history, "by_label", "Mallory")
    seal = history.seals[1]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {actions.sealing.LEAF} FROM core_change c WHERE c.id = %s",
            [history.renamed.pk],
        )
        leaf = bytes(cursor.fetchone()[0])[:8]
    leaves = bytes(seal.leaves)
    sql(
        "UPDATE core_seal SET leaves = %s WHERE number = %s",
        leaves[:8] + leaf + leaves[16:],
        seal.number,
    )
    return [("seal_broken", in_seal(history))]


def seal_deleted(history):
    """The one in the middle."""
    sql("DELETE FROM core_seal WHERE number = %s", history.seals[1].number)
    return [("seal_missing", in_seal(history, 2))]


def first_seal_deleted(history):
    """The chain now begins with the second one."""
    sql("DELETE FROM core_seal WHERE number < %s", history.seals[1].number)
    return [("seal_missing", in_seal(history))]


def seal_and_its_changes_deleted(history):
    """The same, and everything that it sealed."""
    sql("DELETE FROM core_change WHERE object_id = %s AND revision > 1", history.role.pk)
    sql("UPDATE core_role SET name = 'A', rights = '{}' WHERE slug = 'taster'")
    return seal_deleted(history)


def values_blanked(history):
    """As a purge would blank them, but no purge did."""
    alter(history, "diff", None)
    where = {"kind": "core.role", "id": str(history.role.pk)}
    return [("values_purged", {"count": 1}), ("values_missing", where)]


def purge(history):
    """Everything that was ever said of the role is purged, by its verb."""
    actions.purge(
        kind="core.role", object_id=history.role.pk, before=timezone.now(), by=people.system()
    )
    return [("values_purged", {"count": 4}), ("unsealed", {"count": 1})]


def row_changed_after_a_purge(history):
    """No value is left in the history, and still the row must be what it was."""
    return [purge(history)[0], *current_row_changed(history), ("unsealed", {"count": 1})]


def row_deleted_after_a_purge(history):
    """The same."""
    return [purge(history)[0], *current_row_deleted(history), ("unsealed", {"count": 1})]


def checkpoint_deleted(history):
    """Blanked values need one."""
    purge(history)
    sql("DELETE FROM core_checkpoint")
    where = {"kind": "core.role", "id": str(history.role.pk)}
    return [
        ("values_purged", {"count": 4}),
        ("values_missing", where),
        ("unsealed", {"count": 1}),
    ]


def checkpoint_moved(history):
    """To a later revision, as if a change of tomorrow had been purged as well."""
    purge(history)
    sql("UPDATE core_checkpoint SET revision = revision + 1")
    where = {"kind": "core.role", "id": str(history.role.pk)}
    return [("values_purged", {"count": 4}), ("row_differs", where), ("unsealed", {"count": 1})]


FALSIFIED = {
    "nothing": lambda history: [],
    "actor": altered("by_label", "Mallory"),
    "actor id": altered("by_id", "00000000-0000-7000-8000-00000000beef"),
    "time": altered("at", "2026-11-24T00:00:00.000001Z"),
    "verb": altered("verb", "create"),
    "reason": altered("reason", "because"),
    "cause": altered("cause_id", "r-1"),
    "source": altered("source_id", "00000000-0000-7000-8000-00000000beef"),
    "kind": altered("object_kind", "core.rule"),
    "text moved": text_moved_to_the_next_column,
    "diff": diff_altered,
    "diff and digest": diff_and_digest_altered,
    "change deleted": change_deleted,
    "change inserted": change_inserted,
    "changes swapped": changes_swapped,
    "batch deleted": whole_batch_deleted,
    "row changed": current_row_changed,
    "row deleted": current_row_deleted,
    "row made": row_made_behind_our_back,
    "seal: hash": seal_altered("hash", "sha256('x')"),
    "seal: previous": seal_altered("previous", "sha256('x')"),
    "seal: rows hash": seal_altered("rows_hash", "sha256('x')"),
    "seal: count": seal_altered("count", "count - 1"),
    "seal: leaves": seal_altered("leaves", "overlay(leaves placing '\\x00' from 1)"),
    "seal: first": seal_altered("first_id", "gen_random_uuid()"),
    "seal and change": leaf_fitted_to_an_altered_change,
    "seal deleted": seal_deleted,
    "first seal deleted": first_seal_deleted,
    "seal and changes deleted": seal_and_its_changes_deleted,
    "values blanked": values_blanked,
    "purge": purge,
    "row changed after purge": row_changed_after_a_purge,
    "row deleted after purge": row_deleted_after_a_purge,
    "checkpoint deleted": checkpoint_deleted,
    "checkpoint moved": checkpoint_moved,
}


def test_every_falsification_is_named_exactly(history):
    """One history, falsified in a transaction that is rolled back: making it anew costs more."""
    wrong = {}
    for name, falsify in FALSIFIED.items():
        with transaction.atomic():
            expected = falsify(history)
            found = [(finding.code, finding.params) for finding in actions.verify_history()]
            transaction.set_rollback(True)
        if found != expected:
            wrong[name] = (found, expected)
    assert not wrong


def test_a_seal_that_ends_elsewhere_does_not_prove(history):
    """Transaction ids are in no hash (a restored database has others), but rows must fit."""
    number = history.seals[1].number
    for column in (
        "last_txid = last_txid + 1000000",
        "last_id = gen_random_uuid()",
        "month = '2031-01-01'",
    ):
        with transaction.atomic():
            sql(f"UPDATE core_seal SET {column} WHERE number = %s", number)
            assert actions.verify_history(), column
            transaction.set_rollback(True)


def test_an_unsealed_tail_is_named_but_no_fault(history, record, capsys):
    record()
    (finding,) = actions.verify_history()
    assert (finding.code, finding.params) == ("unsealed", {"count": 1})


def test_the_command_seals_and_proves(history, record, eventually, capsys):
    record()
    call_command("verify_history")
    assert "History is whole." in capsys.readouterr().out


def test_the_command_ends_with_1_and_says_what_was_altered(history, capsys):
    alter(history, "by_label", "Mallory")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_history")
    assert ended.value.code == 1
    assert str(history.renamed.pk) in capsys.readouterr().out


def test_proving_costs_a_statement_a_seal_and_two_a_table(history, django_assert_max_num_queries):
    seals = Seal.objects.count()
    tracked = len(actions.proving.engine.ledger())
    with transaction.atomic(), django_assert_max_num_queries(seals + 2 * tracked + 4):
        actions.verify_history()


def test_proving_tells_how_far_it_is(history):
    told = []
    actions.verify_history(tell=lambda done, total: told.append((done, total)))
    total = sum(seal.count for seal in Seal.objects.all())
    assert told == sorted(told)
    assert told[-1] == (total, total)


def test_a_fold_over_a_second_connection_finds_the_same(history):
    """Outside a transaction, chain and folds are proven side by side."""
    expected = current_row_changed(history)
    assert [(found.code, found.params) for found in actions.verify_history()] == expected
