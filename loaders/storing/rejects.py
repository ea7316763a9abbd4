"""The file of records that could not be read: each with its place, the reason and itself."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import msgspec

from loaders.format import Rejected
from loaders.storing.checkpoint import RejectState
from vault.folders import flush

MAX_SHOWN_CHARACTERS = 100_000


class RejectWriter:
    """Writes `rejects.jsonl` and counts; the file is only made when there is something in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self._file: BinaryIO | None = None

    def __enter__(self) -> RejectWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Have all of it on disk; nothing can be added afterwards."""
        if self._file is not None:
            self._file.close()

    def state(self) -> RejectState:
        """Have the disk keep the rejects so far; return what `restore` takes."""
        size = 0
        if self._file is not None:
            self._file.flush()
            flush(self.path)
            size = self._file.tell()
        return RejectState(self.count, size, dict(self.reasons))

    def restore(self, state: RejectState) -> bool:
        """Go on from a state that the file had; False where the file is shorter."""
        there = self.path.stat().st_size if self.path.exists() else 0
        if there < state.size:
            return False
        if state.size:
            self._file = self.path.open("r+b")
            self._file.truncate(state.size)
            self._file.seek(state.size)
        else:
            self.path.unlink(missing_ok=True)
        self.count = state.count
        self.reasons = Counter(state.reasons)
        return True

    def join(self, other: RejectWriter) -> None:
        """Take over the rejects of another file, which is closed, and remove its file."""
        if not other.count:
            return
        if self._file is None:
            self._file = self.path.open("wb")
        with other.path.open("rb") as file:
            shutil.copyfileobj(file, self._file)
        other.path.unlink()
        self.count += other.count
        self.reasons.update(other.reasons)

    def add(self, reason: str, line: bytes) -> None:
        """Write one reject.

        Args:
            reason: Why it is one.
            line: What `reject_line` made of it.
        """
        if self._file is None:
            self._file = self.path.open("wb")
        self.count += 1
        if len(self.reasons) < 1000 or reason in self.reasons:
            self.reasons[reason] += 1
        self._file.write(line)


def reject_line(name: str, rejected: Rejected) -> bytes:
    """Return a reject as a line of `rejects.jsonl`; `name` is that of its file."""
    line: dict[str, object] = {
        "file": name,
        "line": rejected.offset,
        "reason": rejected.reason,
        "record": rejected.record,
    }
    return _encoded(line) + b"\n"


def _encoded(line: dict[str, object]) -> bytes:
    try:
        encoded = msgspec.json.encode(line, enc_hook=str)
    except (UnicodeEncodeError, RecursionError, TypeError, ValueError):
        # Half characters have no UTF-8: ASCII with escapes holds them.
        encoded = json.dumps({**line, "record": repr(line["record"])}).encode("ascii")
    if len(encoded) <= MAX_SHOWN_CHARACTERS:
        return encoded
    cut = encoded[:MAX_SHOWN_CHARACTERS].decode("utf-8", "ignore")
    return msgspec.json.encode({**line, "record": cut, "cut": True})
