"""How much memory the embedded Neo4j may have on this machine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from marionet.settings import Settings

_MB = 1 << 20
# Where the kernel tells the limit of a container, version 2 and version 1.
_CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True, slots=True)
class MemorySizes:
    """Memory of the server, MB."""

    heap_mb: int
    page_cache_mb: int

    @property
    def one_transaction_mb(self) -> int:
        """The most that one transaction may take: a query cannot stop the server."""
        return min(256, self.all_transactions_mb)

    @property
    def all_transactions_mb(self) -> int:
        """The most that all transactions together may take."""
        return min(1024, self.heap_mb // 2)


def machine_mb(limits: Iterable[Path] = _CGROUP_LIMITS) -> int:
    """Return the memory that this process may use: of the machine, or of its container."""
    sizes = [psutil.virtual_memory().total]
    for path in limits:
        try:
            told = path.read_text("ascii").strip()
        except OSError:
            continue
        if told.isdigit():  # else "max": no limit
            sizes.append(int(told))
    return min(sizes) // _MB


def sizes_for(total_mb: int, settings: Settings) -> MemorySizes:
    """Share out the memory: a sixth for the heap, an eighth for the page cache, within bounds.

    The rest is for loading and detection, which run beside the server. Our choice: on 24 GB it
    gives 4 GB and 3 GB, on 4 GB it gives 682 MB and 512 MB.

    Args:
        total_mb: Memory of the machine or the container, MB.
        settings: Sizes given there win.
    """
    heap = min(max(total_mb // 6, 512), 4096)
    page_cache = min(max(total_mb // 8, 128), 4096)
    return MemorySizes(
        heap_mb=settings.neo4j_heap_mb or heap,
        page_cache_mb=settings.neo4j_page_cache_mb or page_cache,
    )
