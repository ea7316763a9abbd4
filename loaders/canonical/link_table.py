"""A table of short links and their targets, from a file that somebody made elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa

from loaders.canonical.missing import known
from loaders.canonical.url import canonical_url
from marionet.errors import LoadError
from vault.links import LINKS

MAX_BYTES = 256 << 20
_SHORT = ("short", "short_url", "url_short", "短链接")
_TARGET = ("target", "target_url", "long", "long_url", "url_long", "expanded_url", "长链接")


@dataclass(frozen=True, slots=True)
class LinkRows:
    """What a file says.

    Attributes:
        rows: Columns of `vault.links.LINKS`, short links distinct.
        open: Rows whose target is still blank.
        unread: Rows of which one side is no web address.
        same: Rows whose short link is its own target.
    """

    rows: pa.Table
    open: int
    unread: int
    same: int


def read_link_table(content: bytes, name: str) -> LinkRows:
    """Read CSV, TSV or JSON Lines with the columns `short` and `target`.

    Args:
        content: The whole file.
        name: What to call it in a message.

    Raises:
        LoadError: It is too big, no text, has not the columns, gives one short link two targets,
            or resolves nothing.
    """
    if len(content) > MAX_BYTES:
        raise LoadError(f"{name} is bigger than {MAX_BYTES >> 20} MB; split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadError(f"{name} is no UTF-8 text (byte {error.start}). Convert it.") from error
    found: dict[str, tuple[str, str]] = {}
    still_open = unread = same = 0
    for number, short_seen, target_seen in _pairs(text, name):
        if target_seen is None:
            still_open += 1
            continue
        short, target = canonical_url(short_seen or ""), canonical_url(target_seen)
        if short is None or target is None:
            unread += 1
        elif short.url == target.url:
            same += 1
        elif found.setdefault(short.url, (target.url, target.domain))[0] != target.url:
            raise LoadError(
                f"{name}, row {number}: {short.url} leads to {target.url} here and to "
                f"{found[short.url][0]} above. Keep one of the two rows."
            )
    if not found:
        raise LoadError(
            f"{name} resolves no link ({still_open} targets are blank, {unread} rows hold no web "
            "address). It needs the columns short and target."
        )
    rows = [(short, *target) for short, target in sorted(found.items())]
    arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return LinkRows(pa.Table.from_arrays(arrays, schema=LINKS), still_open, unread, same)


def _pairs(text: str, name: str) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield row number (from 1, the header not counted), short link and target."""
    rows = _json_rows(text, name) if text.lstrip().startswith("{") else _table_rows(text)
    short = target = ""
    for number, row in enumerate(rows, 1):
        if not short or short not in row or target not in row:
            short = next((column for column in _SHORT if column in row), "")
            target = next((column for column in _TARGET if column in row), "")
            if not short or not target:
                raise LoadError(
                    f"{name}, row {number}: there is no column short or no column target "
                    f"(there is: {', '.join(map(str, row))[:200]})."
                )
        yield number, _text(row[short]), _text(row[target])


def _text(value: Any) -> str | None:
    return known(value.strip()) if isinstance(value, str) else None


def _table_rows(text: str) -> Iterator[dict[str, Any]]:
    head = text.partition("\n")[0]
    delimiter = "\t" if "\t" in head else ";" if ";" in head and "," not in head else ","
    yield from csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)


def _json_rows(text: str, name: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=dict[str, Any])
            except (msgspec.DecodeError, msgspec.ValidationError) as error:
                raise LoadError(f"{name}:{number} is no JSON object ({error}).") from error
