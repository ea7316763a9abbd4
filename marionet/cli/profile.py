"""`marionet study` and `marionet profile`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.console import complain
from marionet.cli.context import CliContext, context_of
from marionet.cli.graph_of import open_graph
from marionet.cli.output import write_text
from marionet.cli.publishing import publish
from marionet.errors import MarionetError, UsageError

if TYPE_CHECKING:
    from campaign.report import Report
    from campaign.watchlist import Watchlist
    from graph.session import Graph
    from vault import Run
    from vault.studies import Study

RunId = Annotated[
    str, typer.Option("--run", metavar="ID", help="Id of a run, its beginning, or latest.")
]
WatchlistFile = Annotated[
    Path | None,
    typer.Option("--watchlist", metavar="FILE", help="Watch list; default: the workspace's own."),
]


class ProfileFormat(StrEnum):
    """How a profile is written."""

    text = "text"
    json = "json"
    md = "md"
    html = "html"


_ENDINGS = {".json": "json", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html"}


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(epilog="Example:  marionet study --watchlist watchlist.yaml")(study)
    app.command(epilog="Example:  marionet profile 3f9a1c-01 --out ring.html")(profile)


def study(
    context: typer.Context,
    run: RunId = "latest",
    watchlist: WatchlistFile = None,
    again: Annotated[
        bool, typer.Option("--again", help="Make a study that is there already once more.")
    ] = False,
    no_graph: Annotated[
        bool, typer.Option("--no-graph", help="Do not publish the study to Neo4j.")
    ] = False,
) -> None:
    """Study the campaign behind the rings of a run: manuscripts, targets, roles, timeline."""
    own = context_of(context)
    chosen = own.vault.run(run)
    made = study_of(own, chosen, watchlist, again=again)
    if not no_graph:
        with open_graph(own) as graph:
            publish(own, graph, chosen, made)
    for note in made.notes:
        typer.echo(f"Note: {note}")
    typer.echo(f"Study {made.study_id} of the run {made.run_id}.")


def profile(
    context: typer.Context,
    ring: Annotated[
        str | None,
        typer.Argument(
            metavar="[RING]", help="Id of a ring; left out: all rings of the run together."
        ),
    ] = None,
    run: RunId = "latest",
    watchlist: WatchlistFile = None,
    form: Annotated[
        ProfileFormat | None,
        typer.Option(
            "--format",
            show_default=False,
            help="How to write it [default: by the ending of --out, else text].",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="Write here, not to standard output."),
    ] = None,
) -> None:
    """Tell the whole profile of a ring, or of a run: what it said, against whom, when and how.

    The study behind it is made first where it is missing.
    """
    own = context_of(context)
    chosen = form or _format_of(out)
    found = report_on(own, ring, run, watchlist)
    write_text(_written(found, chosen), out)


def report_on(own: CliContext, ring: str | None, run: str, watchlist: Path | None) -> Report:
    """Return the report of a ring, or of a run as a whole; makes the study where it is missing."""
    from campaign.part import Findings
    from campaign.report import report_of, run_of_ring

    vault = own.vault
    if ring is not None and ring == "latest-run":
        ring = None
    chosen = run_of_ring(vault, ring) if ring is not None and run == "latest" else vault.run(run)
    return report_of(Findings(chosen, study_of(own, chosen, watchlist)), ring)


def study_run(own: CliContext, run: Run, graph: Graph | None) -> Study | None:
    """Study a run right after it was made, and publish the study where there is a graph.

    What keeps the study from being made is told, and no failure: the run is there, and
    `marionet study` makes up for it.
    """
    try:
        made = study_of(own, run, None)
    except MarionetError as error:
        complain(f"{error.message} The run was not studied; mend that, then: marionet study")
        return None
    if graph is not None:
        publish(own, graph, run, made)
    return made


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


def _format_of(out: Path | None) -> ProfileFormat:
    """Return the format that the ending of a file means.

    Raises:
        UsageError: The ending means none.
    """
    if out is None or out.suffix.lower() in ("", ".txt"):
        return ProfileFormat.text
    if (known := _ENDINGS.get(out.suffix.lower())) is None:
        raise UsageError(
            f"--out {out}: its ending means no format. Say which: --format text, json, md or html."
        )
    return ProfileFormat(known)


def _written(found: Report, form: ProfileFormat) -> str:
    from campaign.report import as_html, as_json, as_markdown, as_text

    write = {
        ProfileFormat.text: as_text,
        ProfileFormat.json: as_json,
        ProfileFormat.md: as_markdown,
        ProfileFormat.html: as_html,
    }
    return write[form](found)
