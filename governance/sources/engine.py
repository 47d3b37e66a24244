"""Encryption of stored secrets: authenticated (Fernet), under a key derived from the
installation's secret key. Pure; the key is passed in.
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


class Unreadable(Exception):
    """A stored secret was encrypted under another key."""


def _cipher(secret_key: str) -> Fernet:
    derived = hashlib.sha256(b"guildhall stored secrets\x00" + secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(text: str, secret_key: str) -> bytes:
    """Ciphertext that can be stored."""
    return _cipher(secret_key).encrypt(text.encode())


def decrypt(ciphertext: bytes, secret_key: str) -> str:
    """The text again. Raises Unreadable under another key or when it was tampered with."""
    try:
        return _cipher(secret_key).decrypt(ciphertext).decode()
    except InvalidToken as error:
        raise Unreadable from error
