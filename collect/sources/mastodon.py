"""Mastodon: the public streams of an instance, and its timelines for what a stream missed.

The stream gives what is new. After an interruption the statuses after the last one that is known
are asked for page by page (`min_id`), while the stream goes on. What is still to be fetched stands
in the state, so that it is fetched after a restart, too.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from collect.backlog import Backlog
from collect.channel import Channel
from collect.desk import Desk
from collect.failures import Temporary
from collect.moments import now_us
from collect.secret import refuse_open_way, refuse_secrets
from collect.socket import Oversize, Socket, open_socket
from collect.spool import Header
from collect.waiting import Backoff
from collect.web import Web
from marionet.errors import CollectError, UsageError

FORMAT = "mastodon"
PAGE = 40  # the most that Mastodon gives
_FLAGS = {"local": "local", "remote": "remote", "media": "only_media"}
STREAMS = (
    "public",
    "public:local",
    "public:remote",
    "public:media",
    "public:local:media",
    "public:remote:media",
    "hashtag",
    "hashtag:local",
)


class _Status(msgspec.Struct):
    id: str = ""


class _Event(msgspec.Struct):
    event: str = ""
    payload: str | msgspec.UnsetType | None = msgspec.UNSET
    error: str = ""
    status: int = 0


_decode_event = msgspec.json.Decoder(_Event).decode
_decode_status = msgspec.json.Decoder(_Status).decode


@dataclass(frozen=True, slots=True)
class Mastodon:
    """One stream of one instance.

    Attributes:
        instance: Host name, or http:// or https:// with a host.
        stream: One of `STREAMS`.
        tag: The hashtag, for the streams of hashtags.
        token: Access token; streams of new versions need one.
        streaming: Host of the streams, where it is not what the instance says.
    """

    instance: str
    stream: str = "public"
    tag: str | None = None
    token: str | None = None
    streaming: str | None = None

    @property
    def title(self) -> str:
        """What is collected, in a few words."""
        return f"{self.stream}{' #' + self.tag if self.tag else ''} of {self.place}"

    @property
    def base(self) -> str:
        """Address of the instance."""
        return (self.instance if "://" in self.instance else f"https://{self.instance}").rstrip("/")

    @property
    def place(self) -> str:
        """Host of the instance."""
        return urlsplit(self.base).hostname or self.instance

    def check(self) -> None:
        """Let the options pass, or say what is wrong with them.

        Raises:
            UsageError: The instance is no host, or the stream and the tag do not go together.
        """
        refuse_secrets(self.base)
        parts = urlsplit(self.base)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise UsageError(f"{self.instance} is no instance. Write its host: mastodon.example")
        for address in (self.base, self.streaming):
            if address and self.token:
                refuse_open_way(address)
        if self.stream not in STREAMS:
            raise UsageError(f"There is no stream {self.stream!r}. There is: {', '.join(STREAMS)}.")
        if self.stream.startswith("hashtag") != bool(self.tag):
            raise UsageError("--tag NAME goes with --stream hashtag, and only with it.")

    def key(self, collection: str) -> str:
        """Name of the spool."""
        text = "\n".join([collection, self.base, self.stream, self.tag or ""])
        return f"mastodon-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    def stream_url(self, host: str) -> str:
        """Return the address of the stream."""
        pairs = {"stream": self.stream, **({"tag": self.tag} if self.tag else {})}
        return f"{host.rstrip('/')}/api/v1/streaming?{urlencode(pairs)}"

    def page_url(self, after: str | None) -> str:
        """Return the address of the statuses right after one, or of the latest."""
        kind, *flags = self.stream.split(":")
        path = f"tag/{quote(self.tag or '', safe='')}" if kind == "hashtag" else "public"
        pairs = {"limit": str(PAGE), **{_FLAGS[flag]: "true" for flag in flags}}
        if after is not None:
            pairs["min_id"] = after
        return f"{self.base}/api/v1/timelines/{path}?{urlencode(pairs)}"

    def run(self, desk: Desk) -> None:
        """Collect until it is asked to end."""
        self.check()
        header = Header(
            source="mastodon",
            name=self.place,
            url=self.stream_url(self.base),
            format=FORMAT,
            collection=desk.collection,
            program=desk.program,
        )
        with Web(desk) as web, desk.channel(self.key(desk.collection), header) as channel:
            _Follower(self, desk, channel, web).run()


class _Follower:
    """Holds the stream, makes it again when it is lost, and fetches what it missed."""

    def __init__(self, source: Mastodon, desk: Desk, channel: Channel, web: Web) -> None:
        self._source = source
        self._desk = desk
        self._channel = channel
        self._web = web
        self._backoff = Backoff(desk.random)
        self._host = source.streaming
        self._backlog = Backlog(source.page_url, source.token, desk, channel, web)

    def run(self) -> None:
        if self._desk.limits.once:
            self._backlog.missed()
            while not self._desk.stop.asked and not self._backlog.empty:
                self._backlog.fetch()
                self._channel.tick()
                self._desk.wait(min(self._backlog.due_s(), 1.0))
            return
        while not self._desk.stop.asked:
            try:
                self._follow()
            except Temporary as failure:
                self._lost(failure)

    def _lost(self, failure: Temporary) -> None:
        desk = self._desk
        self._channel.note("disconnected", reason=failure.reason)
        if isinstance(failure, Oversize):
            limit = desk.limits.message_size
            self._channel.gap(f"a message was longer than {limit:,} bytes and was given up")
        self._channel.sync()
        desk.tally.reconnects += 1
        wait_s = self._backoff.next(failure.wait_s)
        desk.tell(f"{failure.reason}; trying again in {wait_s:.0f} s")
        desk.wait(wait_s)

    def _follow(self) -> None:
        desk, channel, source = self._desk, self._channel, self._source
        if self._host is None:
            self._host = find_streaming(source, self._web)
        url = source.stream_url(self._host)
        headers = {"Authorization": f"Bearer {source.token}"} if source.token else {}
        size = desk.limits.message_size
        with open_socket(url, agent=desk.agent, max_size=size, headers=headers) as socket:
            channel.note("connected", url=url, answer=socket.response_headers, agent=desk.agent)
            if channel.state.get("last_id"):
                self._backlog.missed()
            self._receive(socket)

    def _receive(self, socket: Socket) -> None:
        desk, channel = self._desk, self._channel
        while not desk.stop.asked:
            raw = socket.receive(0.25)
            if raw is not None:
                self._take(raw)
            self._backlog.fetch()
            channel.tick()
            desk.beat()

    def _take(self, raw: bytes) -> None:
        if not raw:
            return  # a heartbeat
        received_us = now_us()
        try:
            event = _decode_event(raw)
            is_post = event.event == "update" and isinstance(event.payload, str)
            status_id = _decode_status(event.payload).id if is_post else ""  # type: ignore[arg-type]
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._channel.take(raw, received_us=received_us)  # the loader rejects it with a reason
            return
        if event.error:
            self._refused(event)
        self._channel.take(raw, posts=int(is_post), received_us=received_us)
        self._backoff.reset()
        if status_id:
            self._backlog.seen(status_id)

    def _refused(self, event: _Event) -> None:
        sentence = f"{self._source.place} refuses the stream: {event.error[:200]}"
        if 400 <= event.status < 500 and event.status != 429:
            raise CollectError(
                f"{sentence}. Check --stream and --tag; it may want a token (--token-file)."
            )
        raise Temporary(sentence)


class _Urls(msgspec.Struct):
    streaming: str | None = None
    streaming_api: str | None = None


class _Configuration(msgspec.Struct):
    urls: _Urls | None = None


class _Instance(msgspec.Struct):
    configuration: _Configuration | None = None


def find_streaming(source: Mastodon, web: Web) -> str:
    """Return the host of the streams as the instance names it; its own where it names none.

    Raises:
        CollectError: It names a host of somebody else, who would get the token.
    """
    own = source.base.replace("http", "ws", 1)
    try:
        content = web.get(f"{source.base}/api/v2/instance", token=source.token).content
        found = msgspec.json.decode(content, type=_Instance)
    except (CollectError, msgspec.MsgspecError, UnicodeDecodeError):
        return own  # an old version, or other software
    urls = found.configuration.urls if found.configuration else None
    named = urls.streaming if urls else None
    if not named:
        return own
    parts = urlsplit(named)
    schemes = {"wss"} if own.startswith("wss") else {"ws", "wss"}
    if not _same_house(parts.hostname or "", source.place) or parts.scheme not in schemes:
        raise CollectError(
            f"{source.place} says that its streams are at {parts.scheme}://{parts.hostname}, "
            "another house. If that is right, say so: --streaming-host "
            f"{parts.scheme}://{parts.hostname}"
        )
    return f"{parts.scheme}://{parts.netloc}"


def _same_house(host: str, place: str) -> bool:
    return host == place or host.endswith("." + place)
