"""What goes into mentors.log: a line for each thing that went wrong or matters to whoever runs this, with every secret struck out."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

STRUCK = "•••"

_SECRET = re.compile(
    r"""
      (?P<url>\b[a-z][a-z0-9+.-]*://)[^\s/@'"]+@                              # https://user:password@host
    | (?P<named>\b(?:key|api_?key|token|secret|password\d?|passwd|oldpassword|passphrase|signature|sig|auth
        |sessionid|session|csrf\w*)\b["']?\s*[=:]\s*["']?)[^\s&;,'"<>]+          # ?key=…, token: …
    | (?P<join>/(?:join/|media/|login/v2/flow/|feed/(?=[2-9a-z]{28}\b)))[^\s?'"<>]+      # an invitation, a picture, an app let in, a private feed
    | (?P<bearer>\b(?:Bearer|Basic)\s+)[\w.~+/=-]{8,}                            # Authorization
    """,
    re.VERBOSE | re.IGNORECASE,
)


def redact(text: str) -> str:
    """The text with whatever looks like a password, a key, a token or an invitation struck out."""

    def struck(found: re.Match[str]) -> str:
        if found["url"]:
            return f"{found['url']}{STRUCK}@"
        return f"{found['named'] or found['join'] or found['bearer']}{STRUCK}"

    return _SECRET.sub(struck, text)


class Redacted(logging.Formatter):
    """Strikes secrets out of the finished line, so that they are caught in tracebacks too."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configuration(file: Path) -> dict[str, Any]:
    """Django's LOGGING: audit lines, warnings of ours and errors of the server, appended to `file`, which is made when needed."""
    to_file = {"handlers": ["file"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "manymentors.logs.Redacted",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {
            "file": {
                "class": "logging.handlers.WatchedFileHandler",
                "filename": str(file),
                "encoding": "utf-8",
                "delay": True,
                "formatter": "line",
            }
        },
        "loggers": {
            "manymentors.audit": {**to_file, "level": "INFO"},
            "manymentors.web": {**to_file, "level": "WARNING"},
            "django": {**to_file, "level": "ERROR"},
            "django.security": {**to_file, "level": "WARNING"},
            "django.security.DisallowedHost": {**to_file, "level": "CRITICAL"},  # anybody can send any name
        },
    }
