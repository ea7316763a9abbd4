"""`marionet purge`, `marionet hold`: taking a person's data out, and what forbids it."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.context import CliContext, context_of
from marionet.errors import UsageError

if TYPE_CHECKING:
    from retraction.person import Person
    from retraction.retract import Changed
    from retraction.rows import Eraser

hold = typer.Typer(no_args_is_help=True, help="Legal holds: what must not be taken out.")

_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="The request or order.")]
_By = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who does it; by default your login.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command("purge")(purge)
    app.add_typer(hold, name="hold")


def purge(
    context: typer.Context,
    account: Annotated[
        str, typer.Option("--account", metavar="ID", help="The account: platform:id.")
    ],
    reason: _Reason,
    by: _By = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be taken out.")
    ] = False,
    no_graph: Annotated[
        bool, typer.Option("--no-graph", help="Leave Neo4j alone; then rebuild the graph yourself.")
    ] = False,
) -> None:
    """Take all data of an account out of originals, batches, runs and the graph.

    A tombstone stays, with the reason and without the name. What others wrote about the account
    stays theirs. A legal hold forbids it.

    Example:  marionet purge --account x:123 --reason "request of 3 May, file 17"
    """
    from retraction.person import find_person
    from retraction.retract import retract, survey

    here = context_of(context)
    if not reason.strip():
        raise UsageError("Say why with --reason: it stays on the tombstone.")
    found = survey(here.vault, account)
    typer.echo(
        f"{account}: {len(found.person.posts)} posts in {len(found.batches)} batches and "
        f"{len(found.originals)} originals",
        err=True,
    )
    also = [each for each in found.person.by_handle if find_person(here.vault, each)]
    if also:
        typer.echo(
            f"Known by handle only, this may be the same person: {', '.join(also)}", err=True
        )
    if dry_run:
        typer.echo("Nothing was taken out.")
        return
    if not yes:
        typer.confirm("Take it out for good? It cannot be undone.", abort=True, err=True)
    stone = retract(
        here.vault,
        account,
        reason=reason.strip(),
        by=by or getpass.getuser(),
        from_graph=lambda *who: _clean(here, *who, no_graph=no_graph),
        progress=here.progress,
    )
    dropped = sum(not copy for copy in stone.originals.values())
    typer.echo(
        f"{stone.tombstone_id}: {stone.removed.get('posts', 0)} posts taken out, "
        f"{len(stone.originals) - dropped} originals replaced, {dropped} taken out whole, "
        f"{len(stone.runs)} runs changed"
    )
    typer.echo("Studies were removed whole. Make those that you need again with: marionet study")
    if no_graph:
        typer.echo("The graph still has it. Make it anew with: marionet graph rebuild")


def _clean(
    here: CliContext, person: Person, eraser: Eraser, changed: Changed, *, no_graph: bool
) -> None:
    """Take a person out of what lies outside the vault."""
    from retraction.leftovers import drop_refused

    for path in drop_refused(here.workspace.spool, eraser):
        typer.echo(f"{path.parent.name}: one file of a live collection was removed", err=True)
    if not no_graph:
        from_graph(here, person, eraser, changed)


def from_graph(here: CliContext, person: Person, eraser: Eraser, changed: Changed) -> None:
    """Take a person out of the graph, and publish the runs that it was in again."""
    from graph.retract import erase_runs, erase_studies, publish_again, retract_account
    from graph.server import open_server
    from graph.session import Graph

    runs = [run for run in here.vault.runs() if run.run_id in changed.runs]
    with (
        open_server(here.workspace, here.settings, here.progress) as connection,
        Graph(connection) as graph,
    ):
        count = len(person.posts)
        with here.progress.step("taking it out of the graph", count, "posts") as step:
            erase_studies(graph, step)
            erase_runs(graph, [run.run_id for run in runs], step)
            retract_account(
                graph,
                person.account_id,
                posts={post: eraser.pseudonym(post) for post in person.posts},
                handles=person.handles,
                shared=person.shared,
                step=step,
            )
        publish_again(graph, here.vault, batches=changed.batches, runs=runs, progress=here.progress)


@hold.command("place")
def place(
    context: typer.Context,
    reason: _Reason,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="ID", help="The account; by default everything here."),
    ] = None,
    by: _By = None,
) -> None:
    """Forbid that an account, or anything in this workspace, is taken out.

    Example:  marionet hold place --account x:123 --reason "order 7 Js 12/25"
    """
    from vault.holds import Holds

    if not reason.strip():
        raise UsageError("Say with --reason which order or case the hold rests on.")
    here = context_of(context)
    placed = Holds(here.vault.root).place(
        account or "", reason=reason.strip(), by=by or getpass.getuser()
    )
    typer.echo(f"{placed.hold_id}: {account or 'everything in this workspace'} is held")


@hold.command("lift")
def lift(
    context: typer.Context,
    hold_id: Annotated[str, typer.Argument(metavar="HOLD", help="See `marionet hold list`.")],
    by: _By = None,
) -> None:
    """Lift a hold; it stays on record.

    Example:  marionet hold lift hold-0001
    """
    from vault.holds import Holds

    lifted = Holds(context_of(context).vault.root).lift(hold_id, by=by or getpass.getuser())
    typer.echo(f"{lifted.hold_id} is lifted")


@hold.command("list")
def list_holds(context: typer.Context) -> None:
    """List the holds, lifted ones too, and the tombstones.

    Example:  marionet hold list
    """
    from vault.holds import Holds
    from vault.tombstones import Tombstones

    root = context_of(context).vault.root
    holds, stones = Holds(root).all(), Tombstones(root).all()
    for each in holds:
        state = f"lifted {each.lifted_at} by {each.lifted_by}" if each.lifted_at else "stands"
        what = each.account_id or "everything"
        typer.echo(f"{each.hold_id}  {each.placed_at}  {what}: {each.reason} ({each.by}); {state}")
    for stone in stones:
        state = stone.done_at or "not finished: give the same purge command again"
        typer.echo(f"{stone.tombstone_id}  {state}  {stone.reason} ({stone.by})")
    if not holds and not stones:
        typer.echo("There is no hold and no tombstone.")
