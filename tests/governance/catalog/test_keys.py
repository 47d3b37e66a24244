"""Keys and constraints in words."""

from governance.catalog.views import keys

CHECK = {"kind": "check", "name": "paid", "columns": ["total"], "expression": "(total >= 0)"}
FOREIGN = {
    "kind": "foreign_key", "name": "buyer", "columns": ["customer_id"],
    "target": ["sales", "customers"], "target_columns": ["id"],
}  # fmt: skip


def test_of_a_check_the_condition_is_told():
    assert keys.constraint(CHECK)["what"] == "(total >= 0)"
    assert keys.constraint({"kind": "check", "columns": ["total"]})["what"] == "total"
    assert keys.constraint({"kind": "unique"})["what"] is None


def test_two_versions_never_read_alike():
    for one, part, other in (
        (CHECK, "expression", "(total > 0)"),
        (CHECK, "name", "paid_up"),
        (FOREIGN, "columns", ["buyer_id"]),
        (FOREIGN, "target", ["sales", "clients"]),
        (FOREIGN, "target_columns", ["number"]),
    ):
        assert keys.line(one) != keys.line({**one, part: other}), part
    assert keys.line(FOREIGN) == "foreign key buyer: customer_id → sales.customers (id)"
