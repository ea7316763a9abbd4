"""`marionet detect`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.context import CliContext, context_of
from marionet.cli.graph_of import open_graph
from marionet.cli.period import read_period, told
from marionet.cli.profile import study_run
from marionet.cli.publishing import publish
from marionet.cli.run_report import show_run
from marionet.cli.seeds import read_seeds
from marionet.errors import NotFound, UsageError

if TYPE_CHECKING:
    from detection.question.period import Period
    from vault import Vault


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(
        epilog="Example:  marionet detect --collection spring --from 2025-03-01 --until 2025-03-31 "
        "--zone Asia/Shanghai    or    marionet detect --seeds suspects.txt"
    )(detect)


def detect(
    context: typer.Context,
    collection: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Which posts to look at, again and again for several as one; default: `default`.",
        ),
    ] = None,
    all_collections: Annotated[
        bool, typer.Option("--all-collections", help="Look at all collections as one.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Only posts from this time on.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only posts before this time; a day is meant whole."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option(metavar="30d", help="Only so long, counted back from the newest post."),
    ] = None,
    zone: Annotated[
        str, typer.Option(metavar="NAME", help="Zone of these dates: Asia/Shanghai, +08:00.")
    ] = "UTC",
    seeds: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|ID,ID",
            help="Only look for who acts with these accounts: ids, or a file with one in a line.",
        ),
    ] = None,
    algorithm: Annotated[
        str, typer.Option(help="leiden, louvain or label-propagation.")
    ] = "leiden",
    q: Annotated[
        float, typer.Option("--q", metavar="RATE", help="False discovery rate, 0 to 1.")
    ] = 0.01,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    again: Annotated[
        bool, typer.Option("--again", help="Compute a run that is there already once more.")
    ] = False,
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache", help="Neither use nor keep texts in the form they are compared in."
        ),
    ] = False,
    steps: Annotated[
        bool,
        typer.Option("--steps", help="Say of each step what it took in and left out, and why."),
    ] = False,
    no_graph: Annotated[
        bool, typer.Option("--no-graph", help="Do not publish the run to Neo4j.")
    ] = False,
    no_study: Annotated[
        bool,
        typer.Option("--no-study", help="Do not study what the rings said, against whom and how."),
    ] = False,
) -> None:
    """Find the rings of a collection, say why each one is one, and study their campaign."""
    from detection.detect import detect as find
    from detection.detect import earlier_run
    from detection.options import Options

    own = context_of(context)
    names = choose_collections(own.vault, collection, everything=all_collections)
    period = _period(own, names, since, until, last, zone)
    chosen = () if seeds is None else read_seeds(seeds)
    options = Options(q=q, algorithm=algorithm, seed=seed, period=period, seeds=chosen)
    there = earlier_run(own.vault, names, options)
    run = find(own.vault, names, options, own.progress, again=again, keep=not no_cache)
    with ExitStack() as stack:
        graph = None if no_graph else stack.enter_context(open_graph(own))
        if graph is not None:
            publish(own, graph, run)
        show_run(run, found_before=there is not None and not again, steps=steps)
        if not no_study:
            study_run(own, run, graph)


def _period(
    own: CliContext,
    names: list[str],
    since: str | None,
    until: str | None,
    last: str | None,
    zone: str,
) -> Period:
    from detection.question.survey import newest_us

    period = read_period(since, until, last, zone, lambda: newest_us(own.vault, names))
    if period:
        typer.echo(f"Period: {told(period, zone)}", err=True)
    return period


def choose_collections(vault: Vault, named: list[str] | None, *, everything: bool) -> list[str]:
    """Return the collections that are meant.

    Raises:
        NotFound: There is none at all.
        UsageError: None is named where there are several, or some are named beside all.
    """
    if not everything:
        return named or [choose_collection(vault, None)]
    if named:
        raise UsageError("--all-collections is all of them: leave --collection out.")
    there = vault.collections()
    if not there:
        raise NotFound("Nothing is loaded yet. Load posts with: marionet load PATH")
    return there


def choose_collection(vault: Vault, named: str | None) -> str:
    """Return the collection that is meant: the one named, `default`, or the only one.

    Raises:
        NotFound: There is none at all.
        UsageError: There are several and none is called `default`.
    """
    if named is not None:
        return named
    there = vault.collections()
    if not there:
        raise NotFound("Nothing is loaded yet. Load posts with: marionet load PATH")
    if "default" in there:
        return "default"
    if len(there) > 1:
        raise UsageError(
            f"There are several collections: {', '.join(there)}. Choose one: --collection NAME"
        )
    return there[0]
