"""Tables as formats: a mapping and the way to read its files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.format import Format, Located, Rejected
from loaders.tables.convert import Converter
from loaders.tables.grouping import blocks_together
from loaders.tables.mapping import Mapping
from loaders.tables.mapping_yaml import parse_mapping
from loaders.tables.rows import csv_blocks, header_of, jsonl_blocks, parquet_blocks, shape_of
from marionet.errors import LoadError, UsageError

_FOLDER = Path(__file__).parent.parent / "formats"

MAPPINGS: tuple[str, ...] = tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))
"""Names of the mappings that come with the program."""


@lru_cache
def shipped(name: str) -> Mapping:
    """Return a mapping that comes with the program."""
    return parse_mapping((_FOLDER / f"{name}.yaml").read_text("utf-8"), name)


def find_mapping(wanted: str) -> Mapping:
    """Return a mapping by its name, or from a YAML file.

    Raises:
        UsageError: There is no such mapping, or it has a mistake.
    """
    if wanted in MAPPINGS:
        return shipped(wanted)
    path = Path(wanted)
    if not path.is_file():
        raise UsageError(
            f"There is no mapping {wanted!r}. Give a YAML file or one of: {', '.join(MAPPINGS)}."
        )
    try:
        return parse_mapping(path.read_text("utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise UsageError(f"The mapping {path.name} is not UTF-8.") from error


def table_format(wanted: str) -> Format:
    """Return the format of tables that this mapping describes."""
    return _form(find_mapping(wanted))


def recognise_table(path: Path, head: bytes) -> Format | None:
    """Return the format of a table that has the columns of a shipped mapping; else None."""
    columns = _columns(path, head)
    fitting = [m for m in map(shipped, MAPPINGS) if m.match and columns.issuperset(m.match)]
    return _form(max(fitting, key=lambda mapping: len(mapping.match))) if fitting else None


def _columns(path: Path, head: bytes) -> frozenset[str]:
    shape = shape_of(head)
    if shape == "csv":
        return frozenset(header_of(head.split(b"\n", 1)[0], "utf-8-sig", None))
    if shape == "jsonl":
        return frozenset()
    try:
        return frozenset(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as error:
        raise LoadError(
            f"{path.name} is a damaged Parquet file ({error}). Get it again."
        ) from error


def _form(mapping: Mapping) -> Format:
    converter = Converter(mapping)

    def read(file: BinaryIO) -> Iterator[Located | Rejected]:
        blocks = _blocks(file, mapping)
        return blocks_together(blocks, converter.keys) if mapping.merge else blocks

    return Format(
        name=mapping.name,
        title=mapping.title,
        family=mapping.family,
        example=mapping.example,
        notes=mapping.notes,
        sniff=lambda _: 0.0,
        read=read,
        read_once=mapping.merge,
        to_columns=converter.convert,
        options={"mapping": mapping.name, "mapping_sha256": mapping.digest},
    )


def _blocks(file: BinaryIO, mapping: Mapping) -> Iterator[Located | Rejected]:
    head = file.peek(64) if hasattr(file, "peek") else b""  # type: ignore[attr-defined]
    shape = shape_of(head)
    if shape == "jsonl":
        yield from jsonl_blocks(file)
        return
    items = (
        parquet_blocks(file)
        if shape == "parquet"
        else csv_blocks(file, mapping.encoding, mapping.delimiter)
    )
    for item in items:
        if isinstance(item, list):
            _check_columns(mapping, item)
        else:
            yield item


def _check_columns(mapping: Mapping, header: list[str]) -> None:
    if absent := sorted(_needed(mapping).difference(header)):
        there = ", ".join(header[:40]) or "none"
        raise LoadError(
            f"The mapping {mapping.name} names the column {absent[0]!r}, which the file has not. "
            f"Its columns are: {there}."
        )


def _needed(mapping: Mapping) -> frozenset[str]:
    """Return the columns that a file must have; fields of objects in cells stand in the cells."""
    opened = tuple(f"{column}." for column in mapping.cells)
    inner = (column for column in mapping.columns if opened and column.startswith(opened))
    return mapping.columns.difference(inner) | mapping.cells
