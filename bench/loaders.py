"""How fast each format goes into the vault, and how much memory it takes.

    python -m bench.loaders [--write] [--records N] [part of a name ...]

The invented sample of each format in tests/loaders/samples is multiplied to N records (each copy
with ids of its own) and loaded by a process of its own. `--write` keeps the table in
docs/reference/load-speed.md. A format whose samples cannot be multiplied is named, not passed over.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import ROOT, machine, table
from bench.multiply import Shape, shapes_of, write_copies
from loaders.formats import FORMATS
from loaders.tables import MAPPINGS

SAMPLES = ROOT / "tests" / "loaders" / "samples"
PAGE = ROOT / "docs" / "reference" / "load-speed.md"
RECORDS = 200_000
NEEDED = {"record": 20_000, "table": 60_000}
"""Posts or accounts per second: of formats with records, and of tables."""
MAX_MB = 1000
SETTINGS = "load.json"
TIMEOUT_S = 900

_LOAD = """
import json, resource, sys, time
from datetime import datetime
from pathlib import Path
from loaders import load
from loaders.format import Context
from vault import Vault
options = json.loads(sys.argv[4])
at = options.get("captured_at")
context = Context(
    captured_us=round(datetime.fromisoformat(at).timestamp() * 1e6) if at else None,
    platform=options.get("platform"),
)
vault = Vault(Path(sys.argv[1]))
started, before = time.monotonic(), time.process_time()
[report] = load(vault, [sys.argv[2]], format=sys.argv[3], context=context, max_rejects=10**9)
seconds, cpu_s = time.monotonic() - started, time.process_time() - before
ids = set()
if len(sys.argv) > 5:
    import pyarrow.parquet as pq
    for name, columns in {"posts": ("post_id", "account_id"), "accounts": ("account_id",)}.items():
        for part in vault.parts(name, vault.batches()):
            for column in columns:
                values = pq.read_table(part, columns=[column]).column(0).to_pylist()
                ids.update(value.partition(":")[2] for value in values)
print(json.dumps({
    "posts": report.posts, "accounts": report.accounts, "duplicates": report.duplicates,
    "rejects": report.rejects, "seconds": seconds, "cpu_s": cpu_s, "ids": sorted(ids),
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured of one format."""

    name: str
    kind: str
    records: int
    size_mb: float
    seconds: float
    cpu_s: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Records per second: of the clock or of the processor, whichever is more.

        On a machine that does other work, the clock tells of that work.
        """
        return self.records / min(self.seconds, self.cpu_s)

    @property
    def enough(self) -> bool:
        """Whether it is as fast and as small as it must be."""
        return self.rate >= NEEDED[self.kind] and self.peak_mb < MAX_MB


def main(arguments: list[str]) -> None:
    """Measure formats and print the table."""
    parser = argparse.ArgumentParser(prog="bench.loaders")
    parser.add_argument("--write", action="store_true", help="keep the table in the reference")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("names", nargs="*", help="parts of names of formats")
    given = parser.parse_args(arguments)
    if not SAMPLES.is_dir():
        sys.exit(f"The samples ({SAMPLES.relative_to(ROOT)}) are absent: nothing to measure.")
    speeds: list[Speed] = []
    absent: dict[str, str] = {}
    for name, kind in _formats().items():
        if given.names and not any(part in name for part in given.names):
            continue
        found = _measure(name, kind, given.records)
        if isinstance(found, Speed):
            speeds.append(found)
            print(" ".join(_row(found)), flush=True)
        else:
            absent[name] = found
            print(f"{name}: not measured: {found}", flush=True)
    page = _page(speeds, absent, given.records)
    print(f"\n{page}")
    if given.write:
        PAGE.write_text(page, "utf-8")


def _formats() -> dict[str, str]:
    modules = {form.name: "table" if form.to_columns else "record" for form in FORMATS}
    return modules | dict.fromkeys(MAPPINGS, "table")


def _measure(name: str, kind: str, records: int) -> Speed | str:
    """Return the speed of a format, or why it could not be measured."""
    folder = SAMPLES / name
    if not folder.is_dir():
        return "it has no sample"
    settings = folder / SETTINGS
    options = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
    why = "no sample can be multiplied"
    for sample in sorted(folder.iterdir(), key=lambda path: -path.stat().st_size):
        if sample.name == SETTINGS or sample.name.endswith(".golden.json"):
            continue
        with tempfile.TemporaryDirectory() as scratch:
            found = _of_sample(name, kind, sample, options, records, Path(scratch))
        if isinstance(found, Speed):
            return found
        why = found or why
    return why


def _of_sample(
    name: str, kind: str, sample: Path, options: dict[str, Any], records: int, folder: Path
) -> Speed | str:
    once = _load(folder / "once", sample, name, options, ids=True)
    if once is None:
        return ""
    ids, held = once["ids"], _records(once)
    big = folder / sample.name
    for shape in shapes_of(sample.read_bytes()):
        write_copies(big, shape, ids, 3)
        trial = _load(folder / shape.name, big, name, options)
        if trial is None or _records(trial) < 2 * held or not held:
            continue
        return _of_shape(name, kind, shape, ids, max(1, records // held), options, big)
    return f"{sample.name} cannot be multiplied"


def _of_shape(
    name: str,
    kind: str,
    shape: Shape,
    ids: list[str],
    copies: int,
    options: dict[str, Any],
    big: Path,
) -> Speed | str:
    write_copies(big, shape, ids, copies)
    found = _load(big.parent / "all", big, name, options)
    if found is None:
        return "the big file cannot be loaded"
    return Speed(
        name,
        kind,
        _records(found),
        big.stat().st_size / 1e6,
        found["seconds"],
        found["cpu_s"],
        found["peak_mb"],
    )


def _records(found: dict[str, Any]) -> int:
    """Return how many posts were made, or accounts where there are more of them."""
    return max(found["posts"] + found["duplicates"], found["accounts"])


def _load(
    vault: Path, file: Path, name: str, options: dict[str, Any], *, ids: bool = False
) -> dict[str, Any] | None:
    words = [sys.executable, "-c", _LOAD, str(vault), str(file), options.get("load_as", name)]
    ran = subprocess.run(
        [*words, json.dumps(options), *(["ids"] if ids else [])],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=TIMEOUT_S,
        check=False,
    )
    return json.loads(ran.stdout) if ran.returncode == 0 else None


def _row(speed: Speed) -> list[str]:
    return [
        f"`{speed.name}`",
        speed.kind,
        f"{speed.records:,}",
        f"{speed.rate:,.0f}",
        f"{speed.size_mb / min(speed.seconds, speed.cpu_s):.1f}",
        f"{speed.peak_mb:,.0f}",
        "yes" if speed.enough else "no",
    ]


def _page(speeds: list[Speed], absent: dict[str, str], records: int) -> str:
    header = ["format", "kind", "records", "records/s", "MB/s", "peak MB", "fast enough"]
    needed = f"{NEEDED['record']:,} records per second for records, {NEEDED['table']:,} for tables"
    slow = [speed.name for speed in speeds if not speed.enough]
    lines = [
        "# Speed of loading",
        "",
        f"Generated by `make bench-loaders` on {machine()}.",
        "",
        f"The invented sample of each format, multiplied to about {records:,} records, from the",
        "file into the vault. A record is a post, or an account where there are more of those.",
        "Seconds are those of the clock or of the processor, whichever is less: the machine did",
        f"other work. Asked for: {needed}, less than {MAX_MB:,} MB.",
        "",
        table(header, map(_row, speeds)),
        "",
        f"Below what is asked for: {', '.join(slow) or 'none'}.",
        "",
    ]
    if absent:
        lines += ["Not measured:", "", *(f"- `{name}`: {why}" for name, why in absent.items()), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
