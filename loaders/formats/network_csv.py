"""Node and edge lists as CSV: those of Gephi, CooRTweet and the Coordination Network Toolkit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from loaders.format import Format, Located, Rejected
from loaders.platforms.network import NETWORK_NOTES, NetworkEdge, NetworkNode, network_records
from loaders.tables.rows import header_of, read_csv
from marionet.errors import LoadError

_ENDS = (("source", "target"), ("user_1", "user_2"), ("account_id", "account_id_y"))
_WEIGHTED_ENDS = (("from", "to"),)  # mails have these too
_NODE = ("Id", "Label")  # Gephi writes them so; `id` and `label` are columns of many tables


def sniff(head: bytes) -> float:
    """A header with two ends, or the header of a node list."""
    return 0.7 if _columns(header_of(head.split(b"\n", 1)[0], "utf-8-sig", None)) else 0.0


def _columns(header: list[str]) -> tuple[str, ...] | None:
    """Return the columns of both ends, or of a node's id and label; None where it is no network."""
    folded = {name.strip().lower(): name for name in header}
    ends = (*_ENDS, *_WEIGHTED_ENDS) if "weight" in folded else _ENDS
    for names in ends:
        if folded.keys() >= set(names):
            return tuple(folded[name] for name in names)
    return _NODE if set(_NODE) <= set(header) else None


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each node or edge."""
    columns: tuple[str, ...] = ()
    for item in read_csv(file, "utf-8-sig", None):
        if isinstance(item, list):
            found = _columns(item)
            if found is None:
                raise LoadError(
                    "The first line names neither the two ends of edges nor Id and Label. "
                    "See `marionet formats` for the columns of network-csv."
                )
            columns = found
        elif isinstance(item, Rejected):
            yield item
        else:
            yield Located(item.offset, _entry(item.value, columns))


def _entry(row: dict[str, Any], columns: tuple[str, ...]) -> NetworkNode | NetworkEdge:
    if columns == _NODE:
        return NetworkNode(row["Id"], {name: value for name, value in row.items() if name != "Id"})
    rest = {name: value for name, value in row.items() if name not in columns}
    return NetworkEdge(row[columns[0]], row[columns[1]], rest)


FORMAT = Format(
    name="network-csv",
    title="Node and edge lists as CSV, as Gephi, CooRTweet and the Coordination Network Toolkit",
    family="Tools",
    example="Source,Target,Type,Weight\nx:4,x:5,Undirected,3",
    sniff=sniff,
    read=read,
    to_records=network_records,
    notes=(
        "Edges have columns `Source` and `Target`, `user_1` and `user_2`, `account_id` and "
        "`account_id_y`, or `from`, `to` and `weight`; nodes `Id` and `Label`. " + NETWORK_NOTES
    ),
)
