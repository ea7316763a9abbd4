"""Columns of a CSV or Parquet file as a table of strings and times."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from marionet.errors import LoadError, NotFound

_BLOCK_BYTES = 1 << 25
"""A row of CSV may be as long as this."""


def read_columns(path: Path, columns: Sequence[str], order: Sequence[str] = ()) -> pa.Table:
    """Read these columns of a CSV (also .gz, .zst, .bz2) or Parquet file.

    Args:
        path: The file; Parquet is known by its content.
        columns: Their names.
        order: What the columns of a CSV are when their number is this and their names are others.

    Returns:
        The columns in this order: those of CSV as strings, those of Parquet as they are.

    Raises:
        NotFound: There is no such file.
        LoadError: It cannot be read, or lacks a column.
    """
    if not path.is_file():
        raise NotFound(f"There is no file {path}. Check the name.")
    try:
        with path.open("rb") as file:
            parquet = file.read(4) == b"PAR1"
        if parquet:
            _need(path, columns, pq.read_schema(path).names)
            return pq.read_table(path, columns=list(columns)).select(columns)
        return _read_csv(path, columns, order)
    except pa.ArrowInvalid as error:
        reason = str(error).splitlines()[0].rstrip(".")
        raise LoadError(
            f"{path} cannot be read ({reason}). It must be CSV in UTF-8 with one header line, or "
            "Parquet."
        ) from error


def _read_csv(path: Path, columns: Sequence[str], order: Sequence[str]) -> pa.Table:
    with pa.input_stream(str(path), compression="detect") as stream:
        reading = pacsv.ReadOptions(block_size=_BLOCK_BYTES)
        parsing = pacsv.ParseOptions(newlines_in_values=True)
        if not stream.read(1):
            raise LoadError(f"{path} is empty. It must have a header line: {','.join(columns)}")
    with pa.input_stream(str(path), compression="detect") as stream:
        names = pacsv.open_csv(stream, reading, parsing).schema.names
    if len(names) == len(order) and not set(columns) <= set(names):
        reading.column_names, reading.skip_rows = list(order), 1
        names = order
    _need(path, columns, names)
    converting = pacsv.ConvertOptions(
        include_columns=list(columns), column_types=dict.fromkeys(columns, pa.string())
    )
    with pa.input_stream(str(path), compression="detect") as stream:
        return pacsv.read_csv(stream, reading, parsing, converting)


def _need(path: Path, columns: Sequence[str], there: Sequence[str]) -> None:
    missing = [name for name in columns if name not in there]
    if missing:
        raise LoadError(
            f"{path} has no column {', '.join(missing)}; it has {', '.join(there[:20])}. "
            f"Needed are {', '.join(columns)}: rename what means the same."
        )


def as_ids(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return ids as strings, null where there is none; 12.0 is 12, as tables with gaps have it."""
    if pa.types.is_floating(values.type):
        whole = pc.if_else(pc.is_finite(values), values, None)
        values = whole.cast(pa.int64()) if pc.all(_is_whole(whole)).as_py() is not False else whole
    texts = values.cast(pa.string())
    return pc.if_else(pc.equal(texts, ""), None, texts)


def _is_whole(values: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.equal(pc.floor(values), values)


def as_seconds(values: pa.ChunkedArray, path: Path, column: str) -> pa.ChunkedArray:
    """Return times as seconds since 1970 (float64), null where there is none.

    Numbers are seconds; texts are numbers, or dates as ISO 8601 writes them, UTC where no zone is
    named.

    Raises:
        LoadError: A text is neither.
    """
    if pa.types.is_timestamp(values.type):
        return pc.divide(values.cast(pa.timestamp("us")).cast(pa.int64()).cast(pa.float64()), 1e6)
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        seconds = values.cast(pa.float64())
        return pc.if_else(pc.is_finite(seconds), seconds, None)
    texts = pc.utf8_trim_whitespace(values)
    texts = pc.if_else(pc.is_in(texts, pa.array(["", "NA"])), None, texts)
    try:
        seconds = texts.cast(pa.float64())
    except pa.ArrowInvalid:
        return _from_dates(texts, path, column)
    return pc.if_else(pc.is_finite(seconds), seconds, None)


def _from_dates(texts: pa.ChunkedArray, path: Path, column: str) -> pa.ChunkedArray:
    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            times = texts.cast(kind).cast(pa.int64())
        except pa.ArrowInvalid:
            continue
        return pc.divide(times.cast(pa.float64()), 1e6)
    form = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^\d{4}-\d\d-\d\d"
    fits = pc.match_substring_regex(texts, form).fill_null(pa.scalar(value=True)).combine_chunks()
    at = pc.index(fits, pa.scalar(value=False)).as_py()
    example = f", row {at + 1}: {texts[at].as_py()!r} is no time" if at >= 0 else " mixes forms"
    raise LoadError(
        f"{path}: {column}{example}. Write seconds since 1970 in every row, or YYYY-MM-DD HH:MM:SS "
        "in every row."
    )
