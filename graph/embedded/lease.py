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
    """The leases of one server. Call the methods while you hold the lock of the server.

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

    def live(self) -> list[int]:
        """Return the process id of every use, and remove the files of those that ended."""
        found: list[int] = []
        for path in sorted(self.folder.glob("*.lock")):
            probe = filelock.FileLock(path, blocking=False)
            try:
                probe.acquire()
            except filelock.Timeout:
                found.append(int(path.name.split("-")[0]))
            else:
                probe.release()
                path.unlink(missing_ok=True)
        return found
