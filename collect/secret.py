"""Access tokens: from a file that nobody else can read, or the environment; never from a call."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from marionet.errors import UsageError

_TELLING = frozenset(
    ("access_token", "api_key", "apikey", "auth", "auth_token", "password", "secret", "token")
)
_HERE = frozenset(("127.0.0.1", "::1", "localhost"))


def read_token(path: Path) -> str:
    """Return the token in a file.

    Raises:
        UsageError: The file is absent, can be read by others, or holds no single token.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The token file {path} cannot be read ({error}).") from error
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise UsageError(f"The token file {path} can be read by others. Mend it: chmod 600 {path}")
    return checked_token(text, f"The token file {path}")


def checked_token(text: str, place: str) -> str:
    """Return a token if it can stand in a header.

    Raises:
        UsageError: It cannot.
    """
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise UsageError(f"{place} must hold one token and nothing else.")
    return text


def refuse_open_way(url: str) -> None:
    """Let an address pass to which a token can be sent: encrypted, or on this machine.

    Raises:
        UsageError: Everybody on the way could read the token.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"https", "wss"} and parts.hostname not in _HERE:
        raise UsageError(
            f"The token would go to {parts.hostname} without encryption. Write https:// there, or "
            "leave the token out."
        )


def refuse_secrets(url: str) -> None:
    """Let an address pass that holds no credentials: it is kept with what is captured.

    Raises:
        UsageError: There are some in it.
    """
    parts = urlsplit(url)
    names = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    if parts.username or parts.password or names & _TELLING:
        raise UsageError(
            f"The address at {parts.hostname} holds a password or token. Addresses are kept with "
            "the evidence: leave it out and give the token by --token-file."
        )
