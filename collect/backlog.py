"""What a Mastodon stream missed, fetched page by page from the timeline of the instance."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import Any

import msgspec

from collect.channel import Channel
from collect.desk import Desk
from collect.failures import Temporary
from collect.waiting import Backoff, asked_wait
from collect.web import POLITE_S, Answer, Web
from marionet.errors import CollectError

PATIENCE = 5
"""With `once`: so many failures one after the other end the collection."""


class _Status(msgspec.Struct):
    id: str = ""


class Backlog:
    """Stretches of the timeline that are still to be fetched; they stand in the channel's state.

    A stretch goes from a status that is known (`after`) to the first that came from the stream
    later (`before`; None where none came yet).

    Args:
        page_url: Makes the address of the statuses right after an id, or of the latest.
        token: Access token, where there is one.
        desk: Limits and the request to end.
        channel: Where statuses go.
        web: How pages are asked for.
    """

    def __init__(
        self,
        page_url: Callable[[str | None], str],
        token: str | None,
        desk: Desk,
        channel: Channel,
        web: Web,
    ) -> None:
        self._page_url = page_url
        self._token = token
        self._desk = desk
        self._channel = channel
        self._web = web
        self._backoff = Backoff(desk.random)
        self._not_before_s = 0.0
        self._stretches: list[dict[str, Any]] = channel.state.setdefault("missed", [])
        self._open = False  # whether the last stretch waits for the first status of the stream

    @property
    def empty(self) -> bool:
        """Whether there is nothing to fetch."""
        return not self._stretches

    def due_s(self) -> float:
        """Return the seconds until the next page may be asked for."""
        return max(0.0, self._not_before_s - time.monotonic())

    def missed(self) -> None:
        """Say that the stream was interrupted: what comes after the last status is missing."""
        if not self._stretches or self._stretches[-1]["before"] is not None:
            self._stretches.append({"after": self._channel.state.get("last_id"), "before": None})
        self._open = True

    def seen(self, status_id: str) -> None:
        """Say that this status came from the stream."""
        if self._open:
            self._stretches[-1]["before"] = status_id
            self._open = False
        state = self._channel.state
        state["last_id"] = max(state.get("last_id") or "", status_id, key=order)

    def fetch(self) -> None:
        """Fetch the next page, where it may be asked for already."""
        if self.empty or self.due_s() > 0:
            return
        stretch = self._stretches[0]
        try:
            url = self._page_url(stretch["after"])
            # Not packed, so that what is kept is what was received.
            answer = self._web.get(url, token=self._token, headers={"Accept-Encoding": "identity"})
            self._take(stretch, answer)
            self._backoff.reset()
        except Temporary as failure:
            wait_s = self._backoff.next(failure.wait_s)
            if self._desk.limits.once and self._backoff.failures >= PATIENCE:
                raise CollectError(f"{failure.reason}. Try again later.") from failure
            self._not_before_s = time.monotonic() + wait_s
            self._desk.tell(f"{failure.reason}; what was missed is asked for in {wait_s:.0f} s")
        except CollectError as error:
            if self._desk.limits.once:
                raise
            self._give_up(stretch, error.message)

    def _take(self, stretch: dict[str, Any], answer: Answer) -> None:
        try:
            statuses = msgspec.json.decode(answer.content, type=list[msgspec.Raw])
            ids = [msgspec.json.decode(raw, type=_Status).id for raw in statuses]
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Temporary(f"the timeline is no list of statuses ({error})") from error
        self._wait_if_asked(answer)
        if not ids:
            self._finish(stretch)
            return
        if not all(ids):
            raise CollectError("the timeline holds something that is no status")
        self._keep(answer, [bytes(raw) for raw in statuses])
        self._channel.state["last_id"] = max(
            self._channel.state.get("last_id") or "", *ids, key=order
        )
        newest = max(ids, key=order)
        before = stretch["before"]
        first = stretch["after"] is None  # the latest page: there is nothing to go on from
        no_progress = not first and order(newest) <= order(stretch["after"])
        stretch["after"] = newest
        if first or no_progress or (before is not None and order(newest) >= order(before)):
            self._finish(stretch)

    def _keep(self, answer: Answer, statuses: list[bytes]) -> None:
        """Keep a page: one status a line, in the order of the page, so that it can be remade.

        Where joining the lines would not give the bytes of the page, it is kept as it came.
        """
        note = {**answer.notes[-1], "sha256": hashlib.sha256(answer.content).hexdigest()}
        note["statuses"] = len(statuses)
        joined = b"[" + b",".join(statuses) + b"]"
        if joined != answer.content or any(b"\n" in status for status in statuses):
            self._desk.tally.posts += len(statuses)
            self._channel.take_body(answer.body, [*answer.notes[:-1], note])
            return
        first = self._channel.lines + 1
        for status in statuses:
            self._channel.take(status, posts=1)
        self._channel.note("page", lines=[first, first + len(statuses) - 1], answer=note)

    def _wait_if_asked(self, answer: Answer) -> None:
        asked_s = asked_wait(answer.headers, time.time()) or 0.0
        self._not_before_s = time.monotonic() + max(POLITE_S, asked_s)

    def _finish(self, stretch: dict[str, Any]) -> None:
        self._stretches.remove(stretch)
        if not self._stretches:
            self._open = False
        self._channel.note("refilled", after=stretch["after"], before=stretch["before"])

    def _give_up(self, stretch: dict[str, Any], why: str) -> None:
        self._finish(stretch)
        before = stretch["before"] or "the first status after it"
        self._channel.gap(
            f"statuses between {stretch['after']} and {before} could not be had: {why}",
            after=stretch["after"],
            before=stretch["before"],
        )


def order(status_id: str) -> tuple[int, str]:
    """Return what sorts ids by age: they are numbers, written without leading zeros."""
    return len(status_id), status_id
