"""References: secrets that lie outside of the portal, in its environment or in a folder. Pure.

Whoever manages sources may write a reference, and then sends what it names to a host of their
choice. It must therefore name nothing but what the deployment has put there for sources: variables
with a prefix of their own, files below folders of their own, never what the portal itself lives on.
A secret can be bound to hosts, and then goes nowhere else.
"""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from core.refusals import Invalid

LARGEST = 64 * 1024  # bytes of a file
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a secret lies: the name of a variable, or of a file below one of the folders."""

    kind: Literal["env", "file"]
    name: str

    def told(self) -> dict[str, str]:
        """As it is given, stored and shown: {"env": "SOURCE_SECRET_CRM"}."""
        return {self.kind: self.name}


Given = str | Reference  # a secret as people give it: itself, or where it lies


@dataclass(frozen=True, slots=True)
class Places:
    """What references may name here: facts of the deployment.

    `own` are files that the portal itself lives on; `hosts` binds a name to where it may be sent.
    """

    prefix: str = ""
    folders: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read(value: Any, option: str) -> Given:
    """A secret as a program gives it: a text, {"env": name} or {"file": name}."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) and len(value) == 1:
        kind, name = next(iter(value.items()))
        if kind in ("env", "file") and isinstance(name, str) and name:
            return Reference(kind, name)
    raise Invalid("not_a_secret", "secrets", option=option)


def check(reference: Reference, option: str, places: Places, host: object) -> None:
    """Whether a reference may be used for this host; raises Invalid. Looks nowhere."""
    said = {"option": option, "name": reference.name}
    if reference.kind == "env":
        fits = _VARIABLE.fullmatch(reference.name) and places.prefix
        if not fits or not reference.name.startswith(places.prefix):
            raise Invalid("variable_not_allowed", "secrets", **said, prefix=places.prefix)
    elif not places.folders or not _is_inside(reference.name):
        raise Invalid("file_not_allowed", "secrets", **said)
    bound = places.hosts.get(reference.name)
    if bound is not None and host not in bound:
        raise Invalid("secret_bound_elsewhere", "secrets", **said)


def resolve(
    reference: Reference, option: str, places: Places, host: object, environ: Mapping[str, str]
) -> str:
    """The secret itself, for a connection that is made now. Raises Invalid, never quoting it."""
    check(reference, option, places, host)
    said = {"option": option, "name": reference.name}
    if reference.kind == "file":
        return _content(reference.name, places, said)
    if not (text := environ.get(reference.name, "")):
        raise Invalid("variable_missing", "secrets", **said)
    return text


def _is_inside(name: str) -> bool:
    """Whether a name leads downwards, as far as its letters tell."""
    path = PurePosixPath(name)
    plain = "\0" not in name and "\\" not in name and len(name) <= 400
    return plain and not path.is_absolute() and ".." not in path.parts and path.parts != ()


def _content(name: str, places: Places, said: Mapping[str, str]) -> str:
    for folder in places.folders:
        root = Path(folder).resolve()
        try:
            path = (root / name).resolve(strict=True)
            if not path.is_relative_to(root):  # a symbolic link that leads out
                raise Invalid("file_not_allowed", "secrets", **said)
            return _text(path, places, said)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, RuntimeError, UnicodeDecodeError):
            raise Invalid("file_unusable", "secrets", **said) from None
    raise Invalid("file_missing", "secrets", **said)


def _text(path: Path, places: Places, said: Mapping[str, str]) -> str:
    """What a file says, without the line break that editors put at its end."""
    # Never waits for somebody to write into a pipe, and follows no link that was put there since.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if any(_same(about, own) for own in places.own):
            raise Invalid("file_not_allowed", "secrets", **said)
        content = file.read(LARGEST + 1) if stat.S_ISREG(about.st_mode) else b""
    if not content or len(content) > LARGEST:
        raise Invalid("file_unusable", "secrets", **said)
    return content.decode().removesuffix("\n").removesuffix("\r")


def _same(about: os.stat_result, own: str) -> bool:
    """Whether it is a file of the portal's own, under whatever name."""
    try:
        return os.path.samestat(about, Path(own).stat())
    except OSError:
        return False
