"""The first password of a new Neo4j, as `neo4j-admin dbms set-initial-password` writes it.

Written here because the command starts a JVM for it: 3 s of the first start.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

_ROUNDS = 1024
_SALT_BYTES = 32


def auth_line(user: str, password: str, salt: bytes) -> str:
    """Return the line of `auth.ini`: user:algorithm,digest,salt,rounds:flags.

    The digest is SHA-256(salt + password), hashed again until `_ROUNDS` rounds are done. That is
    Neo4j's choice, weak for a password of a person; ours is 256 random bits.
    """
    digest = hashlib.sha256(salt + password.encode()).digest()
    for _ in range(_ROUNDS - 1):
        digest = hashlib.sha256(digest).digest()
    return f"{user}:SHA-256,{digest.hex()},{salt.hex()},{_ROUNDS}:\n"


def write_auth_file(data: Path, user: str, password: str) -> None:
    """Set the password of a server that was never started; it reads the file at its first start."""
    folder = data / "dbms"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "auth.ini"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(auth_line(user, password, secrets.token_bytes(_SALT_BYTES)))
