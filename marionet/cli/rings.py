"""`marionet rings` and `marionet edges`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from marionet.cli.context import context_of
from marionet.cli.listing import Format, print_rows
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
        bool,
        typer.Option(
            "--reasons",
            help="Say below the table why each was flagged, and what speaks against it.",
        ),
    ] = False,
    form: RingFormat = Format.table,
) -> None:
    """List the rings of a run, or their members.

    `name` is the id under which an earlier run of the collection found the ring first.
    """
    vault = context_of(context).vault
    found = vault.run(run)
    listed = [ring for ring in found.read("rings").to_pylist() if tier in (Tier.all, ring["tier"])]
    if members:
        wanted = {ring["ring_id"] for ring in listed}
        rows = [row for row in found.read("members").to_pylist() if row["ring_id"] in wanted]
        print_rows(rows, ("ring_id", "account_id", "score", "q"), form)
        return
    from detection.compare import names

    columns = ["ring_id", "tier", "accounts", "bursts", "posts", "first", "last", "q", "score"]
    named = names(vault.runs(), found)
    for ring in listed:
        known = named.get(ring["ring_id"])
        ring["name"] = known.name if known else None
    if form is not Format.table:
        columns += ["p", "median_hits", "signals", "reason", "against", "parent", "name"]
    else:  # only where they say something
        columns += ["parent"] if any(ring["parent"] for ring in listed) else []
        columns += ["name"] if any(n.runs > 1 for n in named.values()) else []
    print_rows(listed, columns, form)
    if form is Format.table:
        if not listed:
            typer.echo(f"The run {found.run_id} found none.")
        for ring in listed if reasons else []:
            typer.echo(f"\n{ring['ring_id']}: {ring['reason']}")
            if ring["against"]:
                typer.echo(f"What speaks against it: {ring['against']}")


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
