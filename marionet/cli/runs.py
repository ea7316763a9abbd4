"""`marionet runs`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.context import context_of
from marionet.cli.listing import Format, print_rows
from marionet.cli.run_report import period_of, seeds_of

if TYPE_CHECKING:
    from vault import Run

_IN_WORDS = {"period": period_of, "seeds": seeds_of}


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command(epilog="Example:  marionet runs --collection spring --format json")(runs)


def runs(
    context: typer.Context,
    collection: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only the runs of this collection.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List the detection runs, oldest first, with what each was asked beyond the defaults."""
    from detection.options import Options

    usual = Options().parameters()
    there = context_of(context).vault.runs()
    found = [run for run in there if collection in (None, run.collection)]
    rows = [_row(run, usual) for run in found]
    columns = ["run_id", "collection", "created_at", "posts", "rings", "flagged", "seconds"]
    if form is Format.table:
        for row in rows:
            row["created_at"] = row["created_at"][:16].replace("T", " ")
            row["asked"] = row["asked"] or "defaults"
        code = ["code"] if len({row["code"] for row in rows}) > 1 else []
        print_rows(rows, [*columns, *code, "asked"], form)
        if not rows:
            typer.echo("There is no run yet. Make one with: marionet detect")
    else:
        more = ["audiences", "findings", "algorithm", "q", "asked", "code", "batches"]
        print_rows(rows, [*columns, *more], form)


def _row(run: Run, usual: Mapping[str, Any]) -> dict[str, Any]:
    rings = run.read("rings").select(["tier", "accounts"]).to_pylist()
    flagged = [ring["accounts"] for ring in rings if ring["tier"] == "ring"]
    return {
        "run_id": run.run_id,
        "collection": run.collection,
        "created_at": run.created_at,
        "posts": run.counts.get("posts"),
        "rings": len(flagged),
        "flagged": sum(flagged),
        "audiences": len(rings) - len(flagged),
        "findings": run.counts.get("rings"),
        "seconds": seconds_of(run),
        "algorithm": run.parameters.get("algorithm"),
        "q": run.parameters.get("q"),
        "asked": ", ".join(unusual(run.parameters, usual)),
        "code": run.version,
        "batches": len(run.batches),
    }


def seconds_of(run: Run) -> float | None:
    """Return how long a run took; None where it did not say."""
    if run.seconds is not None:
        return run.seconds
    return round(sum(step["seconds"] for step in run.steps), 1) if run.steps else None


def unusual(parameters: Mapping[str, Any], usual: Mapping[str, Any]) -> list[str]:
    """Return the parameters of a run that differ from these, as `q=0.05`, sorted.

    What a run was given beyond its options (short links, data taken out) is named, not printed.
    """
    told: list[str] = []
    for name, value in sorted(parameters.items()):
        if name == "signals" or (name in usual and usual[name] == value):
            continue
        if not value:
            continue
        in_words = _IN_WORDS.get(name)
        told.append(in_words(parameters) if in_words else f"{name}={_short(value)}")
    return told


def _short(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['count']:,}" if "count" in value else "set"
    if isinstance(value, list):
        parts = [str(each) for each in value if each is not None]
        return "..".join(parts) if len(parts) <= 2 else f"{len(parts):,}"
    text = str(value)
    return text if len(text) <= 24 else text[:8] + "…"
