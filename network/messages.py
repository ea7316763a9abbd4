"""Messages in the CSV form of the coordination-network-toolkit (CNT)."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints, Reals
from marionet.errors import LoadError
from network.shares import codes_of
from network.table_file import as_seconds, read_columns

COLUMNS: Final = (
    *("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp", "urls"),
)
"""CNT's columns, in its order."""

_ALWAYS: Final = ("message_id", "user_id", "username", "repost_id", "timestamp")


@dataclass(frozen=True, slots=True)
class Messages:
    """Rows of CNT's form; the first row of a message_id is the message, as CNT has it.

    Attributes:
        table: The columns that were asked for, as strings; empty ids are null.
        names: Ids of the accounts.
        account: Account of each row.
        message: Code of the message_id of each row.
        at: Time of each row, seconds.
        fresh: Which rows are the first of their message_id.
        reposted: Which rows are reposts.
    """

    table: pa.Table
    names: pa.Array
    account: Ints
    message: Ints
    at: Reals
    fresh: Flags
    reposted: Flags


def read_messages(paths: Sequence[Path], columns: Sequence[str]) -> Messages:
    """Read messages from CSV files (or Parquet with the same columns).

    Columns are found by their names, or, where the header has others, by CNT's order of eight.

    Args:
        paths: The files, in the order in which the first of several equal ids wins.
        columns: What is needed beside ids, names and times: message, reply_id, urls.

    Raises:
        NotFound: There is no such file.
        LoadError: A file cannot be read, lacks a column, or has a row without time.
    """
    wanted = [name for name in COLUMNS if name in (*_ALWAYS, *columns)]
    table = pa.concat_tables([_read(path, wanted) for path in paths])
    return as_messages(table)


def as_messages(table: pa.Table) -> Messages:
    """Return rows of CNT's form with their codes.

    Args:
        table: message_id, user_id, repost_id as strings, `timestamp` in seconds (float64), and
            what else is needed.
    """
    _, message = codes_of(table["message_id"])
    names, account = codes_of(table["user_id"])
    fresh = np.zeros(message.size, dtype=np.bool_)
    fresh[np.unique(message, return_index=True)[1]] = True
    return Messages(
        table=table,
        names=names,
        account=account,
        message=message,
        at=np.asarray(table["timestamp"].to_numpy(), dtype=np.float64),
        fresh=fresh,
        reposted=table["repost_id"].is_valid().to_numpy(),
    )


def _read(path: Path, wanted: Sequence[str]) -> pa.Table:
    raw = read_columns(path, wanted, COLUMNS)
    seconds = as_seconds(raw["timestamp"], path, "timestamp")
    if seconds.null_count:
        row = pc.index(seconds.is_null(), pa.scalar(value=True)).as_py() + 1
        raise LoadError(f"{path}: row {row} has no timestamp. Give every message its time.")
    data = {name: raw[name].cast(pa.string()).fill_null("") for name in wanted}
    data["timestamp"] = seconds
    for name in ("repost_id", "reply_id"):
        if name in data:
            data[name] = pc.if_else(pc.equal(data[name], ""), None, data[name])
    return pa.table(data)
