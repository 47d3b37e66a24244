"""Sources as somebody may see them, and how one is reached."""

from governance.sources.queries.reaching import (
    SHELF,
    STAND_IN,
    certificates_of,
    connect,
    connector_class,
    connector_of,
    described,
    in_clear,
    kind_at,
    places,
    role_script,
    secret_keys,
    secrets_of,
    under_old_keys,
)
from governance.sources.queries.seen import (
    Kept,
    kept_secrets,
    secret_names,
    visible,
    with_last_scan,
    with_secrets,
)

__all__ = [
    "SHELF",
    "STAND_IN",
    "Kept",
    "certificates_of",
    "connect",
    "connector_class",
    "connector_of",
    "described",
    "in_clear",
    "kept_secrets",
    "kind_at",
    "places",
    "role_script",
    "secret_keys",
    "secret_names",
    "secrets_of",
    "under_old_keys",
    "visible",
    "with_last_scan",
    "with_secrets",
]
