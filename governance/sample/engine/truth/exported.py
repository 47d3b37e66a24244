"""Personal data in what the company hands on: places are source, relation, column."""

from .facts import Personal

EXPORTED = tuple(
    Personal((source, relation, column), kind, naming)
    for source, relation, column, kind, naming in (
        ("analytics", "customer_value", "label", "person_name", "misleading"),
        ("analytics", "v_loyal_customers", "label", "person_name", "misleading"),
        ("handover", "letters.csv", "ref", "email", "misleading"),
        ("handover", "letters.csv", "anrede", "person_name", "misleading"),
        ("handover", "letters.csv", "c_04", "phone", "cryptic"),
        ("handover", "tickets.jsonl.gz", "text", "free_text", "misleading"),
        ("handover", "tickets.jsonl.gz", "from", "email", "misleading"),
    )
)
