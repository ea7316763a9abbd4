"""`marionet demo`: a campaign of known truth, loaded, detected, and compared with the truth."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marionet.cli.context import CliContext, context_of
from marionet.cli.graph_of import open_graph
from marionet.cli.listing import Format, print_rows
from marionet.cli.profile import study_run
from marionet.cli.publishing import publish
from marionet.errors import UsageError

if TYPE_CHECKING:
    from demo.campaign import Campaign
    from demo.options import CampaignOptions
    from demo.score import Score
    from detection.options import Options
    from graph.session import Graph
    from vault import Run

COLLECTION = "demo"


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.command(
        epilog="Example:  marionet demo --generate-only --out campaign --evasion hard --seed 7"
    )(demo)


def demo(
    context: typer.Context,
    accounts: Annotated[
        int, typer.Option(help="Organic accounts; the rings grow with them.")
    ] = 4000,
    seed: Annotated[int, typer.Option(help="Another seed, another campaign.")] = 0,
    posts_per_account: Annotated[
        float, typer.Option(metavar="N", help="Mean everyday posts of an organic account.")
    ] = 8.0,
    evasion: Annotated[
        str, typer.Option(metavar="LEVEL", help="How well rings hide: naive, moderate or hard.")
    ] = "naive",
    ring: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=N", help="Only this ring, with N members; repeatable."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the files go; default: demo/ in the workspace."),
    ] = None,
    no_graph: Annotated[bool, typer.Option("--no-graph", help="Leave Neo4j out.")] = False,
    no_study: Annotated[
        bool, typer.Option("--no-study", help="Do not study what the rings said.")
    ] = False,
    generate_only: Annotated[
        bool, typer.Option("--generate-only", help="Write the files and stop.")
    ] = False,
) -> None:
    """Generate a smear campaign of known truth, find its rings, and say how many were found.

    Six paid rings attack the launch of an invented car, amid the everyday life of others.
    A second call finds everything there and changes nothing.
    """
    from demo.options import CampaignOptions

    own = context_of(context)
    options = CampaignOptions(
        seed=seed,
        organic_accounts=accounts,
        posts_per_account=posts_per_account,
        evasion=evasion,
        rings=_ring_sizes(ring),
    ).checked()
    folder = out.expanduser().absolute() if out else _home(own)
    campaign = _ensure(own, folder, options)
    typer.echo(f"{campaign.posts:,} posts of {campaign.accounts:,} accounts in {campaign.folder}")
    if generate_only:
        return
    with ExitStack() as stack:
        graph = None if no_graph else stack.enter_context(open_graph(own))
        run = _find_rings(own, campaign)
        _install_watchlist(own, campaign)
        if graph is not None:
            publish(own, graph, run)
        if not no_study:
            study_run(own, run, graph)
    _tell(own, run, campaign)


def prepare_demo(own: CliContext, graph: Graph | None = None) -> Run:
    """Make sure that a demo campaign is in the workspace, its rings are found and studied.

    The default campaign is generated where there is none. What is there already is not done again.

    Args:
        own: The workspace to fill.
        graph: Where to publish; None leaves that to the caller.
    """
    from demo.campaign import MANIFEST, read_campaign
    from demo.options import CampaignOptions

    folder = _home(own)
    there = (folder / MANIFEST).exists()
    campaign = read_campaign(folder) if there else _ensure(own, folder, CampaignOptions())
    run = _find_rings(own, campaign)
    _install_watchlist(own, campaign)
    if graph is not None:
        publish(own, graph, run)
    study_run(own, run, graph)
    return run


def flagged_in(run: Run) -> dict[str, str]:
    """Return account -> ring for the members of rings, audience-like candidates left out."""
    rings = run.read("rings").select(["ring_id", "tier"]).to_pylist()
    real = {row["ring_id"] for row in rings if row["tier"] == "ring"}
    members = run.read("members").select(["account_id", "ring_id"]).to_pylist()
    return {row["account_id"]: row["ring_id"] for row in members if row["ring_id"] in real}


def _home(own: CliContext) -> Path:
    return own.workspace.home / "demo"


def _ensure(own: CliContext, folder: Path, options: CampaignOptions) -> Campaign:
    """Return the campaign in a folder; generate it when there is none.

    Raises:
        UsageError: The folder holds another campaign.
    """
    from demo.campaign import MANIFEST, generate, read_campaign, read_manifest

    if not (folder / MANIFEST).exists():
        return generate(folder, options, own.progress)
    found = read_manifest(folder).options
    if found != options:
        raise UsageError(
            f"{folder} holds another campaign (seed {found.seed}, {found.organic_accounts} organic "
            f"accounts, evasion {found.evasion}). Remove that folder, choose another with --out "
            "DIR, or another workspace with: marionet --home DIR demo"
        )
    return read_campaign(folder)


def _find_rings(own: CliContext, campaign: Campaign) -> Run:
    """Load a campaign into the collection `demo` and detect; nothing is done twice."""
    from detection.options import Options

    if (run := _found_before(own, campaign, Options())) is not None:
        return run
    from detection.detect import detect
    from loaders.pipeline import load

    load(
        own.vault,
        [str(campaign.posts_path)],
        format="interchange",
        collection=COLLECTION,
        progress=own.progress,
    )
    return detect(own.vault, COLLECTION, Options(), own.progress)


def _found_before(own: CliContext, campaign: Campaign, options: Options) -> Run | None:
    """Return the run that has answered this already; told without the slow imports of detection."""
    from detection.version import code_version

    batches = own.vault.batches(COLLECTION)
    if not any(campaign.posts_sha256 in batch.sources for batch in batches):
        return None
    asked = options.parameters().items()
    return next(
        (
            run
            for run in reversed(own.vault.runs())
            if run.collection == COLLECTION
            and run.batches == [batch.batch_id for batch in batches]
            and run.version == code_version()
            and asked <= run.parameters.items()
        ),
        None,
    )


def _install_watchlist(own: CliContext, campaign: Campaign) -> None:
    """Make the campaign's watch list that of the workspace, where there is none."""
    from campaign.watchlist.keeping import keep_watchlist, kept_at
    from demo.campaign import read_manifest
    from demo.watchlist import WATCHLIST, watchlist_text

    if not kept_at(own.workspace.home).exists():
        text = watchlist_text(read_manifest(campaign.folder).options)
        keep_watchlist(own.workspace.home, text.encode(), WATCHLIST)


def _ring_sizes(given: list[str] | None) -> tuple[tuple[str, int], ...] | None:
    """Read NAME=N.

    Raises:
        UsageError: It is written in another way.
    """
    if not given:
        return None
    sizes: dict[str, int] = {}
    for text in given:
        name, _, members = text.partition("=")
        if not (members.isascii() and members.isdigit()):
            raise UsageError(f"--ring {text!r} is not NAME=N. Example: --ring boost=500")
        sizes[name] = int(members)
    return tuple(sizes.items())


def _tell(own: CliContext, run: Run, campaign: Campaign) -> None:
    """Print the rings and how they compare with the truth."""
    from demo.score import read_truth, score

    truth = read_truth(campaign.truth_path, campaign.hard_path)
    found = flagged_in(run)
    rings = [row for row in run.read("rings").to_pylist() if row["tier"] == "ring"]
    if rings:
        named = [{**row, "truth": _name(row, found, truth.rings)} for row in rings]
        columns = ("ring_id", "truth", "accounts", "bursts", "posts", "q")
        print_rows(named, columns, Format.table)
    if len(own.vault.batches(COLLECTION)) > 1:
        typer.echo(f"Note: the collection {COLLECTION} holds other posts besides this campaign's.")
    for line in _verdict(score(truth, found)):
        typer.echo(line)


def _name(row: dict[str, Any], found: dict[str, str], truth: dict[str, str]) -> str:
    """Return the true ring that most accounts of a found ring belong to."""
    names = [truth.get(who, "organic") for who, ring in found.items() if ring == row["ring_id"]]
    return max(sorted(set(names)), key=names.count, default="nobody")


def _verdict(result: Score) -> list[str]:
    rings = ", ".join(f"{n} {a}/{b}" for n, (a, b) in sorted(result.recall_by_ring.items()))
    hard = ", ".join(f"{n} {a}/{b}" for n, (a, b) in sorted(result.hard.items()))
    return [
        f"Members found: {rings}.",
        f"Organic accounts flagged among those that look alike: {hard or 'none are known'}.",
        f"Against the truth: precision {result.precision:.4f}, recall {result.recall:.4f}, "
        f"adjusted Rand index {result.ari:.4f}.",
    ]
