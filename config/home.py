"""Where the embedded servers of one data folder live, and as whom they run.

An ordinary user keeps them in the data folder itself. PostgreSQL refuses root, so root keeps them
below /var/lib/guildhall, where an unprivileged account can reach them, and leaves a pointer file.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOR_ROOT = Path("/var/lib/guildhall")
ACCOUNTS = ("postgres", "nobody")
POINTER = "servers-home"
LONGEST_SOCKET = 100  # macOS allows 103 bytes
PATIENCE = 300  # seconds; a large crash recovery is not a failure


class CannotRun(Exception):
    """Why a server cannot run here, as half a sentence."""


@dataclass(frozen=True)
class Home:
    data: Path
    folder: Path
    account: pwd.struct_passwd | None = None  # None: as whoever we are

    @classmethod
    def of(cls, data: Path) -> "Home":
        """Computed only; nothing is made."""
        pointer = data / POINTER
        if pointer.is_file():
            folder = Path(pointer.read_text(encoding="utf-8").strip())
        elif os.geteuid() != 0 or (data / "postgres").exists():
            folder = data
        else:
            folder = _unused(FOR_ROOT / _digest(data))
        return cls(data, folder, _account(folder))

    @cached_property
    def sockets(self) -> Path:
        """Inside, unless that path is too long for a socket or needs quoting in a URL."""
        inside = self.folder / "run"
        too_long = len(os.fsencode(inside / ".s.PGSQL.5432")) > LONGEST_SOCKET
        if too_long or not re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
            return Path("/tmp") / f"guildhall-{_digest(self.folder)}"
        return inside

    def make(self) -> None:
        """Every folder, reachable by the account and closed to others."""
        pointer = self.data / POINTER
        if self.folder != self.data and not pointer.exists():
            _public(FOR_ROOT)
            self._private(self.folder)
            pointer.write_text(f"{self.folder}\n", encoding="utf-8")
        if not self.folder.is_dir():
            raise CannotRun(
                f"the database of {self.data} was kept in {self.folder}, which is gone; "
                f"put it back, or remove {pointer} to begin with an empty one"
            )
        self._private(self.sockets)

    def _private(self, path: Path) -> None:
        owner = self.account.pw_uid if self.account else os.geteuid()
        with suppress(FileExistsError):
            path.mkdir(mode=0o700)
            if self.account:
                os.chown(path, owner, self.account.pw_gid, follow_symlinks=False)
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise CannotRun(f"{path} is not a folder of its own account alone; remove it")

    def run(self, *command: str | Path, text: str = "") -> subprocess.CompletedProcess[str]:
        """Runs a program here; as the unprivileged account when we are root."""
        who = self.account
        return subprocess.run(
            command,
            check=False,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            cwd=self.folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            timeout=PATIENCE + 60,
            user=who.pw_uid if who else None,
            group=who.pw_gid if who else None,
            extra_groups=[] if who else None,
        )

    def package(self, name: str) -> Path:
        """The folder of a wheel, found without importing it; for another account, a copy."""
        found = importlib.util.find_spec(name)
        if found is None or not found.submodule_search_locations:
            raise CannotRun(f"the package {name} is not installed")
        wheel = Path(found.submodule_search_locations[0])
        return _readable_copy(wheel) if self.account else wheel


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _unused(folder: Path) -> Path:
    """Never one that exists: a data folder that was moved may still point at it."""
    tried, count = folder, 1
    while tried.exists():
        count += 1
        tried = folder.with_name(f"{folder.name}-{count}")
    return tried


def _account(folder: Path) -> pwd.struct_passwd | None:
    """None for an ordinary user; for root the owner of what is there, else a system account."""
    if os.geteuid() != 0:
        return None
    with suppress(OSError, KeyError):
        if owner := (folder / "postgres").stat().st_uid:
            return pwd.getpwuid(owner)
    for name in ACCOUNTS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotRun(f"root needs one of the accounts {' or '.join(ACCOUNTS)} to run them")


def _public(path: Path) -> None:
    """Whatever the umask of root says."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o755)


def _readable_copy(wheel: Path) -> Path:
    """Keeps the wheel's own layout: its programs find `<package>.libs` by relative path."""
    version = next(wheel.parent.glob(f"{wheel.name}-*.dist-info")).name
    target = FOR_ROOT / "programs" / version
    if not target.exists():
        _public(FOR_ROOT)
        _public(target.parent)
        draft = target.with_name(f"{version}.{os.getpid()}")
        unneeded = shutil.ignore_patterns("*.a", "*.py", "__pycache__", "include", "pginstall")
        for folder in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, draft / folder.name, ignore=unneeded)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)
        _settle(draft, target)
    return target / wheel.name


def _settle(draft: Path, target: Path) -> None:
    """Two checkouts may copy at once: the first one counts."""
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)
        if not target.exists():
            raise
