"""One load in a process of its own, measured."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from loaders import load
from loaders.format import Context
from loaders.storing.second_process import READERS
from marionet.errors import MarionetError
from vault import Vault

TIMEOUT_S = 900
_ID_COLUMNS = {
    "posts": ("post_id", "account_id"),
    "accounts": ("account_id",),
    "account_links": ("account_a", "account_b"),
    "watched_accounts": ("account_id",),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load took.

    Attributes:
        records: Posts, or accounts or relations where there are more of those.
        rows: Of the file, those that are rejected among them.
        rejects: Rows that could not be read.
        seconds: Of the clock.
        own_s: Of the processor: the process that writes.
        other_s: Of the processor: those that read, where there are any, together.
        peak_mb: Memory of all, as if each of those that read had as much as the biggest.
        ids: All ids in the vault, for a small load.
        size_mb: Of the file.
    """

    records: int
    rows: int
    rejects: int
    seconds: float
    own_s: float
    other_s: float
    peak_mb: float
    ids: tuple[str, ...]
    size_mb: float


def loaded(vault: Path, file: Path, name: str, options: dict[str, Any]) -> Loaded | None:
    """Load a file; None where it cannot be loaded.

    The process is a fork of this one, so that no start of Python is measured.
    """
    pa.array([None])  # imports what Arrow imports at its first use
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_load, args=(sender, vault, file, name, options))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(TIMEOUT_S) else None
    except EOFError:
        return None
    finally:
        process.terminate()
        process.join()


def _load(sender: Connection, root: Path, file: Path, name: str, options: dict[str, Any]) -> None:
    at = options.get("captured_at")
    context = Context(
        captured_us=round(datetime.fromisoformat(at).timestamp() * 1e6) if at else None,
        platform=options.get("platform"),
        account=options.get("account"),
    )
    vault = Vault(root)
    started, before = time.monotonic(), time.process_time()
    wanted = options.get("load_as", name)
    try:
        reports = load(vault, [str(file)], format=wanted, context=context, max_rejects=10**9)
    except MarionetError:
        sys.exit(1)
    seconds, own_s = time.monotonic() - started, time.process_time() - before
    own, other = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    counts = [report.batch.counts for report in reports if report.batch]
    posts = sum(each["posts"] + each["duplicates"] for each in counts)
    others = (sum(each[n] for each in counts) for n in ("accounts", "account_links"))
    records = max(posts, *others)
    sender.send(
        Loaded(
            records=records,
            rows=sum(report.read for report in reports),
            rejects=sum(report.rejects for report in reports),
            seconds=seconds,
            own_s=own_s,
            other_s=other.ru_utime + other.ru_stime,
            peak_mb=(own.ru_maxrss + READERS * other.ru_maxrss) / 1024,
            ids=_ids(vault) if records < 1000 else (),
            size_mb=file.stat().st_size / 1e6,
        )
    )


def _ids(vault: Vault) -> tuple[str, ...]:
    found: set[str] = set()
    for table, columns in _ID_COLUMNS.items():
        for part in vault.parts(table, vault.batches()):
            for column in pq.read_table(part, columns=list(columns)).columns:
                values: list[str | None] = column.to_pylist()
                found.update(value.partition(":")[2] for value in values if value)
    return tuple(sorted(found))
