"""`marionet alerts`."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.console import errors
from marionet.cli.context import CliContext, context_of
from marionet.cli.listing import Format, print_rows
from watching.wording import one_line

if TYPE_CHECKING:
    from watching.memory import Memory

alerts = typer.Typer(help="Alerts of `marionet watch`: list them, test receivers, try again.")
To = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE|URL|mailto:...", help="Receivers beside those of alerts.yaml; repeatable."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.add_typer(alerts, name="alerts", no_args_is_help=True)


@alerts.command("list")
def list_alerts(
    context: typer.Context,
    pending: Annotated[
        bool, typer.Option("--pending", help="Only what is still to be delivered, or given up.")
    ] = False,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List alerts and what became of each delivery.

    Example:  marionet alerts list --pending
    """
    memory = _memory(context_of(context))
    rows = [
        {
            "at": each.content["at"],
            "alert_id": each.alert_id,
            "kind": each.content["kind"],
            "title": each.content["title"],
            "channel": each.channel or "",
            "state": each.state,
            "attempts": each.attempts,
            "error": each.error,
        }
        for each in (memory.unsent() if pending else memory.all())
    ]
    columns = ("at", "alert_id", "kind", "title", "channel", "state", "attempts", "error")
    print_rows(rows, columns, form)


@alerts.command("test")
def send_test(context: typer.Context, to: To = None) -> None:
    """Send a test alert to every receiver, and say which got it.

    Example:  marionet alerts test --to https://hooks.example.org/marionet
    """
    from marionet.errors import UsageError
    from watching.alert import Alert
    from watching.channel import DeliveryFailed
    from watching.receivers import read_receivers

    home = context_of(context).workspace.create()
    receivers = read_receivers(home.home, home.secrets, to or ())
    if not receivers.channels:
        raise UsageError(
            "No receiver is named. Name one with --to, or write alerts.yaml: "
            "`marionet alerts example` prints one."
        )
    at = datetime.now(UTC).isoformat(timespec="seconds")
    alert = Alert("test", f"test/{time.time_ns()}", "A test", "Alerts arrive here.", "-", "-")
    failed = 0
    for channel in receivers.channels:
        try:
            channel.send(alert.row(receivers.base_url, at))
        except DeliveryFailed as error:
            failed += 1
            errors.print(one_line(error.message), markup=False, highlight=False, soft_wrap=True)
        else:
            typer.echo(f"delivered: {channel.name}")
    if failed:
        raise typer.Exit(1)


@alerts.command("retry")
def retry(context: typer.Context, to: To = None) -> None:
    """Deliver at once what waits or was given up.

    Example:  marionet alerts retry
    """
    from watching.delivery import deliver
    from watching.receivers import read_receivers

    own = context_of(context)
    home = own.workspace.create()
    receivers = read_receivers(home.home, home.secrets, to or ())
    memory = _memory(own)
    memory.retry()
    done = deliver(memory, receivers.channels, time.time)
    for problem in done.problems:
        errors.print(one_line(problem), markup=False, highlight=False, soft_wrap=True)
    waiting = len(memory.unsent())
    typer.echo(f"{done.sent} delivered, {waiting} still to be delivered.")
    if done.problems:
        raise typer.Exit(1)


@alerts.command("example")
def example() -> None:
    """Print an alerts.yaml to start from.

    Example:  marionet alerts example > ~/case-17/alerts.yaml
    """
    from watching.receivers import EXAMPLE

    typer.echo(EXAMPLE, nl=False)


def _memory(own: CliContext) -> Memory:
    from watching.memory import Memory

    return Memory(own.workspace.create().watch / "memory.sqlite")
