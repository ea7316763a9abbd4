"""How fast each format goes into the vault, and how much memory it takes.

    python -m bench.loaders [--write] [--records N] [part of a name ...]

The invented sample of each format in tests/loaders/samples is multiplied to N records (each copy
with ids of its own) and loaded by a process of its own. Samples are full of broken records: those
that hold nothing or are rejected are left out, where they can be told apart. `--write` keeps the
table in docs/reference/load-speed.md. A format whose samples cannot be multiplied is named, not
passed over.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bench.loaded import Loaded, loaded
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
PROCESSORS = 2
SETTINGS = "load.json"
Load = Callable[[Path, Path], Loaded | None]
"""Loads a file into a new vault."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What was measured of one format."""

    name: str
    kind: str
    records: int
    size_mb: float
    seconds: float
    own_s: float
    other_s: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Records per second of the clock."""
        return self.records / self.seconds

    @property
    def free_rate(self) -> float:
        """Records per second of two processors that have nothing else to do and never wait.

        Only the process that writes cannot be shared between them.
        """
        return self.records / max(self.own_s, (self.own_s + self.other_s) / PROCESSORS)

    @property
    def verdict(self) -> str:
        """Whether it is as fast and as small as it must be; `not shown` where only a bound is."""
        needed = NEEDED[self.kind]
        if self.free_rate < needed or self.peak_mb >= MAX_MB:
            return "**no**"
        return "yes" if self.rate >= needed else "not shown"


def main(arguments: list[str]) -> None:
    """Measure formats and print the table."""
    parser = argparse.ArgumentParser(prog="bench.loaders")
    parser.add_argument("--write", action="store_true", help="keep the table in the reference")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("names", nargs="*", help="parts of names of formats")
    given = parser.parse_args(arguments)
    if not SAMPLES.is_dir():
        sys.exit(f"The samples ({SAMPLES.relative_to(ROOT)}) are absent: nothing to measure.")
    busy = os.getloadavg()[0]
    other_work = f"When it began, {busy:.1f} processors' worth of other work was done."
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
    page = _page(speeds, absent, given.records, f"{datetime.now(UTC):%Y-%m-%d}", other_work)
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
    samples = [
        sample
        for sample in sorted(folder.iterdir(), key=lambda path: -path.stat().st_size)
        if sample.name != SETTINGS and not sample.name.endswith(".golden.json")
    ]
    for wanted in (records, records // 10):  # a single document may not be of any size
        for sound in (True, False):
            for sample in samples:
                with tempfile.TemporaryDirectory() as scratch:
                    load = partial(loaded, name=name, options=options)
                    found = _of_sample(load, sample, wanted, Path(scratch), sound=sound)
                if isinstance(found, Loaded):
                    return _speed(name, kind, found)
                why = found or why
    return why


def _of_sample(
    load: Load, sample: Path, records: int, folder: Path, *, sound: bool
) -> Loaded | str:
    """Load a sample multiplied; with `sound`, only those of its records that are read alone."""
    once = load(folder / "once", sample)
    if once is None or not once.records:
        return ""
    big = folder / sample.name
    for number, whole in enumerate(shapes_of(sample.read_bytes())):
        shape = _sound(load, whole, big, folder / f"{number}") if sound else whole
        if not shape.items:
            continue
        vaults = iter(folder / f"{number}-{step}" for step in ("one", "trial", "all"))
        write_copies(big, shape, once.ids, 1)
        one = load(next(vaults), big)
        write_copies(big, shape, once.ids, 3)
        trial = load(next(vaults), big)
        if one is None or trial is None or trial.records < 2 * max(one.records, 1):
            continue
        more = max(1, (trial.records - one.records) // 2)
        write_copies(big, shape, once.ids, max(3, records // more))
        found = load(next(vaults), big)
        if found is not None and found.records >= records // 2:
            return found
    return f"{sample.name} cannot be multiplied"


def _sound(load: Load, shape: Shape, scratch: Path, vaults: Path) -> Shape:
    """Return a sample without the records that alone hold nothing or are rejected."""
    items: list[bytes] = []
    for number, item in enumerate(shape.items):
        write_copies(scratch, replace(shape, items=(item,)), (), 1)
        found = load(vaults / f"{number}", scratch)
        if found is not None and found.records and not found.rejects:
            items.append(item)
    return replace(shape, items=tuple(items))


def _speed(name: str, kind: str, found: Loaded) -> Speed:
    records = found.rows if kind == "table" else found.records
    times = (found.seconds, found.own_s, found.other_s)
    return Speed(name, kind, records, found.size_mb, *times, found.peak_mb)


def _row(speed: Speed) -> list[str]:
    return [
        f"`{speed.name}`",
        speed.kind,
        f"{speed.records:,}",
        f"{speed.rate:,.0f}",
        f"{speed.free_rate:,.0f}",
        f"{speed.own_s / speed.records * 1e6:.0f} + {speed.other_s / speed.records * 1e6:.0f}",
        f"{speed.size_mb / speed.seconds:.1f}",
        f"{speed.peak_mb:,.0f}",
        speed.verdict,
    ]


def _page(
    speeds: list[Speed], absent: dict[str, str], records: int, day: str, other_work: str
) -> str:
    header = [
        "format",
        "kind",
        "records",
        "records/s",
        "at most",
        "processor µs per record",
        "MB/s",
        "peak MB",
        "fast enough",
    ]
    needed = f"{NEEDED['record']:,} records per second for records, {NEEDED['table']:,} for tables"
    slow = [f"`{speed.name}`" for speed in speeds if speed.verdict == "**no**"]
    open_ = [f"`{speed.name}`" for speed in speeds if speed.verdict == "not shown"]
    lines = [
        "# Speed of loading",
        "",
        f"Generated by `make bench-loaders` on {machine()}, {day}.",
        "",
        f"The invented sample of each format, multiplied to about {records:,} records, from the",
        "file into the vault; the start of Python is not counted. Records of the sample that hold",
        "nothing or are rejected were left out, where they can be told apart. A record is a post,",
        "or an account or a relation where there are more of those; of tables, rows are counted.",
        f"*records/s* are by the clock. *At most* is what it would say if {PROCESSORS} processors",
        "did nothing else and never waited: the load of a bigger file has three processes",
        "(*processor µs*: the one that writes + the two that read).",
        f"{other_work} *Peak MB* is that of all processes together.",
        "",
        f"Asked for: {needed}, less than {MAX_MB:,} MB.",
        "*Fast enough* is what the clock says. *Not shown*: the clock says no, the bound does not",
        "rule it out; it leaves out what is done before and after the two run side by side.",
        "",
        table(header, map(_row, speeds)),
        "",
        f"Below what is asked for: {', '.join(slow) or 'none'}.",
        "",
        f"Not shown by the clock: {', '.join(open_) or 'none'}.",
        "",
    ]
    if absent:
        lines += ["Not measured:", "", *(f"- `{name}`: {why}" for name, why in absent.items()), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main(sys.argv[1:])
