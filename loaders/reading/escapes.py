r"""JSON with an escape that JSON has not: `\x0B`, as Telegram Desktop writes control characters."""

from __future__ import annotations

import re

from loaders.reading.json_text import ByteFile
from loaders.reading.lines import CHUNK_BYTES

# Taken pair by pair from the left, so that `\\\\x0B` (a backslash, then x0B) stays what it is.
_ESCAPE = re.compile(rb"\\(?:x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_MENDED = "\ufffd ".encode()  # four bytes for four: every offset stays that of the file
_MAX_HELD = 4096


class MendedEscapes:
    r"""A file whose escapes `\xNN` are replaced by the sign for an unknown character."""

    def __init__(self, file: ByteFile) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        """Return the next bytes, about `size` of them."""
        chunk = self._file.read(max(size, CHUNK_BYTES))
        # An escape may go on in the next chunk: one that has begun is waited for.
        held = 0
        while b"\\" in chunk[-4:] and held < _MAX_HELD and (more := self._file.read(4)):
            chunk += more
            held += len(more)
        return _ESCAPE.sub(_mend, chunk) if b"\\x" in chunk else chunk


def _mend(found: re.Match[bytes]) -> bytes:
    return _MENDED if found[0][1:2] == b"x" and len(found[0]) == 4 else found[0]
