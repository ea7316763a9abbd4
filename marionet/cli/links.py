"""`marionet links`: tables of short links and their targets."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated, Any

import typer

from marionet.cli.context import context_of
from marionet.cli.listing import Format, print_rows

group = typer.Typer(
    name="links",
    help="Resolve short links (t.cn, bit.ly, b23.tv ...) from a table: nothing is requested.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.add_typer(group)


@group.command(epilog="Example:  marionet links add resolved.csv")
def add(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="CSV, TSV or JSON Lines with the columns short and target."
        ),
    ],
) -> None:
    """Add a table of short links and their targets.

    It holds for posts that are in the vault already and for those that come. A later table
    overrules an earlier one.
    """
    from loaders.canonical.link_table import MAX_BYTES, read_link_table
    from marionet.errors import LoadError

    vault = context_of(context).vault
    try:
        with file.open("rb") as source:
            content = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise LoadError(f"{file} cannot be read: {error.strerror or error}.") from error
    found = read_link_table(content, file.name)
    with vault.writing():
        before = vault.links.resolved().digest
        original = vault.originals.keep(io.BytesIO(content))
        try:
            added = vault.links.add(found.rows, name=file.name, source=original.sha256)
        except BaseException:
            vault.originals.discard(original)
            raise
    typer.echo(f"{added.links:,} short links of {file.name} have a target ({added.link_id}).")
    for number, what in (
        (found.open, "targets are blank"),
        (found.unread, "rows hold no web address"),
        (found.same, "short links are their own target"),
    ):
        if number:
            typer.echo(f"  {number:,} {what}; they were left out", err=True)
    if vault.links.resolved().digest == before:
        typer.echo("All of them were known: nothing changes.")
        return
    typer.echo("`marionet detect` reads the targets from now on, as another question.")
    typer.echo("The graph still shows the short links: bring it up to date with")
    typer.echo("  marionet graph rebuild")


@group.command("list", epilog="Example:  marionet links list")
def list_tables(
    context: typer.Context,
    form: Annotated[Format, typer.Option("--format", help="How rows are printed.")] = Format.table,
) -> None:
    """List the tables of links that were added, oldest first."""
    tables = context_of(context).vault.links.tables()
    columns = ("link_id", "name", "links", "added_at", "source")
    rows: list[dict[str, Any]] = [
        {column: getattr(table, column) for column in columns} for table in tables
    ]
    if not rows and form is Format.table:
        typer.echo("There is no table of links yet. Add one with: marionet links add FILE")
        return
    print_rows(rows, columns, form)


@group.command(epilog="Example:  marionet links unresolved --csv > to-resolve.csv")
def unresolved(
    context: typer.Context,
    collection: Annotated[
        str, typer.Option("--collection", metavar="NAME", help="Which posts are counted.")
    ] = "default",
    csv: Annotated[
        bool,
        typer.Option("--csv", help="All of them as CSV with a blank target, to fill in and add."),
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="How many the table shows.")
    ] = 50,
) -> None:
    """List the short links that have no target yet, the most shared first."""
    import ibis

    from loaders.canonical.hosts import SHORTENERS
    from vault.open_links import open_links
    from vault.tables import Tables

    vault = context_of(context).vault
    tables = Tables(ibis.duckdb.connect(), vault, vault.need_collection(collection))
    found = open_links(tables, sorted(SHORTENERS))
    columns = ("short", "target", "accounts", "posts")
    shown = found if csv else found.slice(0, limit)
    rows: list[dict[str, Any]] = [{"target": "", **row} for row in shown.to_pylist()]
    if csv:
        print_rows(rows, columns, Format.csv)
    elif not rows:
        typer.echo(f"No short link of the collection {collection} is without a target.")
    else:
        print_rows(rows, ("short", "accounts", "posts"), Format.table)
        if found.num_rows > limit:
            typer.echo(f"{limit} of {found.num_rows:,}; all of them with --csv.", err=True)
