"""Networks as CSV and GraphML, edge by edge: nothing of their size is held in memory."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from network.network import Network

_NOT_XML = r"[^\t\n\r\x{20}-\x{D7FF}\x{E000}-\x{FFFD}\x{10000}-\x{10FFFF}]"
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
)


def write_network(network: Network, form: str, output: Path | None) -> None:
    """Write a network to a file, which is there only when it is whole, or to standard output.

    Args:
        network: What to write.
        form: `csv` or `graphml`.
        output: The file; None: standard output.
    """
    write = write_graphml if form == "graphml" else write_csv
    if output is None:
        write(network, sys.stdout.buffer)
        return
    partial = output.with_name(f".{output.name}.part")
    try:
        with partial.open("wb") as sink:
            write(network, sink)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def write_csv(network: Network, sink: BinaryIO) -> None:
    """Write one line per edge: the ids of its ends, then its attributes; with a header."""
    ends = [pa.field(name, pa.string()) for name in network.ends]
    schema = pa.schema([*ends, *network.columns])
    with pacsv.CSVWriter(sink, schema) as writer:
        for batch in network.batches():
            columns = [network.names.take(batch[end]) for end in ("a", "b")]
            columns += [batch[name] for name in network.columns.names]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def write_graphml(network: Network, sink: BinaryIO) -> None:
    """Write the accounts, then the edges, as GraphML 1.0.

    Source: http://graphml.graphdrawing.org/specification.html. Characters that XML cannot hold
    become U+FFFD.
    """
    sink.write(_HEAD.encode())
    labels = pa.schema([(name, values.type) for name, values in network.labels.items()])
    for kind, schema in (("node", labels), ("edge", network.columns)):
        for field in schema:
            sink.write(_key(kind, field).encode())
    direction = "directed" if network.directed else "undirected"
    sink.write(f'<graph edgedefault="{direction}">\n'.encode())
    ids = _escaped(network.names)
    used = pa.array(np.flatnonzero(network.nodes))
    data = {name: values.take(used) for name, values in network.labels.items()}
    _write_lines(sink, ['<node id="', ids.take(used), '">'], data, "node")
    for batch in network.batches():
        ends = ['<edge source="', ids.take(batch["a"]), '" target="', ids.take(batch["b"]), '">']
        _write_lines(sink, ends, {name: batch[name] for name in network.columns.names}, "edge")
    sink.write(b"</graph>\n</graphml>\n")


def _key(kind: str, field: pa.Field) -> str:
    if pa.types.is_integer(field.type):
        form = "long"
    else:
        form = "double" if pa.types.is_floating(field.type) else "string"
    return (
        f'<key id="{kind}_{field.name}" for="{kind}" '
        f'attr.name={quoteattr(field.name)} attr.type="{form}"/>\n'
    )


def _write_lines(
    sink: BinaryIO, opening: list[str | pa.Array], data: Mapping[str, pa.Array], kind: str
) -> None:
    """Write one element per row: its opening, its data without nulls, its end."""
    pieces: list[str | pa.Array] = [*opening]
    for name, values in data.items():
        text = _escaped(values) if pa.types.is_string(values.type) else values.cast(pa.string())
        data_ = pc.binary_join_element_wise(f'<data key="{kind}_{name}">', text, "</data>", "")
        pieces.append(data_.fill_null(""))
    lines = pc.binary_join_element_wise(*pieces, f"</{kind}>\n", "")
    sink.write(b"".join(line.as_buffer() for line in _joined(lines)))


def _joined(lines: pa.Array) -> list[pa.Scalar]:
    """Return all lines as one or no text."""
    if not len(lines):
        return []
    whole = pa.LargeListArray.from_arrays([0, len(lines)], lines.cast(pa.large_string()))
    return [pc.binary_join(whole, pa.scalar("", pa.large_string()))[0]]


def _escaped(texts: pa.Array) -> pa.Array:
    for plain, escape in _ESCAPES:
        texts = pc.replace_substring(texts, plain, escape)
    return pc.replace_substring_regex(texts, _NOT_XML, "�")
