"""Text to standard output, or whole into a file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from marionet.cli.console import errors
from marionet.errors import UsageError


def write_text(text: str, path: Path | None) -> None:
    """Write a text; a file appears whole or keeps what it had.

    Raises:
        UsageError: The folder is not there, or the path is one.
    """
    if path is None:
        sys.stdout.write(text)
        return
    if path.is_dir() or not path.parent.is_dir():
        what = "is a folder" if path.is_dir() else "lies in a folder that is not there"
        raise UsageError(f"--out {path} {what}. Name a file in a folder that exists.")
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:50]}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(temporary, 0o666 & ~_umask())  # noqa: PTH101 - mkstemp gives a path as text
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    errors.print(f"Written: {path}", markup=False, highlight=False, soft_wrap=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
