"""Downloads side by side: resumed when they break off, checked before they get their name."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from marionet.errors import GraphError
from marionet.progress import Progress, Step

ATTEMPTS = 5
_BACK_OFF_S = 0.25  # doubled with each attempt: 8 s in all
_TIMEOUT = httpx.Timeout(30, connect=10)
_PASSING = frozenset({408, 425, 429})  # of the 4xx, those that may succeed when asked again
_PARTIAL_CONTENT = 206
_RANGE_NOT_SATISFIABLE = 416
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to fetch.

    Attributes:
        url: Where it is.
        target: Where it goes; until it is whole and checked it is `<target>.part`.
        sha256: Digest that it must have, hexadecimal.
        size: Bytes that it must have.
    """

    url: str
    target: Path
    sha256: str
    size: int

    @property
    def part(self) -> Path:
        """The unfinished file."""
        return self.target.with_name(self.target.name + ".part")


class _Broken(Exception):
    """An attempt failed in a way that may pass."""


class _Megabytes:
    """Adds up bytes of all threads and reports whole megabytes."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._bytes = 0
        self._lock = threading.Lock()

    def add(self, amount: int) -> None:
        with self._lock:
            before, self._bytes = self._bytes // _MB, self._bytes + amount
            if change := self._bytes // _MB - before:
                self._step.advance(change)


def fetch_all(wanted: Sequence[Wanted], *, parallel: int, name: str, progress: Progress) -> None:
    """Fetch every file; the first that cannot be had stops the others.

    Unfinished files stay as `.part` and are resumed by the next call.

    Raises:
        GraphError: A file cannot be had: no network, not there, wrong bytes each time.
        OSError: The disk is full or not writable.
    """
    if not wanted:
        return
    total = sum(file.size for file in wanted)
    stop = threading.Event()
    with (
        progress.step(name, total // _MB, "MB") as step,
        httpx.Client(timeout=_TIMEOUT, follow_redirects=True) as client,
        ThreadPoolExecutor(parallel) as pool,
    ):
        count = _Megabytes(step)
        # The large ones first: a large one that starts last would run alone at the end.
        order = sorted(wanted, key=lambda file: -file.size)
        jobs = [pool.submit(_fetch, client, file, count, stop) for file in order]
        try:
            wait(jobs, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)
        for job in jobs:
            if not job.cancelled():
                job.result()


def _fetch(client: httpx.Client, file: Wanted, count: _Megabytes, stop: threading.Event) -> None:
    reason = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            stop.wait(_BACK_OFF_S * 2**attempt)
        if stop.is_set():
            return
        try:
            _resume(client, file, count, stop)
            if not stop.is_set():
                _accept(file, count)
            return
        except (_Broken, httpx.TransportError) as error:
            reason = str(error) or type(error).__name__
    host = urlsplit(file.url).hostname
    raise GraphError(
        f"{file.target.name} cannot be fetched from {host} ({reason}; tried {ATTEMPTS} times). "
        "Check the network and the proxy, or name another Maven repository with "
        "MARIONET_MAVEN_URL; what has come is kept."
    )


def _resume(client: httpx.Client, file: Wanted, count: _Megabytes, stop: threading.Event) -> None:
    """Ask for the bytes that are not there yet and append them to the unfinished file."""
    have = file.part.stat().st_size if file.part.exists() else 0
    if have > file.size:
        file.part.unlink()
        have = 0
    count.add(have)
    try:
        if have < file.size:
            have = _append(client, file, have, count, stop)
    finally:
        # Counted again by the next attempt, if there is one.
        if have < file.size:
            count.add(-(file.part.stat().st_size if file.part.exists() else 0))
    if have < file.size and not stop.is_set():
        raise _Broken(f"it broke off after {have} of {file.size} bytes")


def _append(
    client: httpx.Client, file: Wanted, have: int, count: _Megabytes, stop: threading.Event
) -> int:
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    with client.stream("GET", file.url, headers=headers) as answer:
        _check_status(answer, file)
        resumed = answer.status_code == _PARTIAL_CONTENT
        if have and not resumed:
            count.add(-have)
            have = 0
        with file.part.open("ab" if resumed else "wb") as part:
            # As they come: a chunk size would hold bytes back, and lose them at a break.
            for chunk in answer.iter_raw():
                part.write(chunk)
                count.add(len(chunk))
                have += len(chunk)
                if stop.is_set() or have > file.size:
                    break
    return have


def _check_status(answer: httpx.Response, file: Wanted) -> None:
    code = answer.status_code
    if code == _RANGE_NOT_SATISFIABLE:
        file.part.unlink(missing_ok=True)
    elif answer.is_success:
        return
    elif answer.is_client_error and code not in _PASSING:
        raise GraphError(
            f"{file.target.name} is not at {urlsplit(file.url).hostname} (HTTP {code}). "
            "Correct MARIONET_MAVEN_URL, or unset it to use Maven Central."
        )
    raise _Broken(f"HTTP {code}")


def _accept(file: Wanted, count: _Megabytes) -> None:
    """Give the file its name if it is the right one, else throw it away."""
    with file.part.open("rb") as part:
        digest = hashlib.file_digest(part, "sha256").hexdigest()
    if digest != file.sha256:
        count.add(-file.part.stat().st_size)
        file.part.unlink()
        raise _Broken(f"its SHA-256 is {digest[:12]}..., not {file.sha256[:12]}...")
    file.part.replace(file.target)
