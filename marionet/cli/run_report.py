"""What `marionet detect` prints of a run: rings, notes, seeds, steps."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from marionet.cli.console import console
from marionet.cli.listing import Format, print_rows

if TYPE_CHECKING:
    from vault import Run

SHOWN = 10
"""Rings that are listed after a run."""
SEEDS_SHOWN = 40
"""Seeds, and accounts that act with them, that are listed after a run."""


def show_run(run: Run, *, found_before: bool, steps: bool) -> None:
    """Print what a run found, what it cannot say, and what each step did."""
    rings = run.read("rings").to_pylist()
    flagged = [ring for ring in rings if ring["tier"] == "ring"]
    if flagged:
        columns = ("ring_id", "accounts", "bursts", "posts", "first", "last", "q", "score")
        print_rows(flagged[:SHOWN], columns, Format.table)
    if len(flagged) > SHOWN:
        typer.echo(f"... and {len(flagged) - SHOWN:,} more: marionet rings")
    if run.parameters.get("seeds"):
        _show_seeds(run)
    if steps:
        show_steps(run)
    for note in run.notes:
        typer.echo(f"Note: {note}")
    if found_before:
        typer.echo(
            f"This question was answered on {run.created_at[:16].replace('T', ' ')} UTC; "
            "--again computes it once more."
        )
    limits = "".join(f", {part}" for part in limits_of(run.parameters))
    typer.echo(f"Run {run.run_id} of the collection {run.collection}{limits}.")
    console.print(_totals(run, flagged, len(rings)), markup=False, highlight=False, soft_wrap=True)


def limits_of(parameters: Mapping[str, Any]) -> list[str]:
    """Return what a run was limited to, for people: its period, its seeds."""
    return [part for part in (period_of(parameters), seeds_of(parameters)) if part]


def period_of(parameters: Mapping[str, Any]) -> str:
    """Return the period that a run looked at; empty where it looked at everything."""
    period = parameters.get("period")
    if not period:
        return ""
    since, until = (period[end] and period[end][:19].replace("T", " ") for end in period)
    if since and until:
        return f"{since} to {until} UTC"
    return f"from {since} UTC" if since else f"before {until} UTC"


def seeds_of(parameters: Mapping[str, Any]) -> str:
    """Return how many seeds a run had; empty where it had none."""
    seeds = parameters.get("seeds")
    if not seeds:
        return ""
    return f"around {seeds['count']:,} seed{'' if seeds['count'] == 1 else 's'}"


def show_steps(run: Run) -> None:
    """Print a table of the steps: what each took in, how long it took, what it left out and why."""
    if not run.steps:
        typer.echo("This run kept no account of its steps.")
        return
    print_rows([_step(step) for step in run.steps], ("step", "in", "s", "out"), Format.table)
    typer.echo(f"{'':2}in all {sum(step['seconds'] for step in run.steps):.1f} s{_memory()}")
    left_out = [
        {
            "step": step["name"],
            "left out": f"{each['amount']:,} {each['what']}",
            "why": each["why"],
        }
        for step in run.steps
        for each in step["dropped"]
    ]
    if left_out:
        print_rows(left_out, ("step", "left out", "why"), Format.table)


def _step(step: Mapping[str, Any]) -> dict[str, Any]:
    taken = "" if step["rows"] is None else f"{step['rows']:,} {step['unit']}"
    return {
        "step": step["name"],
        "in": taken,
        "s": f"{step['seconds']:.1f}",
        "out": step["note"],
    }


def _memory() -> str:
    """Return the most memory that this process has had; empty where the system does not say."""
    if sys.platform == "win32":
        return ""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f", at most {peak / (1e9 if sys.platform == 'darwin' else 1e6):.1f} GB of memory"


def _show_seeds(run: Run) -> None:
    """Print of each seed where it is, and who acts with the seeds, surest first."""
    seeds = run.read("seeds").to_pylist()
    columns = ("account_id", "posts", "bursts", "ring_id", "q", "verdict")
    print_rows(seeds[:SEEDS_SHOWN], columns, Format.table)
    if len(seeds) > SEEDS_SHOWN:
        typer.echo(f"... and {len(seeds) - SEEDS_SHOWN:,} more seeds, in all:")
        for verdict, count in Counter(seed["verdict"] for seed in seeds).most_common():
            typer.echo(f"  {count:,}: {verdict}")
    own = {seed["account_id"] for seed in seeds}
    where = {seed["ring_id"] for seed in seeds} - {None}
    others = [
        row
        for row in run.read("members").to_pylist()
        if row["ring_id"] in where and row["account_id"] not in own
    ]
    others.sort(key=lambda row: (row["q"], -row["hits"], row["account_id"]))
    if others:
        typer.echo("Who acts with them, surest first:")
        print_rows(others[:SEEDS_SHOWN], ("account_id", "ring_id", "q", "hits"), Format.table)
    if len(others) > SEEDS_SHOWN:
        typer.echo(f"... and {len(others) - SEEDS_SHOWN:,} more: marionet rings --members")


def _totals(run: Run, flagged: list[dict[str, int]], candidates: int) -> str:
    accounts = sum(ring["accounts"] for ring in flagged)
    alike = candidates - len(flagged)
    return (
        f"{run.counts['posts']:,} posts, {run.counts['accounts']:,} accounts, "
        f"{len(flagged):,} ring{'' if len(flagged) == 1 else 's'}, {accounts:,} flagged accounts, "
        f"{alike:,} audience{'' if alike == 1 else 's'} that look{'s' if alike == 1 else ''} alike"
    )
