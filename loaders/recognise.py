"""Which format a file has: as named, by its mapping, or by its content."""

from __future__ import annotations

from pathlib import Path

from loaders.format import Format
from loaders.formats import FORMATS
from loaders.reading.sources import head_of
from loaders.tables import MAPPINGS, recognise_table, table_format
from marionet.errors import LoadError, UsageError

AUTO = "auto"
TABLE = "table"
SURE = 0.5


def choose_format(path: Path, name: str, wanted: str, mapping: str | None) -> Format:
    """Return the format to read a file with.

    Raises:
        UsageError: There is no such format or mapping, or the two do not go together.
        LoadError: The content is not that of any known format.
    """
    if mapping is not None:
        if wanted not in {AUTO, TABLE}:
            raise UsageError(f"--mapping is for tables; leave out --format {wanted}.")
        return table_format(mapping)
    if wanted == TABLE:
        raise UsageError("--format table needs --mapping: a YAML file or one of: " + _mappings())
    if wanted != AUTO:
        return _named(wanted)
    head = head_of(path)
    if not head.strip():
        raise LoadError(f"{name} is empty.")
    sure, found = max(((form.sniff(head), form) for form in FORMATS), key=lambda pair: pair[0])
    if sure >= SURE:
        return found
    table = recognise_table(path, head)
    if table is None:
        raise LoadError(
            f"{name} is in no format that Marionet knows by sight. Name it with --format (see: "
            "marionet formats) or describe its columns with --mapping FILE."
        )
    return table


def _named(wanted: str) -> Format:
    for form in FORMATS:
        if form.name == wanted:
            return form
    if wanted in MAPPINGS:
        return table_format(wanted)
    names = ", ".join([*(form.name for form in FORMATS), *MAPPINGS])
    raise UsageError(f"There is no format {wanted!r}. There is: {AUTO}, {TABLE}, {names}.")


def _mappings() -> str:
    return ", ".join(MAPPINGS)
