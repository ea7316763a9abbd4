"""The beginning of a table: to look at, or to try a mapping on."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.format import Located
from loaders.reading.csv_rows import encoding_of
from loaders.reading.sources import unpacked
from loaders.tables.rows import read_csv, read_jsonl, read_parquet, shape_of
from marionet.errors import LoadError, UsageError

PEEK_BYTES = 1 << 16
_UTF_8 = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Sample:
    """The column names and the first rows of a table, and how its text is encoded."""

    header: list[str]
    rows: list[dict[str, Any]]
    encoding: str = _UTF_8


def read_sample(path: Path, rows: int) -> Sample:
    """Return the beginning of a table, packed or not.

    Raises:
        UsageError: There is no such file.
        LoadError: It is no table.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    with path.open("rb") as raw, unpacked(raw, path.name) as file:
        sample = _sample(file, rows)
    if not sample.header or not sample.rows:
        raise LoadError(f"{path.name} holds no table: no header with rows below it was found.")
    return sample


def _sample(file: BinaryIO, rows: int) -> Sample:
    head: bytes = file.peek(PEEK_BYTES)[:PEEK_BYTES]  # type: ignore[attr-defined]
    shape = shape_of(head)
    if shape == "jsonl":
        found = itertools.islice((i for i in read_jsonl(file) if isinstance(i, Located)), rows)
        sample = [item.value for item in found]
        return Sample(list(dict.fromkeys(name for row in sample for name in row)), sample)
    encoding = _UTF_8 if shape == "parquet" else encoding_of(head)
    items = read_parquet(file) if shape == "parquet" else read_csv(file, encoding, None)
    first = next(iter(items), [])
    header = first if isinstance(first, list) else []
    located = (item for item in items if isinstance(item, Located))
    return Sample(header, [item.value for item in itertools.islice(located, rows)], encoding)


def write_head(source: Path, target: Path, rows: int) -> None:
    """Write the first rows of a table to a file of the same kind."""
    with source.open("rb") as raw, unpacked(raw, source.name) as file, target.open("wb") as out:
        head: bytes = file.peek(PEEK_BYTES)[:PEEK_BYTES]  # type: ignore[attr-defined]
        if shape_of(head) != "parquet":
            # A cell may hold line breaks: a few lines more than rows do no harm.
            out.writelines(itertools.islice(file, rows + 1))
            return
        shutil.copyfileobj(file, out)
    try:
        table = next(pq.ParquetFile(target).iter_batches(batch_size=rows))
        pq.write_table(pa.Table.from_batches([table]), target)
    except (pa.ArrowInvalid, StopIteration) as error:
        raise LoadError(f"{source.name} is a damaged or empty Parquet file.") from error
