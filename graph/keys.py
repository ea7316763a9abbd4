"""Values that an index of Neo4j can hold.

A range index, and so a unique constraint, refuses a string of more than about 8 kB. A URL or a
handle made longer than that, by accident or by malice, must not stop a load: its node gets a short
key that still tells it from every other.
"""

from __future__ import annotations

import hashlib
from typing import Final

MAX_CHARS: Final = 1000  # at most 4 bytes each in UTF-8: half of what an index takes


def fit(value: str) -> str:
    """Return the value; of one that is too long, its beginning and the SHA-256 of the whole."""
    if len(value) <= MAX_CHARS:
        return value
    digest = hashlib.sha256(value.encode()).hexdigest()
    return f"{value[: MAX_CHARS - 80]}…sha256:{digest}"


def handle_key(platform: str, handle: str) -> str:
    """Return the id of the stub that stands for a handle whose account is not known."""
    return f"{platform}:@{handle.lower()}"


def stub_properties(key: str) -> dict[str, str]:
    """Return what is known of an account or post from its id alone."""
    platform, _, native = key.partition(":")
    if native.startswith("@"):
        return {"platform": platform, "handle": native[1:]}
    return {"platform": platform}
