"""`marionet study` and `marionet profile`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.context import CliContext, context_of

if TYPE_CHECKING:
    from campaign.watchlist import Watchlist
    from vault import Run
    from vault.studies import Study

RunId = Annotated[
    str, typer.Option("--run", metavar="ID", help="Id of a run, its beginning, or latest.")
]
WatchlistFile = Annotated[
    Path | None,
    typer.Option("--watchlist", metavar="FILE", help="Watch list; default: the workspace's own."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(epilog="Example:  marionet study --watchlist watchlist.yaml")(study)


def study(
    context: typer.Context,
    run: RunId = "latest",
    watchlist: WatchlistFile = None,
    again: Annotated[
        bool, typer.Option("--again", help="Make a study that is there already once more.")
    ] = False,
) -> None:
    """Study the campaign behind the rings of a run: manuscripts, targets, roles, timeline."""
    own = context_of(context)
    made = study_of(own, own.vault.run(run), watchlist, again=again)
    for note in made.notes:
        typer.echo(f"Note: {note}")
    typer.echo(f"Study {made.study_id} of the run {made.run_id}.")


def study_of(own: CliContext, run: Run, watchlist: Path | None, *, again: bool = False) -> Study:
    """Return the study of a run; make it where it is missing."""
    from campaign.study import make_study

    return make_study(own.vault, run, watchlist_of(own, watchlist), own.progress, again=again)


def watchlist_of(own: CliContext, path: Path | None) -> Watchlist:
    """Return the watch list that is named, or else the workspace's own, or an empty one."""
    from campaign.watchlist import Watchlist
    from campaign.watchlist.reading import read_watchlist

    default = own.workspace.home / "watchlist.yaml"
    if path is None and not default.exists():
        return Watchlist()
    return read_watchlist(path or default)
