"""Addresses that are asked again and again: RSS, Atom, JSON Feed, or any JSON that can be loaded.

Each address has a state of its own: ETag and Last-Modified, so that an answer without news costs
nothing, and the hash of the last answer, for servers that know neither. An answer is one original.
"""

from __future__ import annotations

import hashlib
import heapq
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from collect.channel import Channel
from collect.desk import Desk
from collect.failures import Temporary
from collect.secret import refuse_open_way, refuse_secrets
from collect.spool import Header
from collect.waiting import Backoff
from collect.web import Answer, Web
from marionet.errors import CollectError, UsageError

FORMAT = "auto"
SHORTEST_S = 1.0
LONGEST_S = 86_400.0
FIRST_WAIT_S = 60.0  # after a failure; doubled from failure to failure
SPREAD = 0.1  # the interval varies by so much, so that many collectors do not ask as one
PATIENCE = 3  # with `once`: so many failures one after the other end an address
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/json, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Feeds:
    """Some addresses.

    Attributes:
        urls: http or https.
        every_s: Seconds between two requests of one address.
        token: Sent as bearer token, where given.
    """

    urls: tuple[str, ...]
    every_s: float = 900.0
    token: str | None = None

    @property
    def title(self) -> str:
        """What is collected, in a few words."""
        return _place(self.urls[0]) if len(self.urls) == 1 else f"{len(self.urls)} addresses"

    def check(self) -> None:
        """Let the options pass, or say what is wrong with them.

        Raises:
            UsageError: An address is none of the web, holds a password, or stands there twice; or
                the interval is too short or too long; or a token would go astray.
        """
        for url in self.urls:
            refuse_secrets(url)
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise UsageError(f"{url} is no address of the web; it begins with https://")
            if self.token:
                refuse_open_way(url)
        if self.token and len({urlsplit(url).netloc for url in self.urls}) > 1:
            raise UsageError("A token goes to one host: collect from the others by another call.")
        if len(set(self.urls)) < len(self.urls):
            raise UsageError("An address is given twice.")
        if not SHORTEST_S <= self.every_s <= LONGEST_S:
            raise UsageError("--every takes 1s to 1d.")

    def run(self, desk: Desk) -> None:
        """Collect until it is asked to end.

        Raises:
            CollectError: No address is left that can be asked, or some refused for good: what the
                others gave is in the vault.
        """
        self.check()
        with ExitStack() as stack:
            web = stack.enter_context(Web(desk))
            polls: list[_Poll] = []
            for url in self.urls:
                channel = stack.enter_context(desk.channel(_key(url, desk), _header(url, desk)))
                polls.append(_Poll(self, url, desk, channel, web))
            refused = _ask_all(polls, desk)
        if refused:
            raise CollectError(" ".join(dict.fromkeys(refused)))


def _ask_all(polls: list[_Poll], desk: Desk) -> list[str]:
    """Ask each address when it is due; return what those said that refused for good."""
    refused: list[str] = []
    due = [(poll.due_s, number) for number, poll in enumerate(polls)]
    heapq.heapify(due)
    while due and not desk.stop.asked:
        _count_loaded(desk)
        at_s, number = due[0]
        if at_s > time.monotonic():
            desk.wait(min(at_s - time.monotonic(), 0.5))
            desk.beat()
            continue
        heapq.heappop(due)
        poll = polls[number]
        try:
            again = poll.ask()
        except CollectError as error:
            desk.tell(f"{error.message} This address is asked no more.")
            refused.append(error.message)
            continue
        if again:
            heapq.heappush(due, (poll.due_s, number))
    return refused


def _count_loaded(desk: Desk) -> None:
    """Count posts as the loader does: only it knows how many an answer holds."""
    tally, most = desk.tally, desk.limits.posts
    tally.posts = sum(report.posts for report in tally.reports)
    if most is not None and tally.posts >= most:
        desk.stop.ask(f"{tally.posts:,} posts were received (--max-posts)")


@dataclass
class _Poll:
    """One address."""

    source: Feeds
    url: str
    desk: Desk
    channel: Channel
    web: Web
    due_s: float = field(default_factory=time.monotonic)
    backoff: Backoff = field(init=False)

    def __post_init__(self) -> None:
        first_s = min(self.source.every_s, FIRST_WAIT_S)
        most_s = max(self.source.every_s, 3600.0)
        self.backoff = Backoff(self.desk.random, first_s=first_s, most_s=most_s)

    def ask(self) -> bool:
        """Ask once and set the time of the next request; return whether there is one."""
        once = self.desk.limits.once
        try:
            answer = self.web.get(self._address, headers=self._conditions(), token=self._token)
        except CollectError:
            if not self.channel.state.pop("moved_to", None):
                raise
            self.due_s = time.monotonic()  # where it has moved to is nothing: as the user gave it
            return True
        except Temporary as failure:
            wait_s = self.backoff.next(failure.wait_s)
            if once and self.backoff.failures >= PATIENCE:
                raise CollectError(f"{failure.reason}. Try again later.") from failure
            self.due_s = time.monotonic() + wait_s
            if not self.desk.stop.asked:
                self.channel.note("failed", reason=failure.reason)
                self.desk.tell(f"{failure.reason}; trying again in {wait_s:.0f} s")
            return True
        self.backoff.reset()
        self._take(answer)
        spread = self.desk.random.uniform(1 - SPREAD, 1 + SPREAD)
        self.due_s = time.monotonic() + self.source.every_s * spread
        return not once

    @property
    def _address(self) -> str:
        return self.channel.state.get("moved_to") or self.url

    @property
    def _token(self) -> str | None:
        here, there = urlsplit(self.url), urlsplit(self._address)
        same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        return self.source.token if same else None

    def _conditions(self) -> dict[str, str]:
        state, headers = self.channel.state, {"Accept": ACCEPT}
        if state.get("etag"):
            headers["If-None-Match"] = state["etag"]
        if state.get("modified"):
            headers["If-Modified-Since"] = state["modified"]
        return headers

    def _take(self, answer: Answer) -> None:
        state = self.channel.state
        if answer.moved_to and answer.moved_to != state.get("moved_to"):
            refuse_secrets(answer.moved_to)
            self.desk.tell(f"{self.url} has moved for good to {answer.moved_to}; it is asked there")
            state["moved_to"] = answer.moved_to
        digest = hashlib.sha256(answer.content).hexdigest()
        if answer.status == 304 or not answer.content or digest == state.get("sha256"):
            for entry in answer.notes:
                self.channel.note("unchanged", answer=entry)
            self.channel.sync()
            return
        state["etag"] = answer.headers.get("etag")
        state["modified"] = answer.headers.get("last-modified")
        state["sha256"] = digest
        self.channel.take_body(answer.body, answer.notes)


def _key(url: str, desk: Desk) -> str:
    text = f"{desk.collection}\n{url}"
    return f"feed-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _header(url: str, desk: Desk) -> Header:
    return Header(
        source="feed",
        name=_place(url),
        url=url,
        format=FORMAT,
        collection=desk.collection,
        program=desk.program,
    )


def _place(url: str) -> str:
    return urlsplit(url).hostname or "feed"
