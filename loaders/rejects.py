"""The file of records that could not be read: each with its place, the reason and itself."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import TracebackType

import msgspec

from loaders.format import Rejected

MAX_SHOWN_CHARACTERS = 100_000


class RejectWriter:
    """Writes `rejects.jsonl` and counts; the file is only made when there is something in it."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.count = 0
        self.reasons: Counter[str] = Counter()
        self._name = name
        self._file = None

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

    def add(self, rejected: Rejected) -> None:
        """Write one reject."""
        if self._file is None:
            self._file = self.path.open("wb")
        self.count += 1
        if len(self.reasons) < 1000 or rejected.reason in self.reasons:
            self.reasons[rejected.reason] += 1
        line: dict[str, object] = {
            "file": self._name,
            "line": rejected.offset,
            "reason": rejected.reason,
            "record": rejected.record,
        }
        self._file.write(_encoded(line) + b"\n")


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
