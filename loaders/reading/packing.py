"""What a file is wrapped in: gzip, Zstandard, bzip2 and xz are undone, UTF-16 becomes UTF-8."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO, cast

import zstandard

from marionet.errors import LoadError

MAX_RATIO = 1000
"""Unpacked bytes per packed byte that are believed, beyond `RATIO_FROM_BYTES`."""
RATIO_FROM_BYTES = 1 << 28
BUFFER_BYTES = 1 << 20

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_BZIP2 = b"BZh"
_XZ = b"\xfd7zXZ\x00"
_MAX_WINDOW_BYTES = 1 << 27  # what `zstd -d` accepts without being asked
_MAX_XZ_BYTES = 1 << 28

DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError, lzma.LZMAError)
"""What the unpackers raise when the data is not what it should be; bz2 raises OSError."""


@contextmanager
def unpacked(file: BinaryIO, name: str) -> Generator[BinaryIO]:
    """Open what is inside a packed file; anything else as it is; text in UTF-16 as UTF-8.

    Raises:
        LoadError: The packed data is damaged, ends too early, or unpacks to nonsensically much.
    """
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[arg-type]
    with ExitStack() as stack:
        try:
            inner = _opened(buffered, stack)
            if inner is not buffered:
                inner = _buffered(_Guarded(inner, buffered, name))
            yield _as_utf8(inner)
        except DAMAGED as error:
            raise damaged(name, error) from error
        except OSError as error:
            if str(error).startswith("Invalid data stream"):
                raise damaged(name, error) from error
            raise


def damaged(name: str, error: Exception) -> LoadError:
    """Return the sentence about a packed file that cannot be unpacked."""
    return LoadError(f"{name} is damaged: it cannot be unpacked ({error}). Get the file again.")


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, BUFFER_BYTES)


def _opened(file: io.BufferedReader, stack: ExitStack) -> io.BufferedReader:
    magic = file.peek(6)[:6]
    if magic.startswith(_GZIP):
        inner = stack.enter_context(gzip.GzipFile(fileobj=file))
    elif magic.startswith(_ZSTD):
        unpacker = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW_BYTES)
        inner = stack.enter_context(unpacker.stream_reader(file, read_across_frames=True))
    elif magic.startswith(_BZIP2) and magic[3:4].isdigit():
        inner = stack.enter_context(bz2.BZ2File(file))
    elif magic == _XZ:
        inner = stack.enter_context(lzma.LZMAFile(file))  # noqa: SIM115 - the stack closes it
    else:
        return file
    return cast("io.BufferedReader", inner)


class _Guarded(io.RawIOBase):
    """An unpacked stream that ends in an error where it is a bomb."""

    def __init__(self, inner: BinaryIO, packed: io.BufferedReader, name: str) -> None:
        self._inner = inner
        self._packed = packed
        self._name = name
        self._passed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        piece = self._inner.read(len(buffer))
        buffer[: len(piece)] = piece
        self._passed += len(piece)
        if self._passed > RATIO_FROM_BYTES and self._passed > MAX_RATIO * self._packed.tell():
            raise LoadError(
                f"{self._name} unpacks to more than {MAX_RATIO} times its size: that is no export. "
                "Unpack it by hand if it is one after all."
            )
        return len(piece)


class _Utf8(io.RawIOBase):
    """Text in UTF-16 as UTF-8; what is no character becomes bytes that are no UTF-8."""

    def __init__(self, inner: BinaryIO, encoding: str) -> None:
        self._inner = inner
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._rest = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        while not self._rest and not self._ended:
            chunk = self._inner.read(BUFFER_BYTES)
            self._ended = not chunk
            self._rest = self._text(chunk).encode("utf-8", "surrogatepass")
        piece = self._rest[: len(buffer)]
        self._rest = self._rest[len(piece) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def _text(self, chunk: bytes) -> str:
        try:
            return self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError:  # half a character at the very end
            return "\ufffd"


def _as_utf8(file: io.BufferedReader) -> io.BufferedReader:
    mark = file.peek(4)[:4]
    if mark.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return _buffered(_Utf8(file, "utf-32"))
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _buffered(_Utf8(file, "utf-16"))
    return file
