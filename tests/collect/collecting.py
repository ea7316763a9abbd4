"""Collecting in the process of a test, and what lies in the vault then."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq

from collect import Collector, Limits, Stop, Surroundings, Tally, collect
from marionet.progress import SILENT
from vault import Vault


class Collected:
    """One collection: its counts, what it said, and what it left."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = Vault(folder / "vault")
        self.spool = folder / "spool"
        self.tally = Tally()
        self.stop = Stop()
        self.said: list[str] = []

    def run(
        self, collector: Collector, limits: Limits | None = None, collection: str = "default"
    ) -> Collected:
        around = Surroundings(
            vault=self.vault,
            spool=self.spool,
            collection=collection,
            program="Marionet/test",
            contact=None,
            settle=None,
            progress=SILENT,
            tell=self.said.append,
            random=Random(1),
        )
        collect(
            collector, around, limits=limits or Limits(once=True), stop=self.stop, tally=self.tally
        )
        return self

    def start(self, collector: Collector, limits: Limits) -> threading.Thread:
        thread = threading.Thread(target=self.run, args=(collector, limits), daemon=True)
        thread.start()
        return thread

    def post_ids(self) -> list[str]:
        return sorted(self.column("posts", "post_id"))

    def column(self, table: str, name: str) -> list[Any]:
        parts = self.vault.parts(table, self.vault.batches())
        return [value for part in parts for value in pq.read_table(part).column(name).to_pylist()]

    def originals(self) -> list[bytes]:
        """The bytes of each segment that was loaded."""
        return [self._bytes(batch.sources[0]) for batch in self.vault.batches()]

    def logs(self) -> list[list[dict[str, Any]]]:
        """The log of each segment that was loaded."""
        return [
            [json.loads(line) for line in self._bytes(batch.options["capture_log"]).splitlines()]
            for batch in self.vault.batches()
        ]

    def left(self) -> set[str]:
        """Names of the files in the spool that are no state and no lock."""
        return {
            path.name
            for path in self.spool.rglob("*")
            if path.is_file() and path.name not in {"state.json", "collect.lock"}
        }

    def state(self) -> dict[str, Any]:
        [path] = self.spool.rglob("state.json")
        return json.loads(path.read_text())

    def _bytes(self, sha256: str) -> bytes:
        with self.vault.originals.open(sha256) as file:
            return file.read()
