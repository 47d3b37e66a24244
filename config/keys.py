"""The installation's secret key: given by the environment, or made once in the data folder.

Everything else that must be secret (encryption of stored secrets, the key of the history chain)
is derived from it: losing it loses the stored passwords of sources, so back it up apart.
"""

import os
import secrets
from pathlib import Path

from config import env


def secret_key(data_dir: Path) -> str:
    """The key; made with mode 0600 on the first call when the environment gives none."""
    given = env.secret("GUILDHALL_SECRET_KEY", "")
    if given:
        return given
    path = key_file(data_dir)
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _make(path)
    return path.read_text().strip()


def key_file(data_dir: Path) -> Path:
    """Where the key lies when the environment gives none."""
    return data_dir / "secret.key"


def _make(path: Path) -> None:
    """Write it whole or not at all; of two processes that start at once, one wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
