"""GraphML: networks of accounts as NetworkX, igraph and most network tools write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from loaders.format import Format, Located, Rejected
from loaders.platforms.network import NETWORK_NOTES, network_records, renumbered
from loaders.reading.graph_xml import read_graph


def sniff(head: bytes) -> float:
    """The name of the outermost element."""
    return 0.9 if b"<graphml" in head[:4096] else 0.0


def read(file: BinaryIO) -> Iterator[Located | Rejected]:
    """Yield each node and edge."""
    return renumbered(read_graph(file))


FORMAT = Format(
    name="graphml",
    title="GraphML: a network of accounts, as NetworkX and igraph write it",
    family="Tools",
    example=(
        '<graphml><key id="d0" for="edge" attr.name="weight"/><graph>\n'
        '<node id="x:4"/><node id="x:5"/>\n'
        '<edge source="x:4" target="x:5"><data key="d0">3</data></edge>\n</graph></graphml>'
    ),
    sniff=sniff,
    read=read,
    to_records=network_records,
    notes=NETWORK_NOTES,
)
