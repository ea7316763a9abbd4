"""`marionet doctor`."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated

import typer

from marionet.cli.console import console
from marionet.cli.context import context_of

_MARKS = {"ok": ("✓", "green"), "warn": ("!", "yellow"), "fail": ("✗", "red")}


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(epilog="Example:  marionet doctor --json")(doctor)


def doctor(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON array.")] = False,
) -> None:
    """Check this machine: Python, Java, Neo4j, ports, disk, memory; say how to mend each."""
    from marionet.doctor import Finding, examine

    own = context_of(context)
    findings: list[Finding] = []
    for finding in examine(own.workspace, own.settings):
        findings.append(finding)
        if not as_json:
            _show(finding.name, finding.state, finding.text, finding.mend)
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=2))
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(1)


def _show(name: str, state: str, text: str, mend: str) -> None:
    mark, colour = _MARKS[state]
    console.print(f"[{colour}]{mark}[/] {name:<12}", end="", highlight=False)
    console.print(text, markup=False, highlight=False, soft_wrap=True)
    if state != "ok":
        console.print(f"  {'':<12}-> {mend}", markup=False, highlight=False, soft_wrap=True)
