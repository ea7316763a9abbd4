"""`marionet collect`: from live sources into the vault and the graph."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from marionet import __version__
from marionet.cli.console import errors
from marionet.cli.context import CliContext, context_of
from marionet.errors import UsageError

if TYPE_CHECKING:
    from collect import Collector, Limits, Stop, Surroundings, Tally

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
        since_us=_since(since),
    )
    source.check()
    limits = _limits(duration, max_posts, max_size, segment_minutes, once=once)
    _run(context_of(context), source, limits, collection, graph=not no_graph)


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
    _run(here, source, limits, collection, graph=not no_graph)


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
        every_s=_seconds(every, "--every"),
        token=read_token(token_file) if token_file else None,
    )
    source.check()
    limits = _limits(duration, max_posts, max_size, 5.0, once=once)
    _run(here, source, limits, collection, graph=not no_graph)


def _token(here: CliContext, file: Path | None) -> str | None:
    from collect.secret import checked_token, read_token

    if file is not None:
        return read_token(file)
    given = here.settings.collect_token
    return checked_token(given.get_secret_value(), "MARIONET_COLLECT_TOKEN") if given else None


def _limits(
    duration: str | None,
    posts: int | None,
    size: str | None,
    segment_minutes: float,
    *,
    once: bool,
) -> Limits:
    from collect import Limits

    return Limits(
        seconds=None if duration is None else _seconds(duration, "--for"),
        posts=posts,
        size=None if size is None else _bytes(size),
        segment_s=segment_minutes * 60,
        once=once,
    )


def _run(
    here: CliContext, source: Collector, limits: Limits, collection: str, *, graph: bool
) -> None:
    """Collect, and say at the end what was collected, also where the collection failed."""
    from collect import Stop, Tally, collect
    from loaders.pipeline import check_collection

    check_collection(collection)
    stop, tally = Stop(), Tally()
    try:
        with ExitStack() as stack:
            project = stack.enter_context(_graph(here)) if graph else _nothing
            stack.enter_context(_signals(stop))
            collect(
                source,
                _surroundings(here, collection, lambda: _settle(here, project)),
                limits=limits,
                stop=stop,
                tally=tally,
            )
    finally:
        _tell_result(stop, tally)
    if tally.problems:
        raise typer.Exit(1)


def _surroundings(here: CliContext, collection: str, settle: Callable[[], None]) -> Surroundings:
    from collect import Surroundings

    return Surroundings(
        vault=here.vault,
        spool=here.workspace.create().spool,
        collection=collection,
        program=f"Marionet/{__version__}",
        contact=here.settings.contact,
        settle=settle,
        progress=here.progress,
        tell=_tell,
    )


def _settle(here: CliContext, project: Callable[[], None]) -> None:
    """Take out what had been taken out with `marionet purge` and came back; then the graph."""
    from marionet.progress import SILENT
    from retraction.again import retract_again

    for stone in retract_again(here.vault, SILENT):
        _tell(f"An account with the tombstone {stone.tombstone_id} went again.")
    project()


def _nothing() -> None: ...


@contextmanager
def _graph(here: CliContext) -> Generator[Callable[[], None]]:
    """Hold one server during the whole collection; gives what brings the vault into its graph."""
    from graph.publish import project_pending
    from graph.server import open_server
    from graph.session import Graph
    from marionet.progress import SILENT

    with (
        open_server(here.workspace, here.settings, here.progress) as connection,
        Graph(connection) as graph,
    ):
        yield lambda: project_pending(graph, here.vault, SILENT)


@contextmanager
def _signals(stop: Stop) -> Generator[None]:
    """Turn the first Ctrl-C or SIGTERM into a request to end; a second one breaks off."""

    def ask(number: int, frame: FrameType | None) -> None:
        del frame
        if stop.asked:
            raise KeyboardInterrupt
        stop.ask(signal.Signals(number).name)

    former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _tell(sentence: str) -> None:
    errors.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _tell_result(stop: Stop, tally: Tally) -> None:
    if stop.reason:
        _tell(f"Ended: {stop.reason}.")
    for gap in tally.gaps:
        _tell(f"Missing: {gap}.")
    typer.echo(tally.summary())


_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_UNITS_B = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def _seconds(text: str, option: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", text.strip())
    if not found:
        raise UsageError(f"{option} {text} is no time. Write 90s, 15m, 2h or 1d.")
    return float(found[1]) * _UNITS_S[found[2]]


def _bytes(text: str) -> int:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?B?)", text.strip().upper())
    if not found or found[2] not in _UNITS_B:
        raise UsageError(f"--max-size {text} is no size. Write 500MB or 2GB.")
    return round(float(found[1]) * _UNITS_B[found[2]])


def _since(text: str | None) -> int | None:
    """Return microseconds since 1970; 0: live; None: where the last collection ended."""
    if text is None:
        return None
    if text == "now":
        return 0
    if text.isascii() and text.isdigit():
        return _cursor(text)
    if re.fullmatch(r"[\d.]+\s*[smhd]", text):
        moment = datetime.now(UTC) - timedelta(seconds=_seconds(text, "--since"))
    else:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise UsageError(
                f"--since {text} is no time. Write 2h, 2025-03-01T12:00 or a cursor."
            ) from error
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1_000_000)


def _cursor(text: str) -> int:
    if not 15 <= len(text) <= 16:
        raise UsageError(
            f"--since {text} is no cursor: microseconds since 1970 have 16 digits today."
        )
    return int(text)
