"""The contract of a data source: the manual for whoever writes a connector.

A connector is one file in `governance/connectors/`, pure Python without Django, that holds one
concrete subclass of `Connector` and one of `Session`; nothing has to be registered. The suite in
`tests/governance/connectors/test_conformance.py` holds every connector on the shelf to the promises
below: a new one brings a lab (how to make a schema on the real engine) in `labs.py` beside it.

What a connector promises
- It reads metadata, never rows, and changes nothing in the source.
- One session is one consistent, read-only picture of the source.
- A full scan sends a fixed number of statements; iterators are lazy, memory stays flat.
- A relation that cannot be read does not spoil the others: it comes with a `problem`.
- Every expected failure is a `Trouble`: a code and parameters, no words, never a secret.

How a scan uses a session
    wanted = Selection(include=("sales.*",))
    with connector.open("scan J-000123") as session:
        marks = {(f.schema, f.name): f.digest for f in session.fingerprints(wanted)}
        changed = [key for key, digest in marks.items() if known.get(key) != digest]
        for batch in session.relations(changed):
            store(batch)          # a relation with a problem is not stored with its digest,
        complete = session.count(wanted) == len(marks)  # so the next scan asks for it again
        left_out = session.count() - len(marks)

The words: `troubles` what may go wrong, `options` what a connector asks for, `picture` what it
shows of a source, `selection` what is wanted of it, `reading` what most sessions need while they
read, `contract` the two classes to derive from, `network` what servers have in common,
`places` what files and folders have in common.
"""

from governance.connector.contract import (
    VERDICT_PARAMS,
    VERDICTS,
    Check,
    Connector,
    Finding,
    Session,
    State,
    Verdict,
    entered,
)
from governance.connector.network import CA, ENCRYPTION, ServerConnector
from governance.connector.options import Kind, Limits, Option
from governance.connector.picture import (
    PROBLEMS,
    TRAITS,
    Column,
    Constraint,
    ConstraintKind,
    Fingerprint,
    Identity,
    Key,
    Relation,
    RelationKind,
    Schema,
    Size,
)
from governance.connector.places import PathConnector
from governance.connector.reading import Spoiled, batches, clean, salvage
from governance.connector.selection import EVERYTHING, Pushed, Selection, flaw, selection
from governance.connector.troubles import REASONS, TROUBLE_PARAMS, TROUBLES, Trouble

__all__ = [
    "CA",
    "ENCRYPTION",
    "EVERYTHING",
    "PROBLEMS",
    "REASONS",
    "TRAITS",
    "TROUBLES",
    "TROUBLE_PARAMS",
    "VERDICTS",
    "VERDICT_PARAMS",
    "Check",
    "Column",
    "Connector",
    "Constraint",
    "ConstraintKind",
    "Finding",
    "Fingerprint",
    "Identity",
    "Key",
    "Kind",
    "Limits",
    "Option",
    "PathConnector",
    "Pushed",
    "Relation",
    "RelationKind",
    "Schema",
    "Selection",
    "ServerConnector",
    "Session",
    "Size",
    "Spoiled",
    "State",
    "Trouble",
    "Verdict",
    "batches",
    "clean",
    "entered",
    "flaw",
    "salvage",
    "selection",
]
