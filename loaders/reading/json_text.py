"""A long text of JSON, taken value by value, in the memory of one value and one chunk.

Python's own decoder takes a value out of the middle of a text at some 100 MB/s and says where it
ended, so that every record has its byte; an event-wise parser is ten times slower.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from typing import Any, Protocol

from loaders.format import Rejected
from loaders.reading.lines import CHUNK_BYTES, shown

SPACE = re.compile("[ \t\r\n\ufeff]*+")
SEPARATORS = re.compile("[ \t\r\n\ufeff,]*+")
# Names with an escape are left to the decoder.
_NAME = re.compile('"([^"\\\\\x00-\x1f]*+)"[ \t\r\n\ufeff]*+:')

_LIST = re.compile("[ \t\r\n\ufeff]*+:[ \t\r\n\ufeff]*+\\[")


class ByteFile(Protocol):
    """What a document is read from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, `size` of them at most."""
        ...


class BrokenError(ValueError):
    """The document cannot be read any further."""

    def __init__(self, reason: str, at: int, piece: str) -> None:
        super().__init__(reason)
        self.at = at
        self.piece = piece


class JsonText:
    """The text of a file, of which one value and one chunk are held.

    Attributes:
        length: Of the value that was taken last, in characters.
    """

    def __init__(self, file: ByteFile, limit: int) -> None:
        self._file = file
        self._limit = limit
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._decode = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._counted = 0  # the bytes up to here are in `_passed`
        self._passed = 0
        self._clean = True  # whether nothing in `_text` may be half a character
        self._ended = False
        self.length = 0

    def offset(self) -> int:
        """Return how many bytes of the file were before this."""
        if self._counted != self._at:
            piece = self._text[self._counted : self._at]
            ascii_only = piece.isascii()
            size = len(piece) if ascii_only else len(piece.encode("utf-8", "surrogateescape"))
            self._passed += size
            self._counted = self._at
        return self._passed

    def next(self, gap: re.Pattern[str]) -> str:
        """Drop what separates values; return the next character, or nothing at the end."""
        while True:
            found = gap.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def need(self, gap: re.Pattern[str]) -> str:
        """Return the next character; there must be one."""
        found = self.next(gap)
        if not found:
            raise self._broken("the document ends in the middle")
        return found

    def take(self) -> None:
        """Drop one character."""
        self._at += 1

    def name(self) -> str:
        """Take the name of a member, which begins here, and its colon."""
        plain = _NAME.match(self._text, self._at) if self._clean else None
        if plain:
            self._at = plain.end()
            return plain[1]
        found = self.value()
        if not isinstance(found, str):
            raise self._broken("the name of a member is no text")
        if self.need(SPACE) != ":":
            raise self._broken("a colon is missing")
        self.take()
        return found

    def value(self) -> Any:
        """Take a value; it is a `Rejected` where it is not UTF-8."""
        self.need(SPACE)
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except RecursionError:
                raise self._broken("the JSON is nested too deeply") from None
            except json.JSONDecodeError as error:
                # It may only be cut off by the chunk: tried again with more text.
                if len(self._text) - self._at > self._limit:
                    raise self._broken(f"no JSON value within {self._limit >> 20} MB") from None
                if not self._more():
                    raise self._broken(f"not JSON or cut off ({error.msg})") from None
                continue
            except ValueError:  # Python reads no integer of more than 4,300 digits
                raise self._broken("a number has too many digits") from None
            if end == len(self._text) and self._more():
                continue  # a number may go on in the next chunk
            break
        rejected = None if self._clean else self._rejected(value, end)
        self.length = end - self._at
        self._at = end
        return rejected or finite(value)

    def small_object(self, most: int) -> tuple[dict[str, Any], int] | None:
        """Return the object that begins here, and where it ends for `skip`; nothing is taken.

        None where it has more than `most` characters, or is not at hand, or is not clean.
        """
        if not self._clean:
            return None
        try:
            value, end = self._decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        return (value, end) if end - self._at <= most else None

    def list_in(self, name: str, end: int) -> bool:
        """Go to the list that is the member `name` of the object which begins here.

        False, and nothing is taken, where the name stands in it before `end` more than once.
        """
        quoted = f'"{name}"'
        if self._text.count(quoted, self._at, end) != 1:
            return False
        found = _LIST.match(self._text, self._text.index(quoted, self._at) + len(quoted))
        self._at = found.end() - 1 if found else self._at
        return found is not None

    def skip(self, end: int) -> None:
        """Drop what is before a place that `small_object` returned."""
        self._at = end

    def _rejected(self, value: object, end: int) -> Rejected | None:
        """Return the value up to `end` as a reject where it is not UTF-8."""
        piece = self._text[self._at : end]
        try:
            piece.encode()
            if "\\ud" in piece or "\\uD" in piece:
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raw = piece.encode("utf-8", "surrogateescape")
            return Rejected(self.offset(), "the text is not UTF-8", shown(raw))
        return None

    def _more(self) -> bool:
        if self._ended:
            return False
        # A long value is tried again with twice of it each time: what is read twice stays little.
        chunk = self._file.read(max(CHUNK_BYTES, min(len(self._text) - self._at, self._limit)))
        self.offset()
        self._ended = not chunk
        self._text = self._text[self._at :] + self._decoder.decode(chunk, final=not chunk)
        self._at = self._counted = 0
        self._clean = _is_clean(self._text)
        return bool(chunk)

    def _broken(self, reason: str) -> BrokenError:
        raw = self._text[self._at : self._at + 2000].encode("utf-8", "surrogateescape")
        return BrokenError(reason, self.offset(), shown(raw))


def finite(value: Any) -> Any:
    """Return a value as it is, or None for a number that is none or has no end."""
    return None if type(value) is float and not math.isfinite(value) else value


def _is_clean(text: str) -> bool:
    """Whether no part of a text can be half a character, as such or by an escape."""
    if "\\ud" in text or "\\uD" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
