"""The version of the method, as a run records it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from marionet import __version__, comparable

_DIGITS = 8
READERS = ("compare.py", "explain")
"""What only reads finished runs: to tell them in other words asks no other question."""


@cache
def code_version() -> str:
    """Return the version of the program and a digest of the code of detection: `0.1.0+3f9a1c27`.

    The code that says which texts are the same is a part of it; what only reads runs is not.

    Changed code may give another answer to the same question, so its runs get ids of their own.
    """
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        if path.relative_to(folder).parts[0] in READERS:
            continue
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    digest.update(Path(comparable.__file__).read_bytes())
    return f"{__version__}+{digest.hexdigest()[:_DIGITS]}"
