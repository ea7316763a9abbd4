"""`marionet network`: the networks of other tools."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from marionet.cli.console import errors
from marionet.cli.context import CliContext, context_of
from marionet.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

    from network.network import Network

Format = Literal["csv", "graphml"]
SHARED = ("url", "domain", "hashtag", "media", "repost", "reply", "text")
Layer = Literal[
    "co_retweet", "co_tweet", "co_similarity", "co_similar_tweet", "co_link", "co_reply", "co_post"
]

group = typer.Typer(
    no_args_is_help=True,
    help="Networks as CooRTweet and the coordination-network-toolkit define them, at any size.",
)

FormatOption = Annotated[Format, typer.Option("--format", help="How the edges are written.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="Write here, not to standard output."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.add_typer(group, name="network")


@group.command(
    epilog="Example:  marionet network coortweet shares.csv --time-window 60 --min-participation 2 "
    "--edge-weight 0.5 --subgraph 1 --format graphml --output network.graphml"
)
def coortweet(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]",
            help="CSV or Parquet with object_id, account_id, content_id, timestamp_share. Each of "
            "several files is a layer: looked at by itself, its pairs counted with the others.",
        ),
    ] = None,
    time_window: Annotated[
        float, typer.Option(min=0, metavar="S", help="Seconds between two shares, at most.")
    ] = 10.0,
    min_participation: Annotated[
        int, typer.Option(min=0, metavar="N", help="Least number of shares of an account.")
    ] = 2,
    edge_weight: Annotated[
        float,
        typer.Option(min=0, max=1, metavar="Q", help="Quantile of the weights: the threshold."),
    ] = 0.5,
    fast: Annotated[
        float | None,
        typer.Option(min=0, metavar="S", help="A narrower window, counted in columns of its own."),
    ] = None,
    subgraph: Annotated[
        int,
        typer.Option(
            min=0,
            max=3,
            help="0: all edges. 1: over the threshold. 2: over that of --fast. 3: those of 2, "
            "their neighbours and all edges among them.",
        ),
    ] = 0,
    collection: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Instead of files: the posts of a collection."),
    ] = None,
    layer: Annotated[
        list[str] | None,
        typer.Option(
            "--layer",
            metavar="WHAT",
            help=f"With --collection: what is shared; repeat for more layers. {', '.join(SHARED)}.",
        ),
    ] = None,
    format: FormatOption = "csv",
    output: Output = None,
) -> None:
    """Write the network that CooRTweet 2.1.3 gives, edge by edge."""
    from tempfile import TemporaryDirectory

    from network.coortweet import Options, coortweet_network

    if subgraph > 1 and fast is None:
        raise UsageError(f"--subgraph {subgraph} needs the narrower window: add --fast 10")
    own = context_of(context)
    options = Options(time_window, min_participation, edge_weight, fast, subgraph)
    shares = _shares(own, files or [], collection, layer or [])
    with TemporaryDirectory(prefix="marionet-network-") as scratch:
        _write(coortweet_network(shares, options, Path(scratch), own.progress), format, output)


def _shares(
    own: CliContext, files: list[Path], collection: str | None, layers: list[str]
) -> list[pa.Table]:
    """Return the shares of each layer, from files or from a collection."""
    from network.coortweet import read_shares

    if (collection is None) != bool(files):
        raise UsageError("Give files of shares, or --collection NAME with --layer: one of both.")
    if (collection is None) != (not layers):
        raise UsageError("--collection and --layer go together: --collection NAME --layer url")
    unknown = [layer for layer in layers if layer not in SHARED]
    if unknown:
        raise UsageError(f"--layer {unknown[0]} is none of {', '.join(SHARED)}.")
    if collection is None:
        return [read_shares(file) for file in files]
    import ibis

    from network.collection_shares import collection_shares
    from vault.tables import Tables

    batches = own.vault.need_collection(collection)
    tables = Tables(ibis.duckdb.connect(), own.vault, batches)
    return [collection_shares(tables, layer) for layer in layers]


@group.command(
    epilog="Example:  marionet network cnt co_link messages.csv --time-window 60 "
    "--min-edge-weight 2 --format graphml --output co_link.graphml"
)
def cnt(
    context: typer.Context,
    layer: Annotated[Layer, typer.Argument(metavar="LAYER", help=", ".join(get_args(Layer)))],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="CSV with message_id, user_id, username, repost_id, reply_id, message, timestamp "
            "(seconds), urls (with spaces between).",
        ),
    ],
    time_window: Annotated[
        float, typer.Option(min=0, metavar="S", help="Seconds between two messages, at most.")
    ] = 1.0,
    min_edge_weight: Annotated[
        int, typer.Option(min=1, metavar="N", help="Least number of messages of an edge.")
    ] = 2,
    similarity_threshold: Annotated[
        float,
        typer.Option(min=0.01, max=1, metavar="T", help="co_similarity: least Jaccard similarity."),
    ] = 0.8,
    min_document_size: Annotated[
        int, typer.Option(min=1, metavar="N", help="co_similarity: least number of words.")
    ] = 1,
    self_loops: Annotated[
        bool, typer.Option("--self-loops", help="Pair accounts with themselves too.")
    ] = False,
    as_shipped: Annotated[
        bool,
        typer.Option(
            "--as-shipped",
            help="With the faults of CNT 1.5.2: all messages without a URL link to one page, and "
            "--self-loops pairs each message with itself.",
        ),
    ] = False,
    format: FormatOption = "csv",
    output: Output = None,
) -> None:
    """Write a network of the coordination-network-toolkit, edge by edge."""
    from tempfile import TemporaryDirectory

    from network.cnt import LAYERS, Options, cnt_network
    from network.messages import read_messages

    own = context_of(context)
    name = "co_similar_tweet" if layer == "co_similarity" else layer
    options = Options(
        name,
        time_window,
        min_edge_weight,
        similarity_threshold,
        min_document_size,
        self_loops,
        as_shipped,
    )
    messages = read_messages(files, LAYERS[name])
    with TemporaryDirectory(prefix="marionet-network-") as scratch:
        _write(cnt_network(messages, options, Path(scratch), own.progress), format, output)


def _write(network: Network, form: Format, output: Path | None) -> None:
    from network.write import write_network

    write_network(network, form, output)
    nodes = int(network.nodes.sum())
    for note in network.notes:
        errors.print(f"Note: {note}", markup=False, highlight=False, soft_wrap=True)
    where = "" if output is None else f": {output}"
    errors.print(
        f"{nodes:,} accounts, {network.rows:,} edges{where}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
