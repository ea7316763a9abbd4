"""`marionet explain`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.context import context_of
from marionet.errors import UsageError

if TYPE_CHECKING:
    from detection.explain.reading import Reader
    from vault import Run, Vault


class ExplainFormat(StrEnum):
    """How an explanation is printed."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command of this module to the root."""
    app.command(
        epilog="Example:  marionet explain 3f9a1c-01    or    marionet explain x:12    "
        "or    marionet explain x:12 x:15 --format json"
    )(explain)


def explain(
    context: typer.Context,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="RING|ACCOUNT|PAIR",
            help="Id of a ring; id or handle of an account; two accounts for a pair.",
        ),
    ],
    run: Annotated[
        str, typer.Option("--run", metavar="ID", help="Id of a run, its beginning, or latest.")
    ] = "latest",
    most: Annotated[
        int, typer.Option("--most", min=1, help="Bursts, traces or pairs that are shown.")
    ] = 5,
    form: Annotated[ExplainFormat, typer.Option("--format", help="How to print.")] = (
        ExplainFormat.text
    ),
) -> None:
    """Say why a ring or an account was flagged or spared, or what ties two accounts.

    With numbers, posts, and what speaks against it.
    """
    from detection.explain.reading import Reader

    if len(what) > 2:
        raise UsageError(f"{len(what)} things are named. Name a ring, an account, or two accounts.")
    vault = context_of(context).vault
    found, lines = _explained(Reader(vault, _run_of(vault, what[0], run)), what, most)
    if form is ExplainFormat.json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=_plain))
    else:
        typer.echo("\n".join(lines))


def _run_of(vault: Vault, name: str, run: str) -> Run:
    """Return the run that is meant: the latest, unless the id of a ring belongs to another."""
    from detection.run.ranking import prefix_of

    if run == "latest":
        prefix, dash, _ = name.partition("-")
        for one in vault.runs() if dash else ():
            if prefix_of(one.run_id) == prefix:
                return one
    return vault.run(run)


def _explained(reader: Reader, what: list[str], most: int) -> tuple[dict[str, Any], list[str]]:
    from detection.explain.account import explain_account
    from detection.explain.pair import explain_pair
    from detection.explain.ring import explain_ring
    from detection.explain.words import account_lines, pair_lines, ring_lines

    if len(what) == 2:
        one, other = (reader.find_account(name) for name in what)
        if one == other:
            raise UsageError(f"Both names mean the account {one}. Name two different ones.")
        pair = explain_pair(reader, one, other, most)
        return asdict(pair), list(pair_lines(pair))
    ring = next((r for r in reader.rings if r["ring_id"] == what[0]), None)
    if ring is not None:
        explained = explain_ring(reader, ring, most)
        return asdict(explained), list(ring_lines(explained))
    account = explain_account(reader, reader.find_account(what[0]), most)
    return asdict(account), list(account_lines(account))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
