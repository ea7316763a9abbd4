"""Who uses the server: one locked file for each use.

The lock is the operating system's and goes when its process goes, however that ends: no process
ids are compared, no times, and a lease needs no care after `kill -9`.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import filelock


@dataclass(frozen=True, slots=True)
class Leases:
    """The leases of one server. Hold the lock of the server to call `take` and `live`.

    Attributes:
        folder: Holds one file for each use, named after the process.
    """

    folder: Path

    def take(self) -> filelock.FileLock:
        """Make a lease of this process; its `release` gives it up."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{os.getpid()}-{secrets.token_hex(4)}.lock"
        # Taken in one thread, given up in another when a web server runs in between.
        lease = filelock.FileLock(self.folder / name, mode=0o600, thread_local=False)
        lease.acquire(blocking=False)
        return lease

    def held(self) -> list[int]:
        """Return the process id of every use that goes on."""
        return [_pid(path) for path in self._files() if _is_held(path)]

    def live(self) -> list[int]:
        """Return the same, and remove the files of the uses that ended."""
        found: list[int] = []
        for path in self._files():
            if _is_held(path):
                found.append(_pid(path))
            else:
                path.unlink(missing_ok=True)
        return found

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.lock"))


def _pid(path: Path) -> int:
    return int(path.name.split("-")[0])


def _is_held(path: Path) -> bool:
    probe = filelock.FileLock(path)
    try:
        probe.acquire(blocking=False)
    except filelock.Timeout:
        return True
    probe.release()
    return False
