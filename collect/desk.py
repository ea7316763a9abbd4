"""What every collector gets: channels to the disk, limits, the request to end, waiting."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from filelock import FileLock, Timeout

from collect.channel import Channel
from collect.limits import Limits, Stop
from collect.spool import Header, recover
from collect.tally import Tally
from marionet.errors import CollectError, UsageError

LOCK = "collect.lock"


@dataclass(frozen=True)
class Desk:
    """The surroundings of a collector.

    Attributes:
        spool: Folder with one folder per source.
        limits: When it ends.
        stop: Request to end.
        tally: Counts.
        random: Source of jitter.
        agent: Value of User-Agent.
        program: Name and version of the program.
        collection: Collection that the posts go into.
        on_segment: Called with the path of each segment that was closed.
        tell: Called with what a user should know now.
        beat: Called often, at least twice a second.
    """

    spool: Path
    limits: Limits
    stop: Stop
    tally: Tally
    random: Random
    agent: str
    program: str
    collection: str
    on_segment: Callable[[Path], None]
    tell: Callable[[str], None]
    beat: Callable[[], None]

    @contextmanager
    def channel(self, key: str, header: Header) -> Generator[Channel]:
        """Open the spool of a source, alone; its last segment is closed at the end.

        Args:
            key: Name of the folder: the same source under the same options has the same key.
            header: What is captured.

        Raises:
            UsageError: Another process collects from this source.
            CollectError: The disk is full.
        """
        folder = self.spool / key
        folder.mkdir(parents=True, exist_ok=True)
        with _held(folder, header):
            channel = Channel(
                folder,
                header,
                limits=self.limits,
                stop=self.stop,
                tally=self.tally,
                on_segment=self.on_segment,
            )
            with _disk_told(channel):
                try:
                    yield channel
                except OSError:
                    raise  # nothing more can be written
                except BaseException:
                    channel.rotate()
                    raise
                channel.rotate()

    def wait(self, seconds: float) -> None:
        """Sleep until the time is over or somebody asks to end."""
        left = seconds
        while left > 0 and not self.stop.wait(min(left, 0.5)):
            left -= 0.5
            self.beat()


@contextmanager
def _held(folder: Path, header: Header) -> Generator[None]:
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise UsageError(
            f"Another process collects from {header.name} into {header.collection!r} with the same "
            "options. Stop it first, or choose another --collection."
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _disk_told(channel: Channel) -> Generator[None]:
    try:
        yield
    except OSError as error:
        channel.abandon()
        raise CollectError(
            f"What is received cannot be written to {channel.folder} ({error.strerror or error}). "
            "Free space on that disk; the same command then goes on where this one ended."
        ) from error


def recover_all(spool: Path, load: Callable[[Path], None]) -> None:
    """Load what collections that were killed have left, of whichever source."""
    for folder in sorted(path for path in spool.glob("*") if path.is_dir()):
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue  # it is being collected now
        try:
            for path in recover(folder):
                load(path)
        finally:
            lock.release()
