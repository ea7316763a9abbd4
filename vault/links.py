"""Tables of short links and their targets, and what they resolve to.

Short links cannot be resolved without a request to their host, so people resolve them elsewhere
and hand the table in. It is applied when posts are read, so that it works for what was loaded
before it, and stored posts stay as they are. A later table overrules an earlier one.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from marionet.errors import VaultError
from vault.folders import publish, read_json, stage, told, write_json

MANIFEST = "links.json"
MAX_CHAIN = 10
"""A short link may lead to another; more than so many in a row are taken for a mistake."""

LINKS = pa.schema([("short", pa.string()), ("url", pa.string()), ("domain", pa.string())])
"""Canonical URL of the short link, canonical URL of what it leads to, and registered domain."""


@dataclass(frozen=True, slots=True)
class LinkTable:
    """One table that was handed in.

    Attributes:
        link_id: Sorts by time: `000001-<8 digits of the source hash>`.
        name: File name, as the user gave it.
        source: SHA-256 of the original.
        links: How many short links it resolves.
        added_at: When it was added, UTC.
    """

    link_id: str
    name: str
    source: str
    links: int
    added_at: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What short links lead to in the end.

    Attributes:
        table: Columns of `LINKS`, one row per short link, in its order.
        digest: Hash over the table; the empty text where there is no link.
    """

    table: pa.Table
    digest: str

    def __bool__(self) -> bool:
        return self.table.num_rows > 0


class Links:
    """The folder `links/` of a vault.

    Args:
        root: Folder of the vault.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "links"

    def tables(self) -> list[LinkTable]:
        """Return the tables that were handed in, oldest first."""
        if not self._folder.is_dir():
            return []
        found = (path for path in sorted(self._folder.iterdir()) if (path / MANIFEST).exists())
        return [LinkTable(**read_json(path / MANIFEST)) for path in found]

    def resolved(self) -> Resolved:
        """Return what each short link leads to, chains followed to their end."""
        return _resolved(self._steps())

    def add(self, rows: pa.Table, *, name: str, source: str) -> LinkTable:
        """Add a table; hold `Vault.writing` meanwhile.

        Args:
            rows: Columns of `LINKS`, short links distinct.
            name: File name of the original.
            source: SHA-256 of the original, which is in the vault already.

        Raises:
            VaultError: With the tables before it, links go in a circle, or through too many others;
                nothing was added.
        """
        _resolved(self._steps() | _steps(rows))
        taken = [int(table.link_id[:6]) for table in self.tables()]
        added = LinkTable(
            link_id=f"{max(taken, default=0) + 1:06}-{source[:8]}",
            name=name,
            source=source,
            links=rows.num_rows,
            added_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        folder = stage(self._root, "links")
        try:
            with told(self._root, "The table of links"):
                pq.write_table(rows.select(LINKS.names).cast(LINKS), folder / "links.parquet")
                write_json(folder / MANIFEST, asdict(added))
                publish(folder, self._folder / added.link_id)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return added

    def _steps(self) -> dict[str, tuple[str, str]]:
        steps: dict[str, tuple[str, str]] = {}
        for table in self.tables():
            steps |= _steps(pq.read_table(self._folder / table.link_id / "links.parquet"))
        return steps


def _steps(rows: pa.Table) -> dict[str, tuple[str, str]]:
    shorts, urls, domains = (rows[name].to_pylist() for name in LINKS.names)
    return dict(zip(shorts, zip(urls, domains, strict=True), strict=True))


def _resolved(steps: dict[str, tuple[str, str]]) -> Resolved:
    rows = [(short, *_end(short, steps)) for short in sorted(steps)]
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    table = pa.Table.from_arrays([pa.array(c, pa.string()) for c in columns], schema=LINKS)
    lines = "".join(f"{short}\t{url}\n" for short, url, _ in rows)
    return Resolved(table, hashlib.sha256(lines.encode()).hexdigest()[:16] if rows else "")


def _end(short: str, steps: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """Return where a chain of links ends: URL and domain."""
    passed = [short]
    url, domain = steps[short]
    while url in steps:
        if url in passed:
            raise VaultError(
                f"The short links go in a circle: {' -> '.join([*passed, url])}. "
                "Correct the table and add it again; nothing was added."
            )
        passed.append(url)
        if len(passed) > MAX_CHAIN:
            raise VaultError(
                f"The short link {short} leads through more than {MAX_CHAIN} others. "
                "Correct the table and add it again; nothing was added."
            )
        url, domain = steps[url]
    return url, domain
