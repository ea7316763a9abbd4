"""`marionet compare`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.context import context_of
from marionet.cli.listing import Format, print_rows
from marionet.errors import UsageError

if TYPE_CHECKING:
    from detection.compare import Fate
    from vault import Run

COLUMNS = (
    "fate", "former", "latter", "former_accounts", "latter_accounts", "common", "jaccard",
    "evidence", "same", "note",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command(epilog="Example:  marionet compare run-3f9a1c latest --format csv")(compare)


def compare(
    context: typer.Context,
    former: Annotated[str, typer.Argument(metavar="RUN", help="Id of a run, or its beginning.")],
    latter: Annotated[
        str, typer.Argument(metavar="RUN", help="Id of another, or latest.")
    ] = "latest",
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Say what became of the rings of one run in another.

    Kept, split, merged, new or gone. `same` marks where a ring keeps its name.
    """
    from detection.compare import compare as find_fates

    vault = context_of(context).vault
    one, other = vault.run(former), vault.run(latter)
    if one.run_id == other.run_id:
        raise UsageError(f"Both are the run {one.run_id}. `marionet runs` lists all.")
    fates = find_fates(one, other)
    if form is Format.json:
        found = {
            "former": _about(one),
            "latter": _about(other),
            "rings": [asdict(f) for f in fates],
        }
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    rows = [asdict(fate) for fate in fates]
    if form is Format.csv:
        print_rows(rows, COLUMNS, form)
        return
    for row in rows:
        row["same"] = "yes" if row["same"] else ""
        for name in () if row["fate"] not in ("new", "gone") else ("common", "jaccard", "evidence"):
            row[name] = None
    if rows:
        print_rows(rows, COLUMNS, form)
        typer.echo("")
    for line in _summary(one, other, fates):
        typer.echo(line)


def _about(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "collection": run.collection,
        "created_at": run.created_at,
        "version": run.version,
        "batches": run.batches,
        "parameters": run.parameters,
    }


def _summary(one: Run, other: Run, fates: list[Fate]) -> list[str]:
    counts = Counter(fate.fate for fate in fates)
    told = ", ".join(
        f"{counts[fate]:,} {fate}" for fate in ("kept", "split", "merged", "new", "gone")
    )
    before, after = _flagged(one), _flagged(other)
    return [
        f"From {one.run_id} to {other.run_id}: {told}.",
        f"{len(before & after):,} accounts are flagged in both, {len(after - before):,} only in "
        f"the latter, {len(before - after):,} only in the former.",
        f"What differs: {_differs(one, other)}.",
    ]


def _flagged(run: Run) -> set[str]:
    rings = run.read("rings", [("tier", "=", "ring")])["ring_id"].to_pylist()
    members = run.read("members", [("ring_id", "in", rings)]) if rings else run.read("members")[:0]
    return set(members["account_id"].to_pylist())


def _differs(one: Run, other: Run) -> str:
    """Return what of the two questions differs; without it, the runs would be one."""
    from marionet.cli.runs import unusual

    parts: list[str] = []
    if one.collection != other.collection:
        parts.append(f"the collection ({one.collection}, {other.collection})")
    gone, come = set(one.batches) - set(other.batches), set(other.batches) - set(one.batches)
    if gone or come:
        parts.append(f"the posts read ({len(come):,} loads more, {len(gone):,} fewer)")
    signals = [set(run.parameters.get("signals", ())) for run in (one, other)]
    if signals[0] != signals[1]:
        more, fewer = sorted(signals[1] - signals[0]), sorted(signals[0] - signals[1])
        named = [f"+{name}" for name in more] + [f"-{name}" for name in fewer]
        parts.append(f"signals ({' '.join(named)})")
    now = unusual(other.parameters, one.parameters)
    then = unusual(one.parameters, other.parameters)
    if now or then:
        parts.append(
            f"parameters ({', '.join(then) or 'defaults'} -> {', '.join(now) or 'defaults'})"
        )
    if one.version != other.version:
        parts.append(f"the code ({one.version}, {other.version})")
    return ", ".join(parts) or "nothing that a run records"
