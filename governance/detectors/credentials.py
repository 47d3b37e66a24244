"""What opens doors: passwords and their hashes, tokens, keys, connection strings."""

from governance.detector import Detector, Kind, Level, any_of, pattern

ISSUED = (
    r"(?:AKIA|ASIA)[A-Z2-7]{16}|gh[pousr]_[A-Za-z0-9]{36,80}|github_pat_[A-Za-z0-9_]{22,90}"
    r"|glpat-[A-Za-z0-9_\-]{20,64}|xox[abeoprs]-[A-Za-z0-9\-]{10,120}|AIza[A-Za-z0-9_\-]{35}"
    r"|[sprw]k_(?:live|test)_[A-Za-z0-9]{16,120}|SG\.[A-Za-z0-9_\-]{16,32}\.[A-Za-z0-9_\-]{30,64}"
    r"|sk-[A-Za-z0-9_\-]{20,200}|pypi-[A-Za-z0-9_\-]{50,200}|npm_[A-Za-z0-9]{36}|dop_v1_[0-9a-f]{64}"
    r"|ya29\.[A-Za-z0-9_\-]{20,200}|EAA[A-Za-z0-9]{60,200}|hvs\.[A-Za-z0-9_\-]{20,120}"
)
SIGNED = r"eyJ[A-Za-z0-9_\-]{8,120}\.[A-Za-z0-9_\-]{8,120}\.?[A-Za-z0-9_\-]{0,120}"
HASHED = (
    r"\$2[abxy]?\$[0-9]{2}\$[A-Za-z0-9./]{53}|\$argon2(?:id|i|d)\$[^\s]{20,200}"
    r"|\$[156]\$[^\s$]{1,32}\$[A-Za-z0-9./]{20,100}|pbkdf2_sha[0-9]{1,3}\$[^\s]{20,200}"
    r"|scrypt[:$][^\s]{20,200}|\{S?SHA[0-9]{0,3}\}[A-Za-z0-9+/=]{20,120}|\$y\$[^\s]{20,150}"
)
OPENS = r"[a-z][a-z0-9+.\-]{1,20}://[^\s:/@]{1,64}:[^\s@/]{1,80}@[^\s]{1,150}"


class Credentials(Detector):
    slug = "credentials"
    label = "Credentials"
    version = 1
    kinds = (
        Kind(
            "secret",
            "Token or key",
            Level.SECRET,
            names=("api key", "access token", "auth token", "refresh token", "secret", "secret key",
                   "private key", "client secret", "access key", "bearer token", "session token",
                   "connection string", "api token", "encryption key", "otp secret", "totp secret",
                   "signing key", "credential", "aws secret", "webhook secret", "recovery code"),
            hints=("token", "session id", "pin"),
            never=("santa", "name", "expire", "expiry", "expiration", "in", "public", "service"),
            test=any_of(pattern(ISSUED), pattern(SIGNED), pattern(OPENS),
                        pattern(r"-{5}BEGIN [A-Z ]{0,30}PRIVATE KEY-{5}[^\0]{0,200}"),
                        pattern(r"(?=[^\s]*[0-9])(?=[^\s]*[A-Za-z])"
                                r"[A-Za-z0-9+/=_.\-]{16,200}", 0.15)),
            proof=8.0,
            share=0.4,
            refuted=4.0,
            takes=("text",),
        ),
        Kind(
            "password_hash",
            "Password or its hash",
            Level.SECRET,
            names=("password", "passwd", "pwd", "password hash", "passwort", "contrasena",
                   "mot passe", "senha", "wachtwoord", "haslo", "pwd hash", "passphrase",
                   "hashed password", "encrypted password", "password salt", "passcode"),
            never=("expire", "expiry", "policy", "attempt", "reset", "last", "changed", "commit",
                   "strength", "days", "age"),
            test=any_of(pattern(HASHED), pattern(r"[^\s]{4,128}", 0.1)),
            proof=8.0,
            share=0.4,
            refuted=4.0,
        ),
    )  # fmt: skip
