"""What a format is: how it is recognised, how it is read, what its records mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from loaders.records import Record

if TYPE_CHECKING:
    from loaders.columns import ColumnChunk

SNIFF_BYTES = 1 << 16


class Located(msgspec.Struct, frozen=True, gc=False):
    """One raw record and where it stands in its file: line (from 1) or byte.

    `rows` is how many rows of the file it was made from.
    """

    offset: int
    value: Any
    rows: int = 1


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """A piece of a file that is no record: where, why, and the piece itself (or its beginning)."""

    offset: int
    reason: str
    record: Any


Reader = Callable[[BinaryIO], Iterator[Located | Rejected]]

FAMILIES = (
    "Marionet",
    "X / Twitter",
    "Weibo",
    "Chinese platforms",
    "Other platforms",
    "Tools",
    "Published sets",
)
"""What formats are grouped by, in the order in which they are listed."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a file from outside it.

    Attributes:
        name: Its name, or its path inside an archive; some exports say there whose it is.
        captured_us: When it was captured, where the user said so: relative times ("3分钟前") of
            records that do not carry the time of their own capture are counted back from it.
        platform: Short name of the platform, where the user said so: for files that do not say it.
        account: Whose file it is, where the user said so: for exports that do not name their owner.
        origin: How the file came about, kept among the options of its batch: for a capture, whence.
    """

    name: str = ""
    captured_us: int | None = None
    platform: str | None = None
    account: str | None = None
    origin: Mapping[str, str] = field(default_factory=dict[str, str])


NO_CONTEXT = Context()


def no_records(_raw: Any, _context: Context) -> Iterable[Record]:
    """Stand in for `to_records` in formats that have `to_columns`."""
    raise NotImplementedError("this format has columns, not records")


@dataclass(frozen=True, slots=True)
class Format:
    """One export format.

    `read`, `to_records` and `to_columns` of a bigger file run in processes of their own (see
    `loaders.storing.second_process`), in order. `read` sees the whole file and may remember what
    came before; the other two see only some of its records. None may change anything outside or
    start threads.

    Attributes:
        name: What `--format` takes.
        title: What it is, in a few words.
        family: Which of `FAMILIES` it belongs to.
        example: A short invented record as it stands in a file.
        sniff: Takes the first `SNIFF_BYTES` of a file (unpacked); returns how sure it is that the
            file has this format, 0 to 1. It must never raise.
        read: Takes the unpacked file; yields raw records, one by one.
        to_records: Takes one raw record and what is known about its file; yields posts, accounts
            and the rest of `records.Record`. Pure. Raises `records.BadRecord` or
            `msgspec.ValidationError` where the record cannot be understood.
        to_columns: In the place of `to_records` for tables: takes what `read` yields, which then is
            many rows at once, and returns their posts and accounts, and the rejects among them.
        notes: What a user should know: what is read, what is left in the original.
        read_once: Whether reading is the greater part of the work, or needs much memory: then one
            process reads where else two do, each for its share of the records.
        options: What else changes the meaning of the bytes, kept with the batch.
        siblings: Names of small files in the same folder or archive that `owner` wants to see.
        owner: Takes those of them that are there, by name; returns whose file it is, for
            `Context.account`, or None.
    """

    name: str
    title: str
    family: str
    example: str
    sniff: Callable[[bytes], float]
    read: Reader
    to_records: Callable[[Any, Context], Iterable[Record]] = no_records
    to_columns: Callable[[Any, Context], ColumnChunk] | None = None
    notes: str = ""
    read_once: bool = False
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    siblings: tuple[str, ...] = ()
    owner: Callable[[Mapping[str, bytes]], str | None] | None = None
