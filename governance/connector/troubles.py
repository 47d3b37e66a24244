"""What may go wrong with a source: codes and parameters, no words for people."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.refusals import Refusal

TROUBLE_PARAMS: Mapping[str, tuple[str, ...]] = {
    "unreachable": ("host", "port"),  # unknown name, closed port, no route
    "timeout": ("seconds",),  # connecting, a statement or a lock took longer
    "auth_failed": ("user",),
    "no_database": ("database",),
    "connection_lost": (),
    "source_refuses": ("what",),
    "locked": ("path",),  # somebody else holds the file
    "not_a_database": ("path",),
    "encrypted": ("path",),
    "truncated": ("path",),
    "unfinished": ("path",),  # a writer crashed, and its journal waits for one that may write
    "no_file": ("path",),
    "path_outside": ("path",),  # not in a folder that Limits allows
    "bad_option": ("option", "reason"),  # reason: one of REASONS
    "bad_url": ("reason",),  # reason: one of REASONS
    "driver_missing": ("package",),
    "tls_failed": ("reason",),  # the first line the TLS layer gave
    "unsupported_version": ("version", "minimum"),
    "too_new": ("version",),  # of a format, for the driver that is installed
    "too_many_files": ("count",),
    "source_error": ("detail",),  # anything else: the first line the source gave
}
TROUBLES = frozenset(TROUBLE_PARAMS)
REASONS = frozenset({"required", "unknown", "not_text", "not_a_number", "out_of_range"})
REASONS |= {"not_a_choice", "not_a_certificate"}
REASONS |= {"syntax", "scheme", "path"}  # of a URL


class Trouble(Refusal):
    """An expected failure of a source: `Trouble("unreachable", host="db", port=5432)`."""

    def __init__(self, code: str, **params: Any) -> None:
        if set(params) != set(TROUBLE_PARAMS.get(code, ("an unknown code",))):
            raise ValueError(f"{code}: a trouble and its parameters are listed in TROUBLE_PARAMS")
        super().__init__(code, **params)

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(Trouble, self.code, **self.params), ()
