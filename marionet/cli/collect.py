"""`marionet collect`: from live sources into the vault and the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marionet.cli.amounts import seconds, since_us, size
from marionet.cli.collecting import run
from marionet.cli.context import CliContext, context_of

if TYPE_CHECKING:
    from collect import Limits

sources = typer.Typer(
    no_args_is_help=True,
    help="Collect posts from live sources. Ctrl-C ends; the same command goes on where it ended.",
)

Collection = Annotated[
    str, typer.Option("--collection", metavar="NAME", help="Where the posts belong.")
]
For = Annotated[
    str | None, typer.Option("--for", metavar="TIME", help="End after this time: 90s, 15m, 2h, 1d.")
]
MaxPosts = Annotated[
    int | None, typer.Option("--max-posts", min=1, metavar="N", help="End after so many posts.")
]
MaxSize = Annotated[
    str | None,
    typer.Option("--max-size", metavar="SIZE", help="End after so many bytes: 500MB, 2GB."),
]
SegmentMinutes = Annotated[
    float,
    typer.Option(
        "--segment-minutes", min=0.01, metavar="N", help="What is received is loaded so often."
    ),
]
Once = Annotated[
    bool, typer.Option("--once", help="Fetch what the source holds now, and end; for cron.")
]
NoGraph = Annotated[
    bool, typer.Option("--no-graph", help="Only into the vault; Neo4j is not started.")
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        help="File of mode 0600 with an access token.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the root."""
    app.add_typer(sources, name="collect")


@sources.command("jetstream")
def jetstream(
    context: typer.Context,
    host: Annotated[
        str,
        typer.Option(
            "--host", metavar="HOST", help="Host name of a Jetstream, or wss://host/path."
        ),
    ] = "wss://jetstream2.us-east.bsky.network/subscribe",
    wanted: Annotated[
        str,
        typer.Option(
            "--wanted-collections",
            metavar="NAMES",
            help="Kinds of records, with commas between; `app.bsky.graph.*` for all of a kind.",
        ),
    ] = "app.bsky.feed.post,app.bsky.feed.repost",
    dids: Annotated[
        list[str] | None,
        typer.Option("--did", metavar="DID", help="Only this account; can be given many times."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME",
            help="Begin there: 2h, 2025-03-01T12:00 (UTC), a cursor in microseconds, or now; "
            "without it where the last collection ended, else now.",
        ),
    ] = None,
    collection: Collection = "default",
    duration: For = None,
    max_posts: MaxPosts = None,
    max_size: MaxSize = None,
    segment_minutes: SegmentMinutes = 5.0,
    once: Once = False,
    no_graph: NoGraph = False,
) -> None:
    """Collect posts and reposts of Bluesky from a Jetstream.

    Example:  marionet collect jetstream --collection spring --for 2h
    """
    from collect.sources.jetstream import Jetstream

    source = Jetstream(
        host=host,
        wanted=tuple(name.strip() for name in wanted.split(",") if name.strip()),
        dids=tuple(dids or ()),
        since_us=since_us(since),
    )
    source.check()
    limits = _limits(duration, max_posts, max_size, segment_minutes, once=once)
    run(context_of(context), source, limits, collection, graph=not no_graph)


@sources.command("mastodon")
def mastodon(
    context: typer.Context,
    instance: Annotated[
        str, typer.Argument(metavar="INSTANCE", help="Host of the instance: mastodon.example")
    ],
    stream: Annotated[
        str,
        typer.Option(
            "--stream",
            metavar="NAME",
            help="public, public:local, public:remote (each also with :media), hashtag, "
            "hashtag:local.",
        ),
    ] = "public",
    tag: Annotated[
        str | None, typer.Option("--tag", metavar="NAME", help="The hashtag, without #.")
    ] = None,
    token_file: TokenFile = None,
    streaming_host: Annotated[
        str | None,
        typer.Option(
            "--streaming-host",
            metavar="URL",
            help="Host of the streams, wss://...; without it the instance is asked.",
        ),
    ] = None,
    collection: Collection = "default",
    duration: For = None,
    max_posts: MaxPosts = None,
    max_size: MaxSize = None,
    segment_minutes: SegmentMinutes = 5.0,
    once: Once = False,
    no_graph: NoGraph = False,
) -> None:
    """Collect public posts of a Mastodon instance as they come.

    The access token can also stand in the environment variable MARIONET_COLLECT_TOKEN.

    Example:  marionet collect mastodon mastodon.example --stream hashtag --tag cars
    """
    from collect.sources.mastodon import Mastodon

    here = context_of(context)
    source = Mastodon(
        instance=instance,
        stream=stream,
        tag=tag.removeprefix("#") if tag else None,
        token=_token(here, token_file),
        streaming=streaming_host,
    )
    source.check()
    limits = _limits(duration, max_posts, max_size, segment_minutes, once=once)
    run(here, source, limits, collection, graph=not no_graph)


@sources.command("feed")
def feed(
    context: typer.Context,
    urls: Annotated[
        list[str], typer.Argument(metavar="URL...", help="Addresses, http:// or https://.")
    ],
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="Time between two requests: 90s, 15m.")
    ] = "15m",
    token_file: TokenFile = None,
    collection: Collection = "default",
    duration: For = None,
    max_posts: MaxPosts = None,
    max_size: MaxSize = None,
    once: Once = False,
    no_graph: NoGraph = False,
) -> None:
    """Collect feeds: RSS, Atom, JSON Feed, or JSON in any format that `marionet formats` lists.

    Example:  marionet collect feed https://news.example/rss.xml --every 30m
    """
    from collect.secret import read_token
    from collect.sources.feed import Feeds

    here = context_of(context)
    source = Feeds(
        urls=tuple(urls),
        every_s=seconds(every, "--every"),
        token=read_token(token_file) if token_file else None,
    )
    source.check()
    limits = _limits(duration, max_posts, max_size, 5.0, once=once)
    run(here, source, limits, collection, graph=not no_graph)


def _token(here: CliContext, file: Path | None) -> str | None:
    from collect.secret import checked_token, read_token

    if file is not None:
        return read_token(file)
    given = here.settings.collect_token
    return checked_token(given.get_secret_value(), "MARIONET_COLLECT_TOKEN") if given else None


def _limits(
    duration: str | None,
    posts: int | None,
    most: str | None,
    segment_minutes: float,
    *,
    once: bool,
) -> Limits:
    from collect import Limits

    return Limits(
        seconds=None if duration is None else seconds(duration, "--for"),
        posts=posts,
        size=None if most is None else size(most),
        segment_s=segment_minutes * 60,
        once=once,
    )
