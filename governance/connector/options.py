"""What a connector asks for, and what the deployment allows it."""

import re
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from governance.connector.reading import clean
from governance.connector.troubles import Trouble

Kind = Literal["text", "number", "secret", "path", "choice", "flag", "certificate"]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to fill in: forms, API schema and command line are made from it."""

    name: str
    label: str  # English; doors translate it
    kind: Kind = "text"
    required: bool = False
    default: Any = None
    help: str = ""
    choices: tuple[str, ...] = ()
    minimum: int = 0  # of a number
    maximum: int = 2**31 - 1

    def checked(self, value: Any) -> Any:
        """The value to use; raises bad_option."""
        value = self.default if value in (None, "") else value
        if reason := self._flaw(value):
            raise Trouble("bad_option", option=self.name, reason=reason)
        return int(value) if self.kind == "number" and value is not None else value

    def _flaw(self, value: Any) -> str | None:
        if value is None:
            return "required" if self.required else None
        if self.kind == "number":
            if not re.fullmatch(r"-?[0-9]{1,18}", str(value)):
                return "not_a_number"
            return None if self.minimum <= int(value) <= self.maximum else "out_of_range"
        if not isinstance(value, bool if self.kind == "flag" else str):
            return "not_text"
        if self.kind == "choice" and value not in self.choices:
            return "not_a_choice"
        if self.kind == "certificate" and not _certified(str(value)):
            return "not_a_certificate"
        return "not_text" if clean(str(value)) != str(value) else None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the deployment allows a connector: patience, and folders for files (none by default)."""

    connect_seconds: int = 5
    statement_seconds: int = 60
    lock_seconds: int = 2
    folders: tuple[str, ...] = ()


def checked(options: Sequence[Option], values: Mapping[str, Any]) -> dict[str, Any]:
    for name in set(values) - {option.name for option in options}:
        raise Trouble("bad_option", option=clean(str(name)), reason="unknown")
    return {option.name: option.checked(values.get(option.name)) for option in options}


def _certified(text: str) -> bool:
    """Whether this is PEM, in which certificates of authorities are handed around; no secret."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=text)
    except (ssl.SSLError, ValueError, TypeError):  # TypeError: more than ASCII
        return False
    return True


def parts(url: str, schemes: Sequence[str]) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = parts.port
    except ValueError:  # its message may quote the URL, hence the password
        raise Trouble("bad_url", reason="syntax") from None
    if parts.scheme not in schemes:
        raise Trouble("bad_url", reason="scheme")
    host = re.sub(r":\d*$", "", parts.netloc.rpartition("@")[2]).strip("[]")
    database, user = unquote(parts.path.removeprefix("/")), unquote(parts.username or "")
    named = {"host": unquote(host), "port": port, "user": user, "database": database}
    given = options | {name: value for name, value in named.items() if value}
    return given, {"password": unquote(parts.password)} if parts.password else {}
