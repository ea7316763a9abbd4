"""Detection runs: parameters, input and result tables of one run, never changed afterwards."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

import pyarrow as pa

from marionet.errors import NotFound
from vault.folders import read_json
from vault.result_folder import Filters, ResultWriter, read_result
from vault.schema import RUN

MANIFEST = "run.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One detection run.

    Attributes:
        run_id: `run-` and the first 10 digits of the hash over everything that determines the
            result: parameters, code version, input, seed. The same question has the same id.
        collection: Name of the collection that was read.
        batches: Ids of the batches that were read.
        parameters: Method and its constants.
        version: Version of the code.
        counts: Rows per result table and of the input.
        created_at: When the run was committed, UTC. Not part of the result.
        notes: What was left out and why, for people.
        folder: Where the tables lie.
        seconds: How long it took; None for runs that did not say. Not part of the result.
        steps: What each step took in and left out, and why; `seconds` are not part of the result.
    """

    run_id: str
    collection: str
    batches: list[str]
    parameters: dict[str, Any]
    version: str
    counts: dict[str, int]
    created_at: str
    notes: list[str]
    folder: Path
    seconds: float | None = None
    steps: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def read(self, table: str, filters: Filters | None = None) -> pa.Table:
        """Return a table of the run, with the schema of `vault.schema.RUN`.

        A run of an earlier version may lack a table or a column: what it lacks is empty.

        Args:
            table: Its name.
            filters: Which rows, as pyarrow.parquet.read_table takes them; None: all.
        """
        return read_result(self.path(table), RUN[table], filters)

    def path(self, table: str) -> Path:
        """Return the Parquet file of a table of the run."""
        return self.folder / f"{table}.parquet"


class Question(TypedDict):
    """All that determines the result of a run; the fields are those of `Run`."""

    collection: str
    batches: list[str]
    parameters: dict[str, Any]
    version: str


def run_id(*, collection: str, batches: list[str], parameters: dict[str, Any], version: str) -> str:
    """Return the id of the run that answers this question."""
    question = json.dumps(
        [collection, batches, parameters, version], sort_keys=True, separators=(",", ":")
    )
    return f"run-{hashlib.sha256(question.encode()).hexdigest()[:10]}"


class RunWriter(ResultWriter):
    """Writes a run in a staging folder; `commit` makes it visible at once."""

    def __init__(
        self,
        root: Path,
        *,
        collection: str,
        batches: list[str],
        parameters: dict[str, Any],
        version: str,
    ) -> None:
        self._question = Question(
            collection=collection, batches=batches, parameters=parameters, version=version
        )
        self.run_id = run_id(**self._question)
        super().__init__(root, self.run_id, RUN, "The run")

    def commit(
        self,
        *,
        counts: dict[str, int],
        notes: list[str],
        seconds: float | None = None,
        steps: list[dict[str, Any]] | None = None,
    ) -> Run:
        """Make the run visible; tables that were not written are stored empty.

        Args:
            counts: Rows of the input, beside those of the result tables.
            notes: What was left out and why, for people.
            seconds: How long the run took.
            steps: What each step took in and left out.

        Raises:
            VaultError: The disk is full; the run is not there then.
        """
        rows = self._fill()
        final = self._root / "runs" / self.run_id
        run = Run(
            run_id=self.run_id,
            counts={**counts, **rows},
            created_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            notes=notes,
            folder=final,
            seconds=seconds,
            steps=steps or [],
            **self._question,
        )
        manifest = asdict(run)
        del manifest["folder"]
        self._show(final, MANIFEST, manifest)  # the same question has the same answer
        return run


def read_runs(root: Path) -> list[Run]:
    """Return the runs, oldest first."""
    folder = root / "runs"
    if not folder.is_dir():
        return []
    runs = [
        Run(folder=path, **read_json(path / MANIFEST))
        for path in folder.iterdir()
        if (path / MANIFEST).exists()
    ]
    return sorted(runs, key=lambda run: (run.created_at, run.run_id))


def find_run(root: Path, run_id: str = "latest") -> Run:
    """Return a run by its id, by an unambiguous beginning of it, or the latest.

    Raises:
        NotFound: There is no such run; the message says which there are.
    """
    runs = read_runs(root)
    if not runs:
        raise NotFound("There is no detection run yet. Make one with: marionet detect")
    if run_id == "latest":
        return runs[-1]
    found = [run for run in runs if run.run_id.startswith(run_id)]
    if len(found) != 1:
        names = ", ".join(run.run_id for run in (found or runs)[-5:])
        what = f"Several runs begin with {run_id!r}" if found else f"There is no run {run_id!r}"
        raise NotFound(f"{what}. The latest are: {names}.")
    return found[0]
