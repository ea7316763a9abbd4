"""Real data through the real command line: what is flagged among organic and among fake accounts.

`python -m bench.real_data [--write]` looks for the sets in ../shared/data beside this repository,
loads them by their mappings into one workspace, detects, and prints a page in Markdown; --write
puts it into docs/reference/real-data.md. Numbers only: not a word of the data is printed.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.measure import ROOT, Measured, machine, marionet, table

DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "reference" / "real-data.md"
COLLECTION = "real"
TOTALS = re.compile(r"(\d+) posts, (\d+) accounts, (\d+) duplicates, (\d+) rejects")


@dataclass(frozen=True, slots=True)
class DataSet:
    """A public set and how it is loaded.

    Attributes:
        name: What the page calls it.
        nature: What is known about its accounts.
        files: (file below DATA, name of the mapping in loaders/mappings).
    """

    name: str
    nature: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One set in the workspace."""

    data: DataSet
    posts: int
    rejects: int
    accounts: frozenset[str]
    seconds: float
    peak_mb: float


SETS = (
    DataSet(
        "ira: HashtagGamer, LeftTroll, NewsFeed",
        "three teams of the Internet Research Agency; every account is fake",
        (
            ("ira/HashtagGamer.parquet", "ira"),
            ("ira/LeftTroll.parquet", "ira"),
            ("ira/NewsFeed.parquet", "ira"),
        ),
    ),
    DataSet(
        "weibo_ced",
        "reposts of 1,655 rumours and news items; no ring is known in it",
        (
            ("weibo_ced/roots.parquet", "weibo-ced-roots"),
            ("weibo_ced/reposts.parquet", "weibo-ced-reposts"),
        ),
    ),
    DataSet(
        "airline",
        "a week of complaints to airlines; no ring is known in it",
        (("airline/tweets.csv", "airline"),),
    ),
)


def main() -> None:
    """Load, detect, print."""
    parser = argparse.ArgumentParser(description="Figures on real data.")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    write = parser.parse_args().write
    missing = [name for data in SETS for name, _ in data.files if not (DATA / name).exists()]
    if missing:
        sys.exit(
            "The real data are not here: ../shared/data beside this repository has no "
            f"{missing[0]}. They may not be passed on, so they are not part of the repository; "
            "nothing was measured."
        )
    with tempfile.TemporaryDirectory(prefix="marionet-real-") as folder:
        page = measure_all(Path(folder))
    print(page)
    if write:
        PAGE.write_text(page + "\n", "utf-8")


def measure_all(home: Path) -> str:
    """Load every set into one workspace, detect, and return the page."""
    loaded = [load_set(home, data) for data in SETS]
    detected = marionet(home, "detect", "--no-graph", "--no-study", "--collection", COLLECTION)
    listed = marionet(home, "rings", "--members", "--format", "csv").output
    members = {row["account_id"]: row["ring_id"] for row in csv.DictReader(io.StringIO(listed))}
    return page_of(loaded, detected, members)


def load_set(home: Path, data: DataSet) -> Loaded:
    """Load the files of one set by their mappings."""
    before = _accounts(home)
    runs = [
        marionet(
            home,
            *("load", "--no-graph", "--collection", COLLECTION),
            *("--mapping", mapping, DATA / name),
        )
        for name, mapping in data.files
    ]
    counts = [_counts(run.output) for run in runs]
    return Loaded(
        data,
        posts=sum(posts for posts, _ in counts),
        rejects=sum(rejects for _, rejects in counts),
        accounts=_accounts(home) - before,
        seconds=sum(run.seconds for run in runs),
        peak_mb=max(run.peak_mb for run in runs),
    )


def page_of(loaded: list[Loaded], detected: Measured, members: dict[str, str]) -> str:
    """Return the page of figures."""
    rows = [
        [
            one.data.name,
            one.data.nature,
            f"{one.posts:,}",
            f"{len(one.accounts):,}",
            f"{one.rejects:,}",
            f"{one.seconds:.0f}",
            f"{one.peak_mb:,.0f}",
            f"{len(members.keys() & one.accounts):,}",
        ]
        for one in loaded
    ]
    header = [
        *("set", "what is known", "posts", "accounts", "rejects"),
        *("load, s", "load, peak MB", "accounts flagged"),
    ]
    sizes = Counter(members.values())
    rings = [
        [
            str(size),
            *(
                str(sum(ring == name and who in one.accounts for who, name in members.items()))
                for one in loaded
            ),
        ]
        for ring, size in sizes.most_common()
    ]
    return "\n".join(
        [
            "# Real data: figures",
            "",
            "What Marionet flags in public sets of real posts that are loaded together into one "
            "workspace. Written by `python -m bench.real_data --write`; the data are not part of "
            "the repository.",
            "",
            f"Machine: {machine()}. Defaults everywhere.",
            "",
            table(header, rows),
            "",
            f"Detection over all of it: {detected.seconds:.0f} s, peak "
            f"{detected.peak_mb:,.0f} MB, {len(sizes)} rings, {len(members):,} accounts flagged.",
            "",
            "Members of each ring, by the set that their account came with:",
            "",
            table(["members", *(one.data.name.split(":")[0] for one in loaded)], rings)
            if rings
            else "There is no ring.",
            "",
            "An account that is flagged in a set without known rings is no proof of a mistake: "
            "look at the posts first. It is none of guilt either.",
        ]
    )


def _counts(output: str) -> tuple[int, int]:
    """Return (posts, rejects) of the last totals line of a load."""
    found = TOTALS.findall(output)
    if not found:
        sys.exit(f"The load printed no line of totals:\n{output}")
    return int(found[-1][0]), int(found[-1][3])


def _accounts(home: Path) -> frozenset[str]:
    """Return every account that posts in the workspace, or is observed in it."""
    import pyarrow.parquet as pq

    names: set[str] = set()
    for name in ("posts", "accounts"):
        for part in (home / "vault" / "batches").glob(f"*/{name}/*.parquet"):
            names.update(
                pq.read_table(part, columns=["account_id"])["account_id"].unique().to_pylist()
            )
    return frozenset(names)


if __name__ == "__main__":
    main()
