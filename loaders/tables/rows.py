"""Rows of a table, in blocks of columns, from CSV, Parquet or JSON Lines."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.format import Located, Rejected
from loaders.reading.lines import MAX_RECORD_BYTES, read_json_lines, shown
from loaders.tables.block import BLOCK_ROWS, Block, block_of_rows
from loaders.tables.cells import flat
from marionet.errors import LoadError

PARQUET = b"PAR1"
PIECE_BYTES = 1 << 20
_DELIMITERS = (",", "\t", ";", "|")

csv.field_size_limit(MAX_RECORD_BYTES)


def shape_of(head: bytes) -> str:
    """Return `parquet`, `jsonl` or `csv` from the first bytes of a file."""
    if head.startswith(PARQUET):
        return "parquet"
    return "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def header_of(first_line: bytes, encoding: str, delimiter: str | None) -> list[str]:
    """Return the column names in the first line of a CSV file; empty where it is no text."""
    try:
        text = first_line.decode(encoding).strip("\r\n")
        return next(csv.reader([text], delimiter=delimiter or guess_delimiter(text)), [])
    except (UnicodeDecodeError, csv.Error):
        return []


def guess_delimiter(header: str) -> str:
    """Return the delimiter that stands most often in the header."""
    return max(_DELIMITERS, key=header.count)


def read_csv(
    file: BinaryIO, encoding: str, delimiter: str | None
) -> Iterator[list[str] | Located | Rejected]:
    """Yield what `csv_blocks` does, row by row: each a dictionary."""
    return _one_by_one(csv_blocks(file, encoding, delimiter))


def _one_by_one(
    items: Iterable[list[str] | Located | Rejected],
) -> Iterator[list[str] | Located | Rejected]:
    for item in items:
        if isinstance(item, Located):
            block: Block = item.value
            for number, place in enumerate(block.offsets):
                yield Located(place, block.row(number))
        else:
            yield item


def csv_blocks(
    file: BinaryIO, encoding: str, delimiter: str | None
) -> Iterator[list[str] | Located | Rejected]:
    """Yield the header (a list), then the rows in blocks; the offset of a row is its first line.

    Raises:
        LoadError: The first line is no header.
    """
    lines = _text_lines(file, encoding)
    first = next(lines, "")
    lines = chain([first], lines)
    reader = csv.reader(lines, delimiter=delimiter or guess_delimiter(first))
    try:
        header = [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise LoadError(f"The first line holds no column names ({error}).") from error
    if not _encodable(header):
        raise LoadError(f"The first line is not {encoding}. Say which encoding it is in a mapping.")
    yield header
    for item in _csv_pieces(reader):
        if isinstance(item, Rejected):
            yield item
            continue
        places, rows = item
        if set(map(len, rows)) != {len(header)}:
            for place, row in zip(places, rows, strict=True):
                if row and len(row) != len(header):
                    reason = f"the row has {len(row)} fields, the header {len(header)}"
                    yield Rejected(place, reason, row)
            fits = [len(row) == len(header) for row in rows]
            places, rows = list(compress(places, fits)), list(compress(rows, fits))
        if rows:
            yield from _csv_block(header, rows, places)


def _csv_pieces(reader: Any) -> Iterator[tuple[Sequence[int], list[list[str]]] | Rejected]:
    """Yield the rows, `BLOCK_ROWS` at once, with the first line of each; blank ones are empty."""
    while True:
        line = reader.line_num
        rows: list[list[str]] = []
        reason = ""
        try:
            rows.extend(islice(reader, BLOCK_ROWS))
        except csv.Error as error:  # the rows before are there
            reason = f"the row is no CSV ({error})"
        places = _places(rows, line, reader.line_num) if not reason else _counted(rows, line)
        if rows:
            yield places[: len(rows)], rows
        if reason:
            at = places[len(rows)]
            yield Rejected(at, reason, None)
        elif len(rows) < BLOCK_ROWS:
            return


def _places(rows: Sequence[list[str]], before: int, last: int) -> Sequence[int]:
    """Return the first line of each row; `before` and `last`: lines read before and by now."""
    if last - before == len(rows):
        return range(before + 1, last + 1)
    return _counted(rows, before)[:-1]


def _counted(rows: Sequence[list[str]], before: int) -> list[int]:
    """Return the first line of each row, and of what follows, from the line ends in the cells."""
    lengths = (1 + sum(cell.count("\n") for cell in row) for row in rows)
    return list(accumulate(lengths, initial=before + 1))


def _csv_block(
    header: list[str], rows: list[list[str]], places: Sequence[int]
) -> Iterator[Located | Rejected]:
    """Yield rows as a block, and those that hold bytes of another encoding as rejects."""
    columns = list(zip(*rows, strict=True))
    if not all(map(_encodable, columns)):
        good = [number for number, row in enumerate(rows) if _encodable(row)]
        for number in sorted({*range(len(rows))}.difference(good)):
            raw = "\x1f".join(rows[number]).encode("utf-8", "surrogateescape")
            reason = "the row is not in the encoding of the file"
            yield Rejected(places[number], reason, shown(raw))
        places = [places[number] for number in good]
        columns = list(zip(*(rows[number] for number in good), strict=True))
    if places:
        yield Located(
            places[0], Block(dict(zip(header, columns, strict=True)), places), len(places)
        )


def _encodable(texts: Sequence[str]) -> bool:
    """Whether texts hold no byte that could not be decoded."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True


def _text_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the lines with their ends; one that is too long comes in pieces."""
    later = encoding.removesuffix("-sig")  # only the first line can carry a byte order mark
    rest = b""
    while piece := file.read(PIECE_BYTES):
        rest += piece
        end = rest.rfind(b"\n") + 1
        if not end and len(rest) < MAX_RECORD_BYTES:
            continue
        end = end or len(rest)
        # Only `\n` ends a line, as in an editor: numbers of lines must be those that a person sees.
        yield from io.StringIO(rest[:end].decode(encoding, "surrogateescape"), newline="\n")
        rest, encoding = rest[end:], later
    yield from io.StringIO(rest.decode(encoding, "surrogateescape"), newline="\n")


def read_parquet(file: BinaryIO) -> Iterator[list[str] | Located | Rejected]:
    """Yield what `parquet_blocks` does, row by row."""
    return _one_by_one(parquet_blocks(file))


def parquet_blocks(file: BinaryIO) -> Iterator[list[str] | Located]:
    """Yield the column names (a list), then the rows in blocks; offsets are row numbers from 1.

    Raises:
        LoadError: The file is damaged.
    """
    # Parquet is read from its end, and the vault gives a stream.
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy, 1 << 20)
        try:
            table = pq.ParquetFile(copy)
            names = table.schema_arrow.names
            yield names
            first = 1
            for batch in table.iter_batches(batch_size=BLOCK_ROWS):
                columns = dict(zip(names, map(_values, batch.columns), strict=True))
                places = range(first, first + batch.num_rows)
                yield Located(first, Block(columns, places), len(places))
                first += batch.num_rows
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
            raise LoadError(f"The Parquet file is damaged ({error}). Get it again.") from error


def _values(column: pa.Array) -> list[Any]:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.to_numpy(zero_copy_only=False).tolist()  # four times as fast as to_pylist
    return column.to_pylist()


def read_jsonl(file: BinaryIO) -> Iterator[list[str] | Located | Rejected]:
    """Yield what `jsonl_blocks` does, row by row."""
    return _one_by_one(jsonl_blocks(file))


def jsonl_blocks(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield the objects of JSON Lines in blocks; a field inside another is named `outer.inner`."""
    rows: list[dict[str, Any]] = []
    places: list[int] = []
    for item in read_json_lines(file):
        if isinstance(item, Rejected):
            yield item
        elif not isinstance(item.value, dict):
            yield Rejected(item.offset, "the line is no JSON object", item.value)
        else:
            rows.append(flat(item.value))
            places.append(item.offset)
            if len(rows) == BLOCK_ROWS:
                yield Located(places[0], block_of_rows(rows, places), len(rows))
                rows, places = [], []
    if rows:
        yield Located(places[0], block_of_rows(rows, places), len(rows))
