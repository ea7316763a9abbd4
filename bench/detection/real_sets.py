"""Real sets: what is flagged among organic accounts, and among those of a known operation.

The sets lie in ../shared/data beside the repository and are no part of it. Loaded vaults are kept
in the folder for temporary files, for loading takes longer than detecting.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.compute as pc

from bench.detection.figures import Figure, Result, Settings
from bench.detection.trial import members_of
from bench.detection.watch import Watch
from bench.measure import table
from bench.real_data import DATA
from demo.score import adjusted_rand_index
from detection.detect import detect
from detection.options import Options
from vault import Run, Vault

COLLECTION = "real"
RING_COLUMNS = (
    *("accounts", "pieces of evidence", "median hits", "signals", "q"),
    *("members' posts that share their second", "others'"),
)


@dataclass(frozen=True, slots=True)
class RealSet:
    """A real set.

    Attributes:
        name: Folder below the data.
        files: (file, mapping or format) each.
        known: Flagged accounts that were looked at before and are coordinated indeed.
        seen: What a person saw who looked at the groups that are flagged.
    """

    name: str
    files: tuple[tuple[str, str], ...]
    known: int = 0
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of one set."""

    accounts: int
    found: dict[str, str]
    rings: list[list[str]]
    seconds: float
    peak_mb: float


AUTOMATED = (
    "twitter16: members of the three large groups reposted in the same seconds as others of their "
    "group nearly always, other accounts at the same posts rarely: automation. The group of 5 is "
    "open to doubt."
)
ONE_ORDER = (
    "weibo_checked: the group commented on two posts, 36.9 days apart, in the same order (rank "
    "correlation .9999)."
)
ONE_TEXT = (
    "weibo_ced: nearly all of the group added one and the same short text of a quiz to reposts of "
    "news: an app or a spammer that wrote in their names. No order of a desk is visible in it."
)
ORGANIC = (
    RealSet(
        "weibo_ced",
        (("roots.parquet", "weibo-ced-roots"), ("reposts.parquet", "weibo-ced-reposts")),
        seen=ONE_TEXT,
    ),
    RealSet("twitter16", (("retweets.parquet", "twitter16"),), known=61, seen=AUTOMATED),
    RealSet("airline", (("tweets.csv", "airline"),)),
    RealSet(
        "weibo_checked",
        (("posts.parquet", "weibo-checked-posts"), ("comments.parquet", "weibo-checked-comments")),
        seen=ONE_ORDER,
    ),
)
IRA = RealSet(
    "ira", tuple((f"{team}.parquet", "ira") for team in ("HashtagGamer", "LeftTroll", "NewsFeed"))
)
IN_TEN_THOUSAND = 1e-4
FEWEST_POSTS = 50


def organic(settings: Settings) -> Result:
    """Sets in which no ring is known."""
    figures: list[Figure] = []
    rows: list[list[str]] = []
    rings: list[list[str]] = []
    notes: list[str] = []
    for data in ORGANIC:
        outcome = examine(data, settings)
        if outcome is None:
            notes.append(_absent(data))
            continue
        flagged, most = len(outcome.found), data.known + IN_TEN_THOUSAND * outcome.accounts
        asked = f"< {most:.1f} accounts"
        figures.append(Figure(f"{data.name}: flagged", asked, (str(flagged),), (flagged < most,)))
        taken = f"{outcome.seconds:.0f}", f"{outcome.peak_mb:,.0f}"
        rows.append([data.name, f"{outcome.accounts:,}", str(flagged), *taken])
        rings += [[data.name, *ring] for ring in outcome.rings]
        if outcome.rings and data.seen:
            notes.append(data.seen)
    if rings:
        notes.insert(0, table(["set", *RING_COLUMNS], rings))
    if rows:
        notes.insert(0, table(["set", "accounts", "flagged", "s", "peak MB"], rows))
    return Result("organic", tuple(figures), tuple(notes))


def ira(settings: Settings) -> Result:
    """Three teams of one operation: every account is fake, the team is the reference."""
    outcome = examine(IRA, settings)
    if outcome is None:
        return Result("ira", (), (_absent(IRA),))
    posts, team = _teams()
    busy = [account for account, n in posts.items() if n >= FEWEST_POSTS]
    found = [account for account in busy if account in outcome.found]
    share = len(found) / max(1, len(busy))
    ari = adjusted_rand_index([team[a] for a in found], [outcome.found[a] for a in found])
    figures = (
        Figure("ira: accounts with 50 posts found", ">= 0.5", (f"{share:.4f}",), (share >= 0.5,)),
        Figure("ira: ARI among them", ">= 0.7", (f"{ari:.4f}",), (ari >= 0.7,)),
        Figure(
            "ira: peak MB", "<= 4,096", (f"{outcome.peak_mb:,.0f}",), (outcome.peak_mb <= 4096,)
        ),
    )
    sizes = Counter((outcome.found[a], team[a]) for a in outcome.found)
    rows = [[ring, name, str(n)] for (ring, name), n in sizes.most_common()]
    text = f"{len(outcome.found)} of {outcome.accounts} accounts in {outcome.seconds:.0f} s."
    return Result("ira", figures, (text, table(["ring", "team", "accounts"], rows)))


def examine(data: RealSet, settings: Settings) -> Outcome | None:
    """Load a set, unless it is loaded, and detect; None where it is not there."""
    del settings
    paths = [DATA / data.name / name for name, _ in data.files]
    if not all(path.exists() for path in paths):
        return None
    vault = _loaded(data, paths)
    watch, started = Watch(), time.monotonic()
    with watch.memory():
        run = detect(vault, COLLECTION, Options(), watch, again=True)
    seconds = time.monotonic() - started
    found, rings = members_of(run), _rings(run)
    return Outcome(run.counts["accounts"], found, rings, seconds, watch.peak_mb)


def _rings(run: Run) -> list[list[str]]:
    """Return what can be told of each ring in numbers.

    Organic people rarely post in the same second as another of the same burst; automation does.
    """
    rings = pl.from_arrow(run.read("rings")).filter(pl.col("tier") == "ring").sort("rank")
    owned = pl.from_arrow(run.read("bursts")).select("burst_id", "ring_id")
    posts = pl.from_arrow(run.read("burst_posts")).join(owned, on="burst_id")
    company = pl.col("account_id").n_unique().over("burst_id", pl.col("at").dt.truncate("1s"))
    shared = posts.with_columns(together=company > 1)
    told: list[list[str]] = []
    for ring in rings.iter_rows(named=True):
        mine = shared.filter(pl.col("ring_id") == ring["ring_id"])
        within = _mean(mine.filter(pl.col("member"))["together"])
        others = _mean(mine.filter(~pl.col("member"))["together"])
        signals = ", ".join(json.loads(ring["signals"]))
        counts = str(ring["accounts"]), str(ring["bursts"]), f"{ring['median_hits']:g}"
        told.append([*counts, signals, f"{ring['q']:.0e}", within, others])
    return told


def _mean(flags: pl.Series) -> str:
    return f"{flags.mean():.2f}" if flags.len() else "-"


def _loaded(data: RealSet, paths: list[Path]) -> Vault:
    from loaders import load_each
    from loaders.format import Context
    from marionet.progress import SILENT

    state = repr([(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in paths])
    mark = hashlib.sha256(state.encode()).hexdigest()[:10]
    vault = Vault(Path(tempfile.gettempdir()) / "marionet-bench-real" / f"{data.name}-{mark}")
    if not vault.batches(COLLECTION):
        for path, (_, mapping) in zip(paths, data.files, strict=True):
            loading = load_each(
                vault,
                [str(path)],
                format="auto",
                mapping=mapping,
                collection=COLLECTION,
                max_rejects=None,
                context=Context(captured_us=None, platform=None, account=None),
                progress=SILENT,
            )
            for _ in loading:
                pass
    return vault


def _teams() -> tuple[Counter[str], dict[str, str]]:
    """Return the posts and the team of each account of the operation."""
    import pyarrow.parquet as pq

    posts: Counter[str] = Counter()
    team: dict[str, str] = {}
    for name, _ in IRA.files:
        rows = pq.read_table(DATA / "ira" / name, columns=["author_id"])
        for pair in pc.value_counts(rows["author_id"].cast("string").combine_chunks()).to_pylist():
            native = str(pair["values"])
            # a few authors are given by their handle and not by their number
            account = f"x:{native}" if native.isdigit() else f"x:@{native.lower()}"
            posts[account] += pair["counts"]
            team[account] = name.removesuffix(".parquet")
    return posts, team


def _absent(data: RealSet) -> str:
    return f"The set {data.name} is not in ../shared/data beside this repository: not measured."


REAL = {"organic": organic, "ira": ira}
"""Suites of real sets, by name."""
