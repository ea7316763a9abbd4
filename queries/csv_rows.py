"""Rows as CSV that a spreadsheet may open: no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import json

from queries.run import Result
from queries.values import Json

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of(value: Json) -> str:
    """Return a value as text: lists and objects as JSON, what is not known as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def cell(value: Json) -> str:
    """Return a value as the text of a cell.

    Text that a spreadsheet would take for a formula gets a `'` in front: names and posts are
    written by strangers. Numbers stay as they are.
    """
    text = text_of(value)
    is_number = isinstance(value, int | float)
    return "'" + text if text.startswith(_FORMULA) and not is_number else text


def to_csv(result: Result) -> str:
    """Return the rows as CSV with a header (RFC 4180, UTF-8)."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(result.columns)
    writer.writerows([cell(row[name]) for name in result.columns] for row in result.rows)
    return written.getvalue()
