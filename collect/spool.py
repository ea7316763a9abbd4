"""Segments: what was received, on disk, until it is in the vault.

A segment is two files of one stem. `STEM.jsonl` holds the messages as received, one a line;
`STEM.body` an answer over HTTP as received, packed or not. `STEM.capture` tells how it came about,
as JSON Lines: what was asked of whom, when what was received, what is missing. Both are flushed to
disk at every `sync`; what a killed process has left is mended by `recover`.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import msgspec

from collect.moments import iso, now_us, stamp
from vault.folders import flush

LINES = ".jsonl"
BODY = ".body"
LOG = ".capture"
CHUNK_BYTES = 1 << 20


class Header(msgspec.Struct, frozen=True):
    """First line of the log of a segment: all that is needed to load it.

    Attributes:
        source: Kind of source: jetstream, mastodon, feed.
        name: Beginning of the names of its segments: a host.
        url: What is captured, without credentials.
        format: Name of the format to load it with.
        collection: Collection that it goes into.
        program: Name and version of the program.
        started_at: Time of the first receipt, ISO 8601; empty in a template.
        event: Mark of this line.
    """

    source: str
    name: str
    url: str
    format: str
    collection: str
    program: str
    started_at: str = ""
    event: str = "capture"


class Segment:
    """Messages of a stream, one a line, and their log.

    Args:
        folder: Spool of the source.
        header: What is captured.
        at_us: Time of the first receipt.
    """

    def __init__(self, folder: Path, header: Header, at_us: int) -> None:
        stem = f"{header.name}-{stamp(at_us)}"
        self.path = folder / (stem + LINES)
        self.started_us = at_us
        self.size = 0
        self.lines = 0
        self._digest = hashlib.sha256()
        self._synced = 0  # lines
        self._first_us = self._last_us = at_us
        self._log = (folder / (stem + LOG)).open("xb")
        self.note(msgspec.structs.replace(header, started_at=iso(at_us)))
        self._log.flush()
        self._raw = self.path.open("xb", buffering=CHUNK_BYTES)
        flush(folder)

    def append(self, raw: bytes, at_us: int) -> None:
        """Add a message. A line break in it becomes a space, and the log says where it was."""
        if b"\n" in raw:
            breaks = [at for at, byte in enumerate(raw) if byte == 10]
            self.note({"event": "line-breaks", "line": self.lines + 1, "bytes": breaks})
            raw = raw.replace(b"\n", b" ")
        line = raw + b"\n"
        self._raw.write(line)
        self._digest.update(line)
        if self.lines == self._synced:
            self._first_us = at_us
        self._last_us = at_us
        self.size += len(line)
        self.lines += 1

    def note(self, entry: Header | dict[str, Any]) -> None:
        """Add a line to the log."""
        self._log.write(msgspec.json.encode(entry) + b"\n")

    def sync(self) -> None:
        """Have the disk keep all that was added."""
        if self.lines > self._synced:
            times = {"first": iso(self._first_us), "last": iso(self._last_us)}
            self.note({"event": "received", "lines": [self._synced + 1, self.lines], **times})
        for file in (self._log, self._raw):
            file.flush()
            os.fsync(file.fileno())
        self._synced = self.lines

    def close(self) -> None:
        """End the segment; the log says how long it is and what its bytes hash to."""
        if self._raw.closed:
            return
        self.sync()
        self.note(_end(self.size, self._digest.hexdigest()))
        self.sync()
        self.abandon()

    def abandon(self) -> None:
        """Let go of the files as they are, as a killed process would: the disk is full."""
        for file in (self._log, self._raw):
            try:
                file.close()
            except OSError:
                continue


def keep_body(
    folder: Path, header: Header, body: bytes, at_us: int, notes: list[dict[str, Any]]
) -> Path:
    """Keep one answer over HTTP as a segment of its own; it is there whole or not at all.

    Returns:
        The path of the body.
    """
    stem = f"{header.name}-{stamp(at_us)}"
    first = msgspec.structs.replace(header, started_at=iso(at_us))
    end = _end(len(body), hashlib.sha256(body).hexdigest())
    with (folder / (stem + LOG)).open("xb") as log:
        for entry in (first, *notes, end):
            log.write(msgspec.json.encode(entry) + b"\n")
        log.flush()
        os.fsync(log.fileno())
    new = folder / (stem + ".new")
    with new.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    final = folder / (stem + BODY)
    new.rename(final)
    flush(folder)
    return final


def log_of(path: Path) -> Path:
    """Return the log of a segment."""
    return path.with_suffix(LOG)


def header_of(path: Path) -> Header:
    """Return the header of a segment."""
    with log_of(path).open("rb") as log:
        return msgspec.json.decode(log.readline(), type=Header)


def recover(folder: Path) -> list[Path]:
    """Mend what a killed process has left in a spool; return its segments, oldest first.

    A line that was not written whole is cut off: the next collection asks for it again.
    """
    for left in folder.glob("*.new"):
        left.unlink()
    found: list[Path] = []
    for log in sorted(folder.glob("*" + LOG)):
        lines, body = log.with_suffix(LINES), log.with_suffix(BODY)
        _cut_torn_line(log)
        if lines.exists():
            _cut_torn_line(lines)
        path = body if body.exists() else lines
        if not path.exists() or not path.stat().st_size or not log.stat().st_size:
            path.unlink(missing_ok=True)
            log.unlink()
            continue
        _end_log(log, path)
        found.append(path)
    return found


def remove(path: Path) -> None:
    """Take a segment out of the spool: the vault has it."""
    path.unlink()
    log_of(path).unlink()
    flush(path.parent)


def _end(size: int, sha256: str) -> dict[str, Any]:
    return {"event": "end", "at": iso(now_us()), "bytes": size, "sha256": sha256}


def _end_log(log: Path, path: Path) -> None:
    """Write the last line of a log that a killed process could not write."""
    last = log.read_bytes().splitlines()[-1]
    if msgspec.json.decode(last).get("event") == "end":
        return
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    entry = {**_end(path.stat().st_size, sha256), "recovered": True}
    with log.open("ab") as file:
        file.write(msgspec.json.encode(entry) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _cut_torn_line(path: Path) -> None:
    """Cut off what stands after the last line break."""
    with path.open("rb+") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - CHUNK_BYTES)
            file.seek(start)
            at = file.read(end - start).rfind(b"\n")
            if at >= 0:
                file.truncate(start + at + 1)
                return
            end = start
        file.truncate(0)
