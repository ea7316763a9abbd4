"""`marionet load`, `marionet formats`, `marionet collections`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.console import complain
from marionet.cli.context import CliContext, context_of
from marionet.errors import GraphError, MarionetError

if TYPE_CHECKING:
    from loaders import LoadReport


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command("load")(load)
    app.command("formats")(formats)
    app.command("collections")(collections)


def load(
    context: typer.Context,
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, folders, patterns, or - (standard input)."),
    ],
    format: Annotated[
        str,
        typer.Option("--format", metavar="NAME", help="See `marionet formats`; auto: by content."),
    ] = "auto",
    mapping: Annotated[
        str | None,
        typer.Option("--mapping", metavar="FILE", help="How to read a table: YAML file or name."),
    ] = None,
    collection: Annotated[
        str, typer.Option("--collection", metavar="NAME", help="Where the posts belong.")
    ] = "default",
    max_rejects: Annotated[
        int | None,
        typer.Option(
            "--max-rejects",
            min=0,
            metavar="N",
            help="Unreadable records per file that are put up with "
            "[default: 1000, or a hundredth of a bigger file].",
        ),
    ] = None,
    captured_at: Annotated[
        datetime | None,
        typer.Option(
            "--captured-at",
            formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"],
            metavar="TIME",
            help="When the files were captured; times like 3分钟前 count from it. In UTC.",
        ),
    ] = None,
    platform: Annotated[
        str | None,
        typer.Option(
            "--platform", metavar="NAME", help="Platform of files that do not say it: x, weibo, ..."
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(
            "--account",
            metavar="ID",
            help="Whose files they are, for exports that do not name their owner: id or @handle.",
        ),
    ] = None,
    no_graph: Annotated[
        bool, typer.Option("--no-graph", help="Only into the vault; Neo4j is not started.")
    ] = False,
) -> None:
    """Load exports of posts and accounts, also inside .zip, .tar, .gz, .zst, .bz2 and .xz.

    A load that was stopped or killed goes on with the same command.

    Example:  marionet load export.jsonl tables/*.csv --collection spring
    """
    from loaders import load_each, sums, totals
    from loaders.format import Context

    here = context_of(context)
    reports: list[LoadReport] = []
    quiet = _Quiet()
    failure: MarionetError | None = None
    try:
        for report in load_each(
            here.vault,
            paths,
            format=format,
            mapping=mapping,
            collection=collection,
            max_rejects=max_rejects,
            context=Context(captured_us=_us(captured_at), platform=platform, account=account),
            progress=here.progress,
        ):
            reports.append(report)
            quiet.tell(report)
    except MarionetError as error:
        # What was loaded before a file failed is in the vault whole; it goes into the graph too.
        failure = error
    except KeyboardInterrupt as stop:
        complain(str(stop) or "Stopped: the same command goes on.")
        raise typer.Exit(130) from stop
    finally:
        quiet.close()
    try:
        if reports:
            take_out_again(here, no_graph=no_graph)
        if reports and not no_graph:
            _project(here)
    finally:
        if reports:
            typer.echo(sums(reports))
            typer.echo(totals(reports))
    if failure is not None:
        raise failure


def take_out_again(here: CliContext, *, no_graph: bool) -> None:
    """Take out what had been taken out with `marionet purge` and came back with these files."""
    from marionet.cli.purge import from_graph
    from retraction.again import retract_again

    def clean(*who: Any) -> None:
        if not no_graph:
            from_graph(here, *who)

    for stone in retract_again(here.vault, here.progress, clean):
        typer.echo(f"  an account with the tombstone {stone.tombstone_id} went again", err=True)


def _us(moment: datetime | None) -> int | None:
    if moment is None:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1_000_000)


MAX_TOLD = 20


class _Quiet:
    """Tells of each file, but not of thousands that nothing was done with."""

    def __init__(self) -> None:
        self._passed = 0
        self._known = 0

    def tell(self, report: LoadReport) -> None:
        """Say what became of a file."""
        self._passed += report.skipped is not None
        self._known += report.known is not None
        if not (
            (report.skipped and self._passed > MAX_TOLD)
            or (report.known and self._known > MAX_TOLD)
        ):
            _tell(report)

    def close(self) -> None:
        """Say how many were not told of."""
        if self._passed > MAX_TOLD:
            typer.echo(f"... and {self._passed - MAX_TOLD:,} more passed over", err=True)
        if self._known > MAX_TOLD:
            typer.echo(f"... and {self._known - MAX_TOLD:,} more loaded already", err=True)


def _tell(report: LoadReport) -> None:
    """Say on standard error what became of a file."""
    typer.echo(report.sentence(), err=True)
    if report.rejects:
        typer.echo(f"  rejects are in {report.rejects_path}; the most frequent reasons:", err=True)
        for reason, number in report.reasons.items():
            typer.echo(f"  {number:>8}  {reason}", err=True)
    if report.links_unread:
        typer.echo(f"  {report.links_unread} links are no web address", err=True)


def _project(here: CliContext) -> None:
    """Bring all that is in the vault into the graph: what a killed load left undone, too."""
    from graph.publish import project_pending
    from graph.server import open_server
    from graph.session import Graph

    try:
        with (
            open_server(here.workspace, here.settings, here.progress) as connection,
            Graph(connection) as graph,
        ):
            project_pending(graph, here.vault, here.progress)
    except GraphError as error:
        raise GraphError(
            f"{error.message} The posts are in the vault; the same command goes on with the graph."
        ) from error


def formats(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Tell all about this one.")
    ] = None,
) -> None:
    """List what can be loaded, each with an example.

    Example:  marionet formats weibo-mobile
    """
    from loaders.catalogue import describe_format, describe_formats

    typer.echo(describe_formats() if name is None else describe_format(name))


def collections(context: typer.Context) -> None:
    """List the collections and their batches.

    Example:  marionet collections
    """
    vault = context_of(context).vault
    for name in vault.collections():
        batches = vault.batches(name)
        posts = sum(batch.counts["posts"] for batch in batches)
        typer.echo(f"{name}: {posts} posts in {len(batches)} batches")
        for batch in batches:
            counts = batch.counts
            typer.echo(
                f"  {batch.batch_id}  {batch.committed_at}  {', '.join(batch.names)} "
                f"({batch.format}): {counts['posts']} posts, {counts['accounts']} accounts, "
                f"{counts['duplicates']} duplicates, {counts['rejects']} rejects"
            )
    if not vault.collections():
        typer.echo("There is no collection yet. Load files with: marionet load PATH")
