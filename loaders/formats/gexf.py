"""GEXF: networks of accounts as Gephi writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from loaders.format import Format, Located, Rejected
from loaders.platforms.network import NETWORK_NOTES, network_records, renumbered
from loaders.reading.graph_xml import read_graph


def sniff(head: bytes) -> float:
    """The name of the outermost element."""
    return 0.9 if b"<gexf" in head[:4096] else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each node and edge."""
    return renumbered(read_graph(file))


FORMAT = Format(
    name="gexf",
    title="GEXF: a network of accounts, as Gephi writes it",
    family="Tools",
    example=(
        '<gexf><graph><nodes>\n<node id="x:4" label="ann"/><node id="x:5" label="bob"/></nodes>\n'
        '<edges><edge source="x:4" target="x:5" weight="3"/></edges></graph></gexf>'
    ),
    sniff=sniff,
    read=read,
    to_records=network_records,
    notes=NETWORK_NOTES,
)
