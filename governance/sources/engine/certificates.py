"""What certificates say about themselves. They are no secrets. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from governance.connector import Option, Trouble


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whose it is, and until when it holds."""

    subject: str
    expires_at: datetime


def certificates(
    options: Sequence[Option], values: Mapping[str, Any]
) -> dict[str, list[Certificate]]:
    """The certificates of a source by the name of their option. Raises Trouble (bad_option)."""
    named = [option.name for option in options if option.kind == "certificate"]
    return {name: _read(values[name], name) for name in named if values.get(name)}


def first_end(found: Mapping[str, Sequence[Certificate]]) -> datetime | None:
    """When the first of them expires."""
    return min((one.expires_at for some in found.values() for one in some), default=None)


def _read(text: str, option: str) -> list[Certificate]:
    try:
        found = x509.load_pem_x509_certificates(text.encode())
    except ValueError:
        raise Trouble("bad_option", option=option, reason="not_a_certificate") from None
    return [Certificate(one.subject.rfc4514_string(), one.not_valid_after_utc) for one in found]
