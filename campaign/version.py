"""The version of the code that studies are made by."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import campaign
import manuscripts
from marionet import __version__

_DIGITS = 8
CODE = (".py", ".yaml")
"""Patterns of sentences are data in YAML and determine a study as code does."""
READERS = ("report", "section.py")
"""What only tells finished studies in other words."""


@cache
def code_version() -> str:
    """Return the version of the program and a digest of the code of studies: `0.1.0+3f9a1c27`."""
    digest = hashlib.sha256()
    for package in (manuscripts, campaign):
        folder = Path(package.__file__ or "").parent
        for path in sorted(p for p in folder.rglob("*") if p.suffix in CODE):
            name = path.relative_to(folder)
            if name.parts[0] in READERS:
                continue
            digest.update(f"{folder.name}/{name.as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:_DIGITS]}"
