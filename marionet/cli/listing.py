"""Rows on standard output: a table for people, CSV or JSON for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from marionet.cli.console import console


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str], form: Format) -> None:
    """Print these columns of the rows, in their order.

    Args:
        rows: Values by column; times are aware datetimes.
        columns: Which columns, in which order.
        form: `table` gives days and three digits; the others are exact.
    """
    if form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_exact(row[column]) for column in columns] for row in rows)
    elif form is Format.json:
        exact = [{column: _exact(row[column]) for column in columns} for row in rows]
        sys.stdout.write(json.dumps(exact, ensure_ascii=False, indent=2) + "\n")
    else:
        table = _table(rows, columns)
        # A cell that is cut would be taken for the whole: a narrow terminal wraps the line instead.
        needed = Measurement.get(console, console.options.update(width=10_000), table).maximum
        Console(width=max(needed, console.width)).print(table, crop=False)


def _exact(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        numbers = all(isinstance(row[column], int | float) for row in rows)
        table.add_column(column.replace("_", " "), justify="right" if rows and numbers else "left")
    for row in rows:
        table.add_row(*(_short(row[column]) for column in columns))
    return table


def _short(value: Any) -> str:
    """Return a value for the eye; text of others loses what could steer a terminal."""
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"  # the whole time is in the CSV and JSON forms
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, int):
        return f"{value:,}"
    plain = "".join(c if c.isprintable() else " " for c in str(value))
    return plain.replace("[", r"\[")
