"""Studies: what the campaign behind the rings of a run said, against whom, when and how.

A study belongs to a run and to a watch list. It is made from the vault, can be made again at any
time, and is never evidence by itself: every row leads to posts.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypedDict

import pyarrow as pa

from marionet.errors import NotFound
from vault.folders import read_json
from vault.result_folder import Filters, ResultWriter, read_result
from vault.study_schema import STUDY

FOLDER = "studies"
MANIFEST = "study.json"


class Subject(TypedDict):
    """All that determines the result of a study; the fields are those of `Study`."""

    run_id: str
    watchlist: dict[str, Any]
    version: str


@dataclass(frozen=True, slots=True)
class Study:
    """One study.

    Attributes:
        study_id: `study-` and the first 10 digits of the hash over everything that determines it.
        run_id: The run whose rings it is about.
        watchlist: Its name and digest; empty where there was none.
        version: Version of the code.
        counts: Rows per table.
        created_at: When it was made, UTC. Not part of the result.
        notes: What could not be said, and why, for people.
        folder: Where the tables lie.
    """

    study_id: str
    run_id: str
    watchlist: dict[str, Any]
    version: str
    counts: dict[str, int]
    created_at: str
    notes: list[str]
    folder: Path

    def read(self, table: str, filters: Filters | None = None) -> pa.Table:
        """Return a table of the study, with the schema of `vault.study_schema.STUDY`."""
        return read_result(self.path(table), STUDY[table], filters)

    def path(self, table: str) -> Path:
        """Return the Parquet file of a table."""
        return self.folder / f"{table}.parquet"


def study_id(subject: Subject) -> str:
    """Return the id of the study of this subject."""
    said = json.dumps(subject, sort_keys=True, separators=(",", ":"))
    return f"study-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


class StudyWriter(ResultWriter):
    """Writes a study in a staging folder; `commit` makes it visible at once."""

    def __init__(self, root: Path, subject: Subject) -> None:
        self._subject = subject
        self.study_id = study_id(subject)
        super().__init__(root, self.study_id, STUDY, "The study")

    def commit(self, notes: list[str]) -> Study:
        """Make the study visible; tables that were not written are stored empty."""
        rows = self._fill()
        final = self._root / FOLDER / self.study_id
        study = Study(
            study_id=self.study_id,
            counts=rows,
            created_at=datetime.now(UTC).isoformat(timespec="microseconds"),
            notes=notes,
            folder=final,
            **self._subject,
        )
        manifest = asdict(study)
        del manifest["folder"]
        self._show(final, MANIFEST, manifest)
        return study


def read_studies(root: Path, run_id: str | None = None) -> list[Study]:
    """Return the studies of a run, or all, oldest first."""
    folder = root / FOLDER
    if not folder.is_dir():
        return []
    found = [
        Study(folder=path, **read_json(path / MANIFEST))
        for path in folder.iterdir()
        if (path / MANIFEST).exists()
    ]
    chosen = [study for study in found if run_id is None or study.run_id == run_id]
    return sorted(chosen, key=lambda study: (study.created_at, study.study_id))


def find_study(root: Path, run_id: str) -> Study:
    """Return the latest study of a run.

    Raises:
        NotFound: There is none yet.
    """
    studies = read_studies(root, run_id)
    if not studies:
        raise NotFound(
            f"The run {run_id} has no study yet. Make one with: marionet study --run {run_id}"
        )
    return studies[-1]
