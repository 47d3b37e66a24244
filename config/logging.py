"""Log format and levels: one line an event, to standard error, for whatever collects it."""

from typing import Any


def config(level: str) -> dict[str, Any]:
    """The logging configuration of every process."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            name: {"level": level}
            for name in ("core", "governance", "workflows", "monitoring", "securityops")
        },
    }
