"""Files beside a file that say what it does not say itself: whose archive it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from loaders.format import Context, Format
from loaders.formats import FORMATS
from loaders.reading.archives import Archive

MAX_BYTES = 1 << 20
MAX_FILES = 100

_NAMES = frozenset(name for form in FORMATS for name in form.siblings)

Files = Mapping[str, bytes]


def files_beside(path: Path) -> Files:
    """Return the files in the folder of a file that a format may ask for, by name."""
    found = (path.parent / name for name in _NAMES)
    return {
        file.name: file.read_bytes()
        for file in found
        if file.is_file() and file.stat().st_size <= MAX_BYTES
    }


def files_inside(archive: Archive) -> Mapping[str, Files]:
    """Return the files in an archive that a format may ask for, by folder and name."""
    wanted = {
        name
        for name, size, refused in archive.listed()
        if _NAMES.intersection((PurePosixPath(name).name,)) and size <= MAX_BYTES and not refused
    }
    found: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    if not 0 < len(wanted) <= MAX_FILES:
        return found
    for name, file in archive.opened():
        if name in wanted and file is not None:
            place = PurePosixPath(name)
            found[str(place.parent)][place.name] = file.read(MAX_BYTES)
    return found


def understood(found: Format, context: Context, name: str, beside: Files) -> Context:
    """Return what is known about a file from outside it, its siblings asked."""
    account = context.account
    if account is None and found.owner is not None and beside:
        account = found.owner(beside)
    return replace(context, name=name, account=account)
