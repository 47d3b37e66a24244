"""Addresses of electronic mail, and names by which somebody signs in."""

from governance.detector import Detector, Kind, Level, pattern

ADDRESS = (
    r"(?:mailto:|<)?[A-Za-z0-9_!#$%&'*+/=?^`{|}~.\-\u00c0-\u024f]{1,64}"
    r"@(?:[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f\-]{0,62})\.){1,6}[A-Za-z]{2,24}>?"
)


class Email(Detector):
    slug = "email"
    label = "E-mail and user names"
    version = 1
    kinds = (
        Kind(
            "email",
            "E-mail address",
            Level.PERSONAL,
            names=(
                "email", "e mail", "mail address", "email address", "correo electronico", "correo",
                "courriel", "adresse electronique", "posta elettronica", "mailadresse", "epost",
                "endereco eletronico", "adres email",
            ),
            hints=("mail",),
            never=("mail merge", "server", "subject", "body", "campaign", "list", "smtp"),
            test=pattern(ADDRESS),
            proof=8.0,
            share=0.3,
            takes=("text",),
        ),
        Kind(
            "username",
            "User name",
            Level.PERSONAL,
            names=("username", "user name", "login name", "screen name", "twitter handle", "login"),
            hints=("nickname",),
            never=("last", "failed", "hint"),
            test=pattern(r"@?[^\s@,;]{2,64}", 0.3),
            proof=1.0,
            refuted=3.0,
            takes=("text",),
        ),
    )  # fmt: skip
