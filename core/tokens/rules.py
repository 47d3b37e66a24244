"""What a token looks like and how it is checked. Pure."""

import hashlib
import hmac
import ipaddress
import re
import secrets
from dataclasses import dataclass

_FORM = re.compile(r"gh_([0-9a-z]{12})\.([0-9A-Za-z_-]{43})")
_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Secret:
    """A new token: `text` is shown once, `key` and `digest` are kept."""

    key: str
    digest: bytes
    text: str


def new_secret() -> Secret:
    """A fresh token of 256 random bits behind a public key."""
    key = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    secret = secrets.token_urlsafe(32)
    return Secret(key, digest(secret), f"gh_{key}.{secret}")


def parse(text: str) -> tuple[str, str] | None:
    """(key, secret) of something that looks like a token, else None."""
    found = _FORM.fullmatch(text)
    return (found[1], found[2]) if found else None


def digest(secret: str) -> bytes:
    """What is kept of a secret. A plain hash is enough: it has 256 bits to guess."""
    return hashlib.sha256(secret.encode()).digest()


def same(secret: str, kept: bytes) -> bool:
    """Whether a secret is the one that was issued, in constant time."""
    return hmac.compare_digest(digest(secret), kept)


def allowed_from(address: str, networks: list[str]) -> bool:
    """Whether a caller's address lies in one of the networks; no networks allow every address."""
    if not networks:
        return True
    try:
        caller = ipaddress.ip_address(address)
    except ValueError:
        return False
    # A socket that takes both families names an IPv4 caller ::ffff:192.0.2.1.
    caller = getattr(caller, "ipv4_mapped", None) or caller
    return any(caller in ipaddress.ip_network(network) for network in networks)


def valid_network(text: str) -> bool:
    """Whether this is an address or a network in CIDR form."""
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True
