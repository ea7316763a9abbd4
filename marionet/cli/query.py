"""`marionet queries`, `marionet query`: ask the questions of the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from marionet.cli.console import console, errors
from marionet.cli.context import context_of
from marionet.errors import UsageError

if TYPE_CHECKING:
    from queries.catalog import Catalog, Query
    from queries.run import Result
    from queries.values import Json

Format = Literal["table", "csv", "json"]

CELL = 500
"""Characters of one cell in a table; the other formats are whole."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(epilog="Example:  marionet queries ring-members")(queries)
    app.command(
        epilog="Example:  marionet query search-posts --param text='bad brakes' --format csv"
    )(query)


def queries(
    name: Annotated[
        str | None, typer.Argument(help="A query to show whole: parameters, columns, Cypher.")
    ] = None,
) -> None:
    """List the questions that can be asked, or show one."""
    from queries.catalog import Catalog

    catalog = Catalog.load()
    if name is None:
        _list(catalog)
    else:
        _show(catalog[name])


def query(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Name of the query, see `marionet queries`.")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter; repeat for more."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How the rows are printed.")] = "table",
) -> None:
    """Ask a question of the catalogue."""
    from graph.server import open_server
    from graph.session import Graph
    from queries.catalog import Catalog
    from queries.parameters import check_all
    from queries.run import run_query

    own = context_of(context)
    chosen = Catalog.load()[name]
    given = read_pairs(param or [])
    check_all(chosen.parameters, given)  # a wrong parameter is told before Neo4j is started
    with (
        open_server(own.workspace, own.settings, own.progress) as connection,
        Graph(connection) as graph,
    ):
        result = run_query(graph, chosen, given, count=True)
    _print(result, format)


def read_pairs(pairs: Iterable[str]) -> dict[str, object]:
    """Return `NAME=VALUE` texts as a dictionary.

    Raises:
        UsageError: One has no `=`, no name, or a name that came before.
    """
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--param {pair!r} is not NAME=VALUE. Example: --param limit=20")
        if name.strip() in found:
            raise UsageError(f"--param {name.strip()} is given twice. Give it once.")
        found[name.strip()] = value
    return found


def _print(result: Result, format: Format) -> None:
    from queries.csv_rows import to_csv

    if format == "csv":
        typer.echo(to_csv(result), nl=False)
    elif format == "json":
        typer.echo(json.dumps(_as_json(result), ensure_ascii=False, indent=2))
    else:
        _print_table(result)
    of = f" of {result.total:,}" if result.total is not None else ""
    more = "; more with --param limit=N and --param offset=N" if result.truncated else ""
    errors.print(
        f"{result.shown:,}{of} rows, {result.elapsed_ms:.0f} ms{more}",
        style="dim",
        highlight=False,
    )


def _as_json(result: Result) -> dict[str, object]:
    return {
        "query": result.query,
        "revision": result.revision,
        "sha256": result.sha256,
        "parameters": result.parameters,
        "columns": list(result.columns),
        "rows": result.rows,
        "shown": result.shown,
        "total": result.total,
        "truncated": result.truncated,
        "next_offset": result.next_offset,
        "elapsed_ms": result.elapsed_ms,
    }


def _print_table(result: Result) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(*result.columns, box=None, pad_edge=False, header_style="bold")
    for row in result.rows:
        table.add_row(*(escape(_one_line(row[name])) for name in result.columns))
    console.print(table)


def _one_line(value: Json) -> str:
    """Return a value as text that cannot steer the terminal: no control characters, one line."""
    from queries.csv_rows import text_of

    text = text_of(value)
    shown = text if len(text) <= CELL else text[: CELL - 1] + "…"
    return "".join(c if c.isprintable() else " " for c in shown)


def _list(catalog: Catalog) -> None:
    from rich.table import Table

    table = Table("group", "name", "title", "parameters", box=None, pad_edge=False)
    category = ""
    for found in catalog:
        parameters = ", ".join(p.name + ("*" if p.required else "") for p in found.parameters)
        group = found.category if found.category != category else ""
        category = found.category
        table.add_row(group, found.name, found.title, parameters)
    console.print(table)
    console.print("* must be given. More on one: marionet queries NAME", style="dim")


def _show(found: Query) -> None:
    lines = [f"{found.name} (revision {found.revision}, {found.maturity}): {found.title}", ""]
    lines += [found.description, "", "Parameters:"]
    for parameter in found.parameters:
        default = "" if parameter.default is None else f", default {parameter.default}"
        need = ", must be given" if parameter.required else default
        lines.append(f"  {parameter.name}: {parameter.description} ({parameter.bounds}{need})")
    lines += ["  none"] if not found.parameters else []
    lines += ["", f"Columns: {', '.join(found.returns)}", "", found.text]
    typer.echo("\n".join(lines))
