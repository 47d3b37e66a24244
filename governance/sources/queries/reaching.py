"""How a source is reached: its kind, its connector, and its secrets in clear for one connection."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from core.plugins import Shelf
from core.refusals import Invalid
from governance.connector import Connector, Limits, Trouble
from governance.sources.engine import certificates, ciphers, references
from governance.sources.engine.certificates import Certificate
from governance.sources.engine.references import Given, Places, Reference
from governance.sources.models import Source, SourceSecret

SHELF: Shelf[Connector] = Shelf("governance.connectors", Connector)  # type: ignore[type-abstract]
STAND_IN = "*"  # for a secret that a connector wants and that is not needed to connect

Purpose = SourceSecret.Purpose


def connector_class(slug: str) -> type[Connector]:
    """The kind of source behind a slug; raises Invalid for an unknown one."""
    found = SHELF.get(slug)
    if found is None:
        raise Invalid("unknown_connector", "connector", slug=slug)
    return found


def kind_at(path: Path) -> str | None:
    """The kind of source that reads a folder, or a file with this ending."""
    folder, name = path.is_dir(), path.name.lower()
    for slug, connector in SHELF.all().items():
        if connector.folders_too if folder else name.endswith(connector.file_suffixes):
            return slug
    return None


def connect(slug: str, options: Mapping[str, Any], secrets: Mapping[str, str]) -> Connector:
    """A connector for these values; raises Invalid or Trouble (bad_option), connects nowhere."""
    limits = Limits(folders=tuple(settings.SOURCE_FOLDERS))
    return connector_class(slug)(options, secrets, limits)


def described(slug: str, options: Mapping[str, Any], secrets: Mapping[str, Given]) -> Connector:
    """The same without any secret in clear: for checking values, never for connecting.

    References are checked, not looked up. Raises Invalid or Trouble (bad_option).
    """
    stand_ins = {}
    for name, value in secrets.items():
        if isinstance(value, Reference):
            references.check(value, name, places(), options.get("host"))
        stand_ins[name] = value if isinstance(value, str) else STAND_IN
    return connect(slug, options, stand_ins)


def connector_of(source: Source, purpose: str = Purpose.READ) -> Connector:
    """The connector of a source, signing in with one of its accounts. Raises Invalid, Trouble."""
    options = source.options
    if purpose == Purpose.GRANT:
        options = {**options, **(source.grant_options or {})}
    return connect(source.connector, options, secrets_of(source, purpose))


def secrets_of(source: Source, purpose: str = Purpose.READ) -> dict[str, str]:
    """The secrets of an account in clear, for a connector only.

    What is no matter of signing in (the key to a certificate) belongs to the source, and serves
    every account; a password never does. Raises Invalid for one that cannot be had.
    """
    credentials = connector_class(source.connector).credentials
    return {
        secret.name: _clear(source, secret)
        for secret in source.secrets.all()
        if secret.purpose == (purpose if secret.name in credentials else Purpose.READ)
    }


def _clear(source: Source, secret: SourceSecret) -> str:
    if secret.ciphertext is None:
        where = references.read(secret.reference, secret.name)
        return in_clear({secret.name: where}, source.options)[secret.name]
    try:
        return ciphers.decrypt(bytes(secret.ciphertext), secret_keys())
    except ciphers.Unreadable as error:
        raise Invalid("secret_unreadable", "secrets", name=source.name) from error


def certificates_of(source: Source) -> dict[str, list[Certificate]]:
    """What the certificates of a source say, by option; none of one that cannot be read."""
    kind = SHELF.get(source.connector)
    found = {}
    for option in kind.options if kind else ():
        with suppress(Trouble):
            found.update(certificates.certificates((option,), source.options))
    return found


def in_clear(secrets: Mapping[str, Given], options: Mapping[str, Any]) -> dict[str, str]:
    """Secrets as they were given, with what references name now. Raises Invalid."""
    host = options.get("host")
    return {
        name: value
        if isinstance(value, str)
        else references.resolve(value, name, places(), host, os.environ)
        for name, value in secrets.items()
    }


def places() -> Places:
    """What references may name in this installation."""
    return Places(
        prefix=settings.SECRET_PREFIX,
        folders=tuple(settings.SECRET_FOLDERS),
        own=tuple(settings.OWN_SECRET_FILES),
        hosts=settings.SECRET_HOSTS,
    )


def secret_keys() -> list[str]:
    """The keys that stored secrets may lie under, the current one first."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def under_old_keys() -> int:
    """How many stored secrets do not lie under the current key."""
    stored = SourceSecret.objects.filter(ciphertext__isnull=False)
    rows: Any = stored.values_list("ciphertext", flat=True).iterator()
    return sum(not ciphers.is_current(bytes(one), secret_keys()) for one in rows)


def role_script(
    *, connector: str, options: Mapping[str, Any], account: str, read_values: bool
) -> str:
    """What an administrator runs to make the least privileged account; "" where there are none.

    Works from the options alone, before anything is stored: the account may not exist yet.
    """
    kind = connector_class(connector)
    named = {one.name: one for one in kind.options}
    signing_in = {n: account for n in kind.credentials if named[n].kind == "text"}
    needed = {n: STAND_IN for n, one in named.items() if one.kind == "secret" and one.required}
    return connect(connector, {**options, **signing_in}, needed).role_script(
        account, read_values=read_values
    )
