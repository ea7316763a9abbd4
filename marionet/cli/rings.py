"""`marionet rings`, `marionet edges` and `marionet runs`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from marionet.cli.context import context_of
from marionet.cli.listing import Format, print_rows
from marionet.cli.run_report import limits_of
from marionet.errors import NotFound

RingFormat = Annotated[Format, typer.Option("--format", help="How to print.")]
RunId = Annotated[
    str, typer.Option("--run", metavar="ID", help="Id of a run, its beginning, or latest.")
]


class Tier(StrEnum):
    """Which findings are listed."""

    ring = "ring"
    audience = "audience-like"
    all = "all"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(epilog="Example:  marionet rings --members --format csv > members.csv")(rings)
    app.command(epilog="Example:  marionet edges --ring 3f9a1c-01 --format csv")(edges)
    app.command(epilog="Example:  marionet runs --format json")(runs)


def rings(
    context: typer.Context,
    run: RunId = "latest",
    members: Annotated[
        bool, typer.Option("--members", help="List the accounts of the rings.")
    ] = False,
    tier: Annotated[
        Tier, typer.Option(help="Rings, audiences that only look like one, or both.")
    ] = Tier.ring,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="Say below the table why each was flagged.")
    ] = False,
    form: RingFormat = Format.table,
) -> None:
    """List the rings of a run, or their members."""
    found = context_of(context).vault.run(run)
    listed = [ring for ring in found.read("rings").to_pylist() if tier in (Tier.all, ring["tier"])]
    if members:
        wanted = {ring["ring_id"] for ring in listed}
        rows = [row for row in found.read("members").to_pylist() if row["ring_id"] in wanted]
        print_rows(rows, ("ring_id", "account_id", "score", "q"), form)
        return
    columns = ["ring_id", "tier", "accounts", "bursts", "posts", "first", "last", "q", "score"]
    if form is not Format.table:
        columns += ["p", "median_hits", "signals", "reason"]
    print_rows(listed, columns, form)
    if form is Format.table:
        if not listed:
            typer.echo(f"The run {found.run_id} found none.")
        for ring in listed if reasons else []:
            typer.echo(f"\n{ring['ring_id']}: {ring['reason']}")


def edges(
    context: typer.Context,
    run: RunId = "latest",
    ring: Annotated[
        str | None, typer.Option(metavar="ID", help="Only the edges of this ring.")
    ] = None,
    form: RingFormat = Format.csv,
) -> None:
    """List the sparse network between the members: the nearest co-members of each."""
    found = context_of(context).vault.run(run)
    known = found.read("rings")["ring_id"].to_pylist()
    if ring is not None and ring not in known:
        some = ", ".join(known[:5]) or "none"
        raise NotFound(f"The run {found.run_id} has no ring {ring!r} (it has: {some}).")
    rows = [
        row for row in found.read("edges").to_pylist() if ring is None or row["ring_id"] == ring
    ]
    columns = (
        "ring_id", "account_a", "account_b", "weight", "p", "shared", "first", "last",
    )  # fmt: skip
    print_rows(rows, columns, form)


def runs(context: typer.Context, form: RingFormat = Format.table) -> None:
    """List the detection runs, oldest first."""
    rows = [
        {
            "run_id": run.run_id,
            "collection": run.collection,
            "created_at": run.created_at,
            "algorithm": run.parameters.get("algorithm"),
            "q": run.parameters.get("q"),
            "asked": ", ".join(filter(None, limits_of(run.parameters))) or None,
            "posts": run.counts.get("posts"),
            "findings": run.counts.get("rings"),
        }
        for run in context_of(context).vault.runs()
    ]
    columns = (
        "run_id", "collection", "created_at", "algorithm", "q", "asked", "posts", "findings",
    )  # fmt: skip
    print_rows(rows, columns, form)
