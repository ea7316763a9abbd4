"""Columns of a block as texts, and the values that a mapping makes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from loaders.records import BadRecord
from loaders.tables.block import Block
from loaders.tables.cells import flat, read_literal
from loaders.tables.faults import Faults
from loaders.tables.mapping import Choice, Mapping, Template

Texts = Sequence[str | None]
Source = Template | Choice


class BlockTexts:
    """The columns of a block as texts, None where a value is missing; each is made once."""

    def __init__(self, block: Block, mapping: Mapping, faults: Faults) -> None:
        self.rows = len(block)
        self.columns: dict[str, Sequence[Any]] = dict(block.columns)
        self._missing = mapping.missing
        self._texts: dict[str, Texts] = {}
        self.nothing: Texts = [None] * self.rows
        for column in mapping.cells:
            self.columns |= _opened(column, self.column(column), faults)

    def column(self, name: str) -> Texts:
        """Return a column; one that is not there has no values."""
        if name not in self._texts:
            raw = self.columns.get(name)
            self._texts[name] = self.nothing if raw is None else self._known(raw)
        return self._texts[name]

    def _known(self, raw: Sequence[Any]) -> Texts:
        texts = raw if set(map(type, raw)) <= {str} else [_text_or_none(value) for value in raw]
        each = set(texts)
        gone = {text for text in each if text in self._missing or (text and text.isspace())}
        if not gone:
            return texts
        return self.nothing if gone == each else [None if t in gone else t for t in texts]

    def of(self, source: Source | None) -> Texts:
        """Return the values that a template or a choice gives."""
        if source is None:
            return self.nothing
        if isinstance(source, Choice):
            return self._chosen(source)
        if not source.pieces:
            return [source.tail] * self.rows
        if plain := plain_column(source):
            return self.column(plain)
        columns = [self.column(column) for _, column in source.pieces]
        before = [text for text, _ in source.pieces]
        return [
            None
            if None in values
            else "".join(a + b for a, b in zip(before, values, strict=True)) + source.tail
            for values in zip(*columns, strict=True)
        ]

    def _chosen(self, choice: Choice) -> Texts:
        column = self.column(choice.column)
        templates = {value: _result(choice, value or "") for value in set(column)}
        made = {template: self.of(template) for template in set(templates.values())}
        results = {value: made[template] for value, template in templates.items()}
        return [results[value][row] for row, value in enumerate(column)]


def plain_column(source: Source | None) -> str | None:
    """Return the column that a template consists of; None where it is more than one column."""
    if isinstance(source, Template) and len(source.pieces) == 1:
        [(before, column)] = source.pieces
        return None if before or source.tail else column
    return None


def _result(choice: Choice, value: str) -> Template | None:
    for case, result in choice.values:
        if value == case:
            return result
    for prefix, result in choice.prefixes:
        if value.startswith(prefix):
            return result
    return choice.otherwise


def _opened(column: str, texts: Texts, faults: Faults) -> dict[str, Sequence[Any]]:
    """Return the fields of the objects in a column as columns of their own."""

    def read(text: str) -> dict[str, Any]:
        value = read_literal(text, column)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise BadRecord(f"{column} {text[:40]!r} is no object")
        return flat(value, f"{column}.")  # pyright: ignore[reportUnknownArgumentType]

    rows = [row or {} for row in faults.read(read, texts)]
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: [row.get(name) for row in rows] for name in names}


def _text_or_none(value: Any) -> str | None:
    return None if value is None else as_text(value)


def as_text(value: Any) -> str:
    """Return a value of Parquet or JSON as it would stand in a CSV file."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | dict):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return "" if value is None else str(value)


def rest_of(texts: BlockTexts, used: frozenset[str]) -> Sequence[str | None]:
    """Return the columns without a place of their own as JSON objects; None where there is none."""
    names = [name for name in texts.columns if name not in used]
    present = [(name, texts.column(name)) for name in names]
    present = [(name, column) for name, column in present if any(column)]
    if not present:
        return texts.nothing
    encode: Callable[[Any], bytes] = msgspec.json.Encoder(enc_hook=str).encode
    names = [name for name, _ in present]
    raws = [texts.columns[name] for name in names]
    known = zip(*(column for _, column in present), strict=True)
    found: list[str | None] = []
    for values, marks in zip(zip(*raws, strict=True), known, strict=True):
        rest = dict(zip(names, values, strict=True))
        if None in marks:
            rest = {n: v for (n, v), m in zip(rest.items(), marks, strict=True) if m is not None}
        found.append(encode(rest).decode() if rest else None)
    return found
