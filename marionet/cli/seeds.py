"""`--seeds`: accounts on the command line or in a file."""

from __future__ import annotations

import csv
from pathlib import Path

from marionet.errors import UsageError

_HEADERS = frozenset(("account_id", "account", "id", "user_id"))


def read_seeds(text: str) -> tuple[str, ...]:
    """Return the ids that are meant, sorted.

    Args:
        text: Ids with commas between them, or a file with one in each line: text, or CSV whose
            column `account_id`, or else first column, has them.

    Raises:
        UsageError: There is none, or the file cannot be read.
    """
    path = Path(text).expanduser()
    try:
        ids = _from_file(path) if path.is_file() else text.split(",")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"The seeds in {text} cannot be read ({error}).") from error
    found = sorted({each.strip() for each in ids} - {""})
    if not found:
        raise UsageError(f"There are no seeds in {text!r}. Give ids as x:12,x:34 or a file.")
    if not any(":" in each for each in found):
        hint = "" if path.is_file() else " (there is no such file)"
        raise UsageError(
            f"The seeds {', '.join(found[:3])!r}{hint} are no ids of accounts. Ids are written "
            "platform:id, for instance x:123; find one with: marionet query search-accounts"
        )
    return tuple(found)


def _from_file(path: Path) -> list[str]:
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    rows = [row for row in rows if row]
    if not rows:
        return []
    head = [name.strip().lower() for name in rows[0]]
    named = [place for place, name in enumerate(head) if name in _HEADERS]
    place = named[0] if named else 0
    return [row[place] for row in rows[1 if named else 0 :] if len(row) > place]
