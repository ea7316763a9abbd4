"""`marionet watchlist`: whom and what a campaign may be about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.context import context_of
from marionet.cli.listing import Format, print_rows
from marionet.errors import NotFound

if TYPE_CHECKING:
    from campaign.watchlist import Watchlist

group = typer.Typer(
    name="watchlist",
    help="Say whom and what a campaign may be about: names, fan communities, events, slang.",
    no_args_is_help=True,
)

_File = Annotated[Path, typer.Argument(metavar="FILE", help="A watch list in YAML.")]
_COLUMNS = ("name", "kind", "side", "of", "at", "aliases")


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.add_typer(group)


@group.command(epilog="Example:  marionet watchlist example > watchlist.yaml")
def example() -> None:
    """Print a commented watch list to begin with."""
    from campaign.watchlist.keeping import example as text

    typer.echo(text(), nl=False)


@group.command(epilog="Example:  marionet watchlist check watchlist.yaml")
def check(file: _File) -> None:
    """Read a watch list and say what is wrong, or what may be."""
    from campaign.watchlist.reading import read_watchlist

    found = read_watchlist(file)
    typer.echo(f"{file}: {_summary(found)}.")
    _tell_doubts(found)


@group.command(epilog="Example:  marionet watchlist show --format json")
def show(
    context: typer.Context,
    form: Annotated[
        Format, typer.Option("--format", help="How entries are printed.")
    ] = Format.table,
) -> None:
    """Show the watch list of the workspace.

    Raises:
        NotFound: There is none.
    """
    from campaign.watchlist.keeping import kept_at
    from campaign.watchlist.reading import read_watchlist

    path = kept_at(context_of(context).workspace.home)
    if not path.exists():
        raise NotFound(
            "The workspace has no watch list. Write one with: marionet watchlist example > "
            "watchlist.yaml, then: marionet watchlist use watchlist.yaml"
        )
    found = read_watchlist(path)
    if form is Format.table:
        typer.echo(f"{found.name or 'Watch list'} ({path}): {_summary(found)}.")
    print_rows(_rows(found, form), _COLUMNS, form)


@group.command(epilog="Example:  marionet watchlist use watchlist.yaml")
def use(context: typer.Context, file: _File) -> None:
    """Make a file the watch list of the workspace; the former one is kept as watchlist.yaml.bak."""
    from campaign.watchlist.keeping import keep_watchlist
    from campaign.watchlist.reading import read_watchlist

    found = read_watchlist(file)
    home = context_of(context).workspace.create().home
    former = keep_watchlist(home, found.source, str(file))
    typer.echo(f"The workspace watches {_summary(found)}.")
    if former is not None:
        typer.echo(f"The former list is kept as {former}.")
    _tell_doubts(found)
    typer.echo("Studies of runs are made with it from now on: marionet study")


def _summary(watchlist: Watchlist) -> str:
    names = sum(len(entity.aliases) for entity in watchlist.entities)
    kinds = [entity.kind for entity in watchlist.entities]
    told = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in dict.fromkeys(kinds))
    return f"{len(kinds):,} entries with {names:,} names ({told})"


def _tell_doubts(watchlist: Watchlist) -> None:
    from campaign.watchlist.doubts import doubts

    for doubt in doubts(watchlist):
        typer.echo(f"look: {doubt}", err=True)


def _rows(watchlist: Watchlist, form: Format) -> list[dict[str, Any]]:
    called = {entity.entity_id: entity.name for entity in watchlist.entities}
    return [
        {
            "name": entity.name,
            "kind": entity.kind,
            "side": entity.side,
            "of": called.get(entity.of or ""),
            "at": entity.at,
            "aliases": list(entity.aliases)
            if form is Format.json
            else ", ".join(alias for alias in entity.aliases if alias != entity.name),
        }
        for entity in watchlist.entities
    ]
