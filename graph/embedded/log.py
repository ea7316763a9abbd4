"""What the log of a Neo4j that did not start says, in one sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_TAIL_BYTES = 64_000

PORT_TAKEN: Final = "its port was taken by another program meanwhile; run the command again"

# The first that is found explains the rest: causes stand before what they cause.
_CAUSES: Final[tuple[tuple[str, str], ...]] = (
    (
        r"Address already in use|PortBindException",
        PORT_TAKEN,
    ),
    (r"No space left on device", "the disk is full; free space in the workspace"),
    (r"Permission denied|AccessDeniedException", "a file in its folder may not be written"),
    (
        r"UnsupportedClassVersionError|Unrecognized option|Unrecognized VM option",
        "the Java found is of a wrong version; name a Java 17 or 21 with MARIONET_JAVA_HOME",
    ),
    (
        r"Could not reserve enough space|insufficient memory|Cannot allocate memory"
        r"|Invalid maximum heap size|OutOfMemoryError|larger than available memory",
        "memory is too small; close other programs or lower MARIONET_NEO4J_HEAP_MB and "
        "MARIONET_NEO4J_PAGE_CACHE_MB",
    ),
    (
        r"StoreLockException|Lock file has been locked by another process|FileLockException",
        "another Neo4j uses its data; stop that one",
    ),
    (
        r"UnableToMigrate|StoreUpgrade|UpgradeNotAllowed|Unsupported.{0,20}[Ss]tore.{0,20}version"
        r"|unsupported format|Unknown store version|StoreVersion",
        "its data were written by another version; delete its folder `data` and run "
        "`marionet graph rebuild`",
    ),
    (r"Too many open files", "too many files are open; raise the limit with `ulimit -n 40000`"),
    (
        r"ClassNotFoundException|NoClassDefFoundError|Could not find or load main class",
        "jars are missing or damaged; run `marionet graph install --check`",
    ),
)


def length(path: Path) -> int:
    """Return how long a log is now, bytes."""
    return path.stat().st_size if path.exists() else 0


def tail(path: Path, since: int = 0) -> str:
    """Return the end of a log, at most from the byte `since` on; empty when there is none."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            # A log that is shorter than before was begun anew.
            file.seek(max(since if since <= end else 0, end - _TAIL_BYTES))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def cause(text: str) -> str:
    """Return why the server did not start, as the end of a sentence, with how to mend it."""
    for pattern, meaning in _CAUSES:
        if re.search(pattern, text):
            return meaning
    told = [
        line.strip()
        for line in text.splitlines()
        if re.search(r"\bERROR\b|Exception|^Error\b|Caused by", line)
    ]
    return f"it says: {told[-1][:300]}" if told else "it says nothing"
