"""Bluesky's Jetstream: all events of the network, or those that are wanted, as JSON.

A cursor is a time in microseconds. After a lost connection the server is asked for what came after
the last event, and a few seconds before it: events of these seconds come twice, and the loader
keeps their posts once. An event before the cursor shows that the replay reaches back far enough;
where there is none, what lies between is reported as a gap.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

import msgspec

from collect.channel import Channel
from collect.desk import Desk
from collect.failures import Temporary
from collect.moments import iso, now_us
from collect.socket import Oversize, Socket, open_socket
from collect.spool import Header
from collect.waiting import Backoff
from marionet.errors import CollectError, UsageError

DEFAULT_HOST = "wss://jetstream2.us-east.bsky.network/subscribe"
DEFAULT_WANTED = ("app.bsky.feed.post", "app.bsky.feed.repost")
FORMAT = "bluesky-jetstream"
OVERLAP_US = 5_000_000
OTHER_HOST_OVERLAP_US = 60_000_000
RETENTION_US = 24 * 3_600_000_000  # what a server keeps unless it was set up otherwise
AHEAD_US = 60_000_000  # an event from further in the future than this moves no cursor
QUIET_S = 5.0  # with `once`: no event for so long means that there is no more
PATIENCE = 5  # with `once`: so many failures one after the other end the collection
URL_DIDS = 100  # more go in a message after the connection
MAX_DIDS = 10_000
MAX_COLLECTIONS = 100


class _Commit(msgspec.Struct):
    operation: str = ""
    collection: str = ""


class _Event(msgspec.Struct):
    time_us: int = 0
    commit: _Commit | None = None


_decode = msgspec.json.Decoder(_Event).decode
_POSTS = frozenset(DEFAULT_WANTED)


@dataclass(frozen=True, slots=True)
class Jetstream:
    """A subscription.

    Attributes:
        host: Address of the server: a host name, or ws:// or wss:// with host and path.
        wanted: Names of record collections, or prefixes like `app.bsky.graph.*`; empty: all.
        dids: Accounts; empty: all.
        since_us: Where to begin, in the place of what the last collection left; 0: live.
    """

    host: str = DEFAULT_HOST
    wanted: tuple[str, ...] = DEFAULT_WANTED
    dids: tuple[str, ...] = ()
    since_us: int | None = None

    @property
    def title(self) -> str:
        """What is collected, in a few words."""
        return f"Jetstream of {_place(self.endpoint)}"

    @property
    def endpoint(self) -> str:
        """The address without parameters.

        Raises:
            UsageError: It is no address of a WebSocket.
        """
        text = self.host if "://" in self.host else f"wss://{self.host}"
        parts = urlsplit(text)
        if parts.scheme not in {"ws", "wss"} or not parts.hostname or parts.query or parts.username:
            raise UsageError(
                f"--host {self.host} is no address of a Jetstream. Write a host name, or "
                "wss://host/subscribe."
            )
        path = parts.path if parts.path.strip("/") else "/subscribe"
        return urlunsplit((parts.scheme, parts.netloc, path, "", ""))

    def check(self) -> None:
        """Let the options pass, or say what is wrong with them.

        Raises:
            UsageError: The host is no address, or there are too many names.
        """
        _place(self.endpoint)
        if len(self.wanted) > MAX_COLLECTIONS or len(self.dids) > MAX_DIDS:
            raise UsageError(
                f"A Jetstream takes {MAX_COLLECTIONS} collections and {MAX_DIDS} accounts at most."
            )
        for did in self.dids:
            if not did.startswith("did:"):
                raise UsageError(f"--did {did} is no DID; it looks like did:plc:abc...")

    def key(self, collection: str) -> str:
        """Name of the spool: another host of the same network goes on with the same cursor."""
        text = "\n".join([collection, *sorted(self.wanted), "", *sorted(self.dids)])
        return f"jetstream-{hashlib.sha256(text.encode()).hexdigest()[:12]}"

    def url(self, cursor: int | None, max_size: int) -> str:
        """Return the address to connect to."""
        pairs = [("wantedCollections", name) for name in self.wanted]
        if self._by_message:
            pairs.append(("requireHello", "true"))
        else:
            pairs += [("wantedDids", did) for did in self.dids]
        pairs.append(("maxMessageSizeBytes", str(max_size)))
        if cursor is not None:
            pairs.append(("cursor", str(cursor)))
        return f"{self.endpoint}?{urlencode(pairs)}"

    @property
    def _by_message(self) -> bool:
        return len(self.dids) > URL_DIDS

    def hello(self, max_size: int) -> str | None:
        """Return the message that names many accounts; None where the address names them."""
        if not self._by_message:
            return None
        payload = {
            "wantedCollections": self.wanted,
            "wantedDids": self.dids,
            "maxMessageSizeBytes": max_size,
        }
        return msgspec.json.encode({"type": "options_update", "payload": payload}).decode()

    def run(self, desk: Desk) -> None:
        """Collect until it is asked to end."""
        self.check()
        header = Header(
            source="jetstream",
            name=_place(self.endpoint),
            url=self.url(None, desk.limits.message_size),
            format=FORMAT,
            collection=desk.collection,
            program=desk.program,
        )
        with desk.channel(self.key(desk.collection), header) as channel:
            _Follower(self, desk, channel).run()


class _Follower:
    """Holds the connection, and makes it again when it is lost."""

    def __init__(self, source: Jetstream, desk: Desk, channel: Channel) -> None:
        self._source = source
        self._desk = desk
        self._channel = channel
        self._backoff = Backoff(desk.random)
        self._started_us = now_us()
        self._skip_us = 0  # how far to go past the cursor, where a message there is too long
        self._done = False

    def run(self) -> None:
        self._begin()
        while not self._desk.stop.asked and not self._done:
            try:
                self._follow()
            except Temporary as failure:
                self._lost(failure)

    def _begin(self) -> None:
        state, since_us = self._channel.state, self._source.since_us
        if since_us is not None:
            state.clear()
        if since_us:
            state["cursor"] = since_us
            state["host"] = ""  # nothing before the cursor was seen

    def _lost(self, failure: Temporary) -> None:
        desk = self._desk
        self._channel.note("disconnected", reason=failure.reason)
        self._channel.sync()
        if isinstance(failure, Oversize):
            self._step_over()
        desk.tally.reconnects += 1
        wait_s = self._backoff.next(failure.wait_s)
        if desk.limits.once and self._backoff.failures >= PATIENCE:
            raise CollectError(f"{failure.reason}. Try again later.") from failure
        desk.tell(f"{failure.reason}; trying again in {wait_s:.0f} s")
        desk.wait(wait_s)

    def _step_over(self) -> None:
        """Begin behind a message that is too long; farther and farther, until it is passed."""
        self._skip_us = max(1_000, self._skip_us * 2)
        cursor = self._channel.state.get("cursor")
        after = iso(cursor) if cursor else "the start"
        self._channel.gap(
            f"a message after {after} is longer than {self._desk.limits.message_size:,} bytes; "
            f"{self._skip_us / 1e6:g} s are passed over"
        )

    def _cursor(self) -> int | None:
        """Return where to begin; None: live."""
        state = self._channel.state
        cursor = state.get("cursor")
        if cursor is None:
            return None
        if self._skip_us:
            return cursor + self._skip_us
        if not state.get("host"):
            return cursor
        same = state["host"] == self._channel.header.name
        return cursor - (OVERLAP_US if same else OTHER_HOST_OVERLAP_US)

    def _follow(self) -> None:
        desk, channel, source = self._desk, self._channel, self._source
        size = desk.limits.message_size
        cursor = self._cursor()
        self._tell_age(cursor)
        url = source.url(cursor, size)
        with open_socket(url, agent=desk.agent, max_size=size) as socket:
            if hello := source.hello(size):
                socket.send(hello)
                channel.note("sent", message=hello)
            channel.note("connected", url=url, answer=socket.response_headers, agent=desk.agent)
            self._receive(socket)

    def _tell_age(self, cursor: int | None) -> None:
        if cursor is not None and now_us() - cursor > RETENTION_US:
            self._desk.tell(
                f"The last event was received at {iso(cursor)[:19]} UTC; servers usually keep the "
                "last 24 hours. What cannot be had is reported."
            )

    def _receive(self, socket: Socket) -> None:
        desk, channel = self._desk, self._channel
        resumed = channel.state.get("cursor") if channel.state.get("host") else None
        quiet_s = 0.0
        while not desk.stop.asked:
            raw = socket.receive(0.25)
            if raw is None:
                quiet_s += 0.25
            else:
                quiet_s = 0.0
                self._backoff.reset()
                time_us = self._take(raw)
                if resumed is not None and time_us:
                    self._check_replay(resumed, time_us)
                    resumed = None
            channel.tick()
            desk.beat()
            if desk.limits.once and (quiet_s >= QUIET_S or self._caught_up()):
                self._done = True
                return

    def _caught_up(self) -> bool:
        return self._channel.state.get("cursor", 0) >= self._started_us

    def _check_replay(self, resumed: int, first_us: int) -> None:
        if first_us > resumed and not self._skip_us:
            self._channel.gap(
                f"events from {iso(resumed)} to {iso(first_us)} could not be had: the server's "
                "replay begins later",
                after=resumed,
                before=first_us,
            )
        self._skip_us = 0

    def _take(self, raw: bytes) -> int:
        """Keep one event; return its time, or 0 where it has none that can be believed."""
        received_us = now_us()
        try:
            event = _decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            self._channel.take(raw, received_us=received_us)  # the loader rejects it with a reason
            return 0
        time_us, state = event.time_us, self._channel.state
        if not 0 < time_us <= received_us + AHEAD_US:
            self._channel.take(raw, received_us=received_us)
            return 0
        new = time_us > state.get("cursor", 0)
        self._channel.take(raw, posts=int(new and _is_post(event)), received_us=received_us)
        if new:
            state["cursor"] = time_us
            state["host"] = self._channel.header.name
            self._desk.tally.lag_s = (received_us - time_us) / 1_000_000
        return time_us


def _is_post(event: _Event) -> bool:
    commit = event.commit
    return commit is not None and commit.operation == "create" and commit.collection in _POSTS


def _place(endpoint: str) -> str:
    return urlsplit(endpoint).hostname or "jetstream"
