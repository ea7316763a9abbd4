"""Precision and recall on demo campaigns of known truth, through the real command line.

`python -m bench.demo_quality [--seeds N] [--accounts N] [--evasion LEVEL ...]` generates campaigns,
loads and detects each in a workspace of its own, and prints Markdown tables. The generator is not
fitted to the detector, nor the other way round: seeds from 100 on are used by nothing else.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Measured, machine, marionet, table
from demo.options import EVASIONS
from demo.score import Score, read_truth, score

FIRST_SEED = 100


@dataclass(frozen=True, slots=True)
class Trial:
    """One campaign, loaded and detected."""

    evasion: str
    seed: int
    posts: int
    load: Measured
    detect: Measured
    score: Score
    rings: int


def main() -> None:
    """Run the trials and print the tables."""
    asked = _arguments()
    trials: list[Trial] = []
    for evasion in asked.evasion:
        for seed in range(FIRST_SEED, FIRST_SEED + asked.seeds):
            with tempfile.TemporaryDirectory(prefix="marionet-bench-") as folder:
                trials.append(run_trial(Path(folder), evasion, seed, asked.accounts))
    print(f"Machine: {machine()}. {asked.accounts:,} organic accounts each.\n")
    print(quality_table(trials), ring_table(trials), hard_table(trials), sep="\n\n")


def run_trial(folder: Path, evasion: str, seed: int, accounts: int) -> Trial:
    """Generate one campaign, load it, detect, and compare with the truth."""
    home, out = folder / "home", folder / "campaign"
    options = ["--seed", str(seed), "--evasion", evasion, "--accounts", str(accounts)]
    marionet(home, "demo", "--generate-only", "--out", out, *options)
    loaded = marionet(home, "load", "--no-graph", "--collection", "demo", out / "posts.jsonl")
    detected = marionet(home, "detect", "--no-graph", "--no-study", "--collection", "demo")
    listed = marionet(home, "rings", "--members", "--format", "csv").output
    found = {row["account_id"]: row["ring_id"] for row in csv.DictReader(io.StringIO(listed))}
    with (out / "posts.jsonl").open("rb") as file:
        posts = sum(1 for _ in file)
    truth = read_truth(out / "truth.csv", out / "hard_negatives.csv")
    return Trial(
        evasion, seed, posts, loaded, detected, score(truth, found), len(set(found.values()))
    )


def quality_table(trials: list[Trial]) -> str:
    """Return one line per trial: quality, seconds, memory."""
    header = [
        *("evasion", "seed", "posts", "precision", "recall", "ARI", "rings", "members", "flagged"),
        *("s (load + detect)", "peak MB"),
    ]
    rows = [
        [
            trial.evasion,
            str(trial.seed),
            f"{trial.posts:,}",
            f"{trial.score.precision:.4f}",
            f"{trial.score.recall:.4f}",
            f"{trial.score.ari:.4f}",
            f"{trial.rings} for {len(trial.score.recall_by_ring)}",
            str(trial.score.members),
            str(trial.score.flagged),
            f"{trial.load.seconds:.1f} + {trial.detect.seconds:.1f}",
            f"{max(trial.load.peak_mb, trial.detect.peak_mb):,.0f}",
        ]
        for trial in trials
    ]
    return table(header, rows)


def ring_table(trials: list[Trial]) -> str:
    """Return the share of each true ring's members that was found."""
    names = list(dict.fromkeys(n for trial in trials for n in trial.score.recall_by_ring))
    rows = [
        [trial.evasion, str(trial.seed), *(_share(trial.score.recall_by_ring, n) for n in names)]
        for trial in trials
    ]
    return "Members found, by ring:\n\n" + table(["evasion", "seed", *names], rows)


def hard_table(trials: list[Trial]) -> str:
    """Return how many organic accounts that look like members were flagged, by kind."""
    kinds = sorted({kind for trial in trials for kind in trial.score.hard})
    rows = [
        [trial.evasion, str(trial.seed), *(_share(trial.score.hard, kind) for kind in kinds)]
        for trial in trials
    ]
    return "Organic accounts flagged, among those that look like members:\n\n" + table(
        ["evasion", "seed", *kinds], rows
    )


def _share(counts: dict[str, tuple[int, int]], name: str) -> str:
    part, whole = counts.get(name, (0, 0))
    return f"{part} of {whole}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Quality on demo campaigns of known truth.")
    parser.add_argument("--seeds", type=int, default=2, help="campaigns per level [2]")
    parser.add_argument("--accounts", type=int, default=4000, help="organic accounts [4000]")
    parser.add_argument(
        "--evasion", nargs="+", choices=list(EVASIONS), default=list(EVASIONS), metavar="LEVEL"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
