"""Encryption of stored secrets: authenticated (Fernet), under keys derived from the installation's
secret keys, the current one first. Pure; the keys are passed in.
"""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Unreadable(Exception):
    """A stored secret was encrypted under a key that is not known here."""


def _cipher(secret_key: str) -> Fernet:
    derived = hashlib.sha256(b"guildhall stored secrets\x00" + secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(derived))


def _ciphers(secret_keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([_cipher(key) for key in secret_keys])


def encrypt(text: str, secret_keys: Sequence[str]) -> bytes:
    """Ciphertext that can be stored, under the current key."""
    return _ciphers(secret_keys).encrypt(text.encode())


def decrypt(ciphertext: bytes, secret_keys: Sequence[str]) -> str:
    """The text again. Raises Unreadable when no key fits or when it was tampered with."""
    try:
        return _ciphers(secret_keys).decrypt(ciphertext).decode()
    except InvalidToken as error:
        raise Unreadable from error


def is_current(ciphertext: bytes, secret_keys: Sequence[str]) -> bool:
    """Whether it lies under the current key."""
    try:
        _cipher(secret_keys[0]).decrypt(ciphertext)
    except InvalidToken:
        return False
    return True


def rotated(ciphertext: bytes, secret_keys: Sequence[str]) -> bytes:
    """The same secret under the current key. Raises Unreadable when no key fits."""
    try:
        return _ciphers(secret_keys).rotate(ciphertext)
    except InvalidToken as error:
        raise Unreadable from error
