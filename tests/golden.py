"""Golden files: what a sample must load as, kept beside it and compared field by field.

    python -m tests.golden            write those that are absent
    python -m tests.golden --write    write all of them again: look at the difference

Invented samples (tests/loaders/samples/FORMAT/) keep every row. Samples of real data may not be
redistributed, so their golden files keep counts and SHA-256 digests only.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from loaders import LoadReport, load
from loaders.format import Context
from marionet.errors import LoadError
from tests.real_data import REAL_DATA, real_data_is_there
from vault import Vault
from vault.schema import CANONICAL

INVENTED = Path(__file__).parent / "loaders" / "samples"
REAL = Path(__file__).parent / "real" / "golden"
SETTINGS = "load.json"
"""Beside samples that need options: `{"captured_at": ISO time, "platform": ..., "account": ...}`;
for samples of real data under their name in tests/real/golden/load.json."""

RELATIONS = ("repost_of", "quote_of", "reply_to")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Sample:
    """A file with its golden file."""

    path: Path
    golden: Path
    options: dict[str, Any]
    real: bool

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"


def invented_samples() -> list[Sample]:
    """Return the samples that come with the tests: one folder per format."""
    found: list[Sample] = []
    for folder in sorted(path for path in INVENTED.iterdir() if path.is_dir()):
        options = _read(folder / SETTINGS) or {}
        for path in sorted(folder.iterdir()):
            if path.name != SETTINGS and not path.name.endswith(".golden.json"):
                golden = path.with_name(path.name + ".golden.json")
                found.append(Sample(path, golden, {"format": folder.name, **options}, real=False))
    return found


def real_samples() -> list[Sample]:
    """Return the samples of real data, where they are present."""
    if not real_data_is_there():
        return []
    options = _read(REAL / SETTINGS) or {}
    found: list[Sample] = []
    for path in sorted((REAL_DATA / "formats").rglob("*")):
        if path.is_file():
            name = f"{path.parent.name}__{path.name}"
            found.append(Sample(path, REAL / f"{name}.json", options.get(name, {}), real=True))
    return found


def load_sample(sample: Sample, folder: Path) -> tuple[LoadReport, Rows]:
    """Load a sample by its content, as a user would, and return the report and the rows."""
    captured = sample.options.get("captured_at")
    moment = datetime.fromisoformat(captured) if captured else None
    vault = Vault(folder)
    [report] = load(
        vault,
        [str(sample.path)],
        format="auto" if sample.real else sample.options.get("load_as", "auto"),
        context=Context(
            captured_us=round(moment.timestamp() * 1e6) if moment else None,
            platform=sample.options.get("platform"),
            account=sample.options.get("account"),
        ),
    )
    rows: Rows = {}
    for table in CANONICAL:
        rows[table] = [
            row
            for part in vault.parts(table, vault.batches())
            for row in pq.read_table(part).to_pylist()
        ]
    return report, rows


def golden_of(sample: Sample, report: LoadReport, rows: Rows) -> dict[str, Any]:
    """Return what the golden file of a sample says."""
    summary = {
        "format": report.format,
        **{name: len(found) for name, found in rows.items() if found},
        "hashtags": len({row["tag"] for row in rows["post_hashtags"]}),
        "urls": len({row["url"] for row in rows["post_urls"]}),
        "relations": {
            name: sum(row[name] is not None for row in rows["posts"]) for name in RELATIONS
        },
        "duplicates": report.duplicates,
        "rejects": dict(sorted(report.reasons.items())),
    }
    if sample.real:
        # A reason may quote the record.
        reasons = [(re.sub(r"'[^']*'", "'…'", why), n) for why, n in report.reasons.items()]
        summary["rejects"] = {
            why: sum(n for other, n in reasons if other == why) for why in sorted(dict(reasons))
        }
        summary["sha256"] = {name: _digest(found) for name, found in rows.items() if found}
        return summary
    return {**summary, "rows": {name: _plain(found) for name, found in rows.items() if found}}


def outcome(sample: Sample, folder: Path) -> dict[str, Any]:
    """Return what becomes of a sample: what the golden file says, or why it is refused whole."""
    try:
        return golden_of(sample, *load_sample(sample, folder))
    except LoadError as error:
        # Where the rejects are kept is another place each time.
        return {"refused": str(error).partition(" See ")[0]}


def _plain(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as JSON has them, without what is absent and without the hash of the file."""
    return [
        {
            name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
            for name, value in row.items()
            if value is not None and name != "source"
        }
        for row in rows
    ]


def _digest(rows: list[dict[str, Any]]) -> str:
    lines = sorted(json.dumps(row, sort_keys=True) for row in _plain(rows))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else None


def expected(sample: Sample) -> dict[str, Any] | None:
    """Return the golden file of a sample, without its explanations; None where it is absent."""
    found = _read(sample.golden)
    if isinstance(found, dict):
        found.pop("why", None)
    return found


def main(arguments: list[str]) -> None:
    """Write golden files; `why` (explanations of rejects) is kept. Names narrow the choice."""
    again = "--write" in arguments
    names = [argument for argument in arguments if not argument.startswith("-")]
    for sample in (*invented_samples(), *real_samples()):
        if (sample.golden.exists() and not again) or (
            names and not any(name in str(sample.golden) for name in names)
        ):
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                found = outcome(sample, Path(folder))
            except Exception as error:  # noqa: BLE001 - told, and the next is tried
                print(f"{sample.name}: {error}")
                continue
        why = (_read(sample.golden) or {}).get("why")
        text = json.dumps({**found, "why": why} if why else found, indent=1, ensure_ascii=False)
        sample.golden.parent.mkdir(exist_ok=True)
        sample.golden.write_text(text + "\n", "utf-8")
        told = found.get("refused") or f"rejects: {found['rejects'] or 'none'}"
        print(f"{sample.name}: written; {told}")


if __name__ == "__main__":
    main(sys.argv[1:])
