"""Reads deployment facts from the environment; a bad value is refused by its variable's name."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
CHECKOUT = Path(__file__).resolve().parent.parent


class Invalid(Exception):
    """An environment variable holds something that cannot be used."""


def text(name: str, default: str = "") -> str:
    """An empty variable counts as not set: that is what `NAME= command` and compose files mean."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value not in TRUE | FALSE:
        raise Invalid(f"{name} must be 1 or 0, not {value!r}.")
    return value in TRUE


def number(name: str, default: int, lowest: int = 0, highest: int | None = None) -> int:
    value = text(name)
    if not value:
        return default
    wanted = f"from {lowest} to {highest}" if highest is not None else f"of at least {lowest}"
    refusal = Invalid(f"{name} must be a whole number {wanted}, not {value!r}.")
    if not value.lstrip("+-").isdecimal():
        raise refusal
    found = int(value)
    if found < lowest or (highest is not None and found > highest):
        raise refusal
    return found


def listing(name: str, default: Iterable[str] = ()) -> list[str]:
    """Comma-separated words."""
    words = [word.strip() for word in text(name).split(",") if word.strip()]
    return words or list(default)


def secret(name: str, default: str = "") -> str:
    """The variable itself, or the content of the file that NAME_FILE points at."""
    value, file = text(name), text(f"{name}_FILE")
    if value and file:
        raise Invalid(f"Set either {name} or {name}_FILE, not both.")
    if not file:
        return value or default
    try:
        content = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise Invalid(f"{name}_FILE points at {file}, which cannot be read: {reason}.") from error
    if not content:
        raise Invalid(f"{name}_FILE points at {file}, which is empty.")
    return content


# What the portal itself lives on: nothing that people write may ever name one of these.
OWN_SECRETS = (
    "DATABASE_URL",
    "REDIS_URL",
    "GUILDHALL_SECRET_KEY",
    "GUILDHALL_SECRET_KEY_FALLBACKS",
    "GUILDHALL_ADMIN_PASSWORD",
)


def secrets(name: str) -> list[str]:
    """Several secrets, separated by commas or line breaks; in the variable or in a file."""
    return [word.strip() for word in re.split(r"[,\n]", secret(name)) if word.strip()]


def prefix(name: str, default: str) -> str:
    """The beginning of variables that others may name; refused when it takes in our own."""
    value = text(name, default)
    taken = [own for own in OWN_SECRETS if own.startswith(value)]
    if taken:
        raise Invalid(f"{name} must not be {value!r}: {taken[0]} begins with it.")
    return value


def own_files() -> list[str]:
    """The files that hold the portal's own secrets."""
    return [file for own in OWN_SECRETS if (file := text(f"{own}_FILE"))]


def bindings(name: str) -> dict[str, frozenset[str]]:
    """`CRM=db1 db2, crm/password=db1`: names with the hosts that belong to them."""
    found = {}
    for entry in listing(name):
        key, equals, hosts = entry.partition("=")
        if not (equals and key.strip() and hosts.split()):
            raise Invalid(f"{name} must be like NAME=host, OTHER=host host; not {entry!r}.")
        found[key.strip()] = frozenset(hosts.split())
    return found


def data_dir() -> Path:
    """Everything this installation keeps; `.data` in the checkout unless GUILDHALL_DATA says."""
    return Path(text("GUILDHALL_DATA", str(CHECKOUT / ".data"))).expanduser().resolve()
