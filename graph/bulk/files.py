"""The input files of the import tool, written by DuckDB straight from the Parquet parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from graph.bulk.canonical import LINKS, RECORDS
from graph.bulk.columns import MACROS, link_header, node_header, quoted, selected, stored
from graph.canonical_views import ADD_UP, TABLES, CanonicalViews
from graph.rows import microseconds
from graph.schema import NODE, REL
from graph.schema.model import Node, Prop, Rel
from marionet.progress import Step
from vault import Batch, Vault

_STUB: Final = Prop("stub", bool, "")
_FROM_ID: Final = {
    "platform": "split_part(key, ':', 1)",
    "handle": "nullif(handle_of(key), '')",
    "stub": "true",
}


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of nodes or relationships, and beside it `<stem>.header.csv`.

    Attributes:
        name: Label or relationship type.
        path: The rows.
        rows: How many.
        text: It holds text of the sources, so that lines may break within a value.
    """

    name: str
    path: Path
    rows: int
    text: bool

    @property
    def header(self) -> Path:
        """The file that names the columns."""
        return self.path.with_suffix(".header.csv")


@dataclass(frozen=True, slots=True)
class InputFiles:
    """All files of one import."""

    nodes: list[InputFile]
    links: list[InputFile]
    longest_value: int

    @property
    def node_count(self) -> int:
        """Nodes in all of them."""
        return sum(file.rows for file in self.nodes)

    @property
    def link_count(self) -> int:
        """Relationships in all of them."""
        return sum(file.rows for file in self.links)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.path.stat().st_size for file in (*self.nodes, *self.links))


def write_files(
    connection: duckdb.DuckDBPyConnection,
    vault: Vault,
    batches: Sequence[Batch],
    folder: Path,
    step: Step,
) -> InputFiles:
    """Write all nodes and relationships of these batches.

    Args:
        connection: A fresh database; its tables are left behind.
        vault: Where the batches are.
        batches: All that the graph shall have.
        folder: Where the files go.
        step: Told what is written.
    """
    work = _Work(connection, folder, step)
    work.open_tables(vault, batches)
    for rel in LINKS:
        work.collect(REL[rel])
    nodes = [file for label in NODE.values() if not label.inferred for file in work.nodes(label)]
    links = [file for name in LINKS for file in work.links(REL[name])]
    return InputFiles(nodes, links, work.longest_value())


class _Work:
    """The steps; tables `r_<TYPE>` hold links by key, `i_<Label>` the number of each node."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path, step: Step) -> None:
        self._db = connection
        self._folder = folder
        self._step = step
        self._next_id = 0

    def open_tables(self, vault: Vault, batches: Sequence[Batch]) -> None:
        self._db.execute(MACROS)
        views = CanonicalViews(self._db, vault)
        for table in TABLES:
            views.create(table, table, batches)
            if table in ADD_UP:
                self._db.table(table).create_view("all_" + table)
        self._db.from_arrow(pa.Table.from_pylist([_batch_row(b) for b in batches])).create(
            "batches"
        )
        for label, query in RECORDS.items():
            key = f"fit({NODE[label].key}) AS key"
            self._db.sql(query).project(f"*, {key}").create_view("n_" + label)

    def collect(self, rel: Rel) -> None:
        self._step.note(rel.type)
        found = self._db.sql(LINKS[rel.type]).filter("source IS NOT NULL AND target IS NOT NULL")
        cut = found.project("* REPLACE (fit(source) AS source, fit(target) AS target)")
        cut.create("r_" + rel.type)

    def nodes(self, node: Node) -> Iterator[InputFile]:
        self._step.note(node.label)
        self._number(node)
        numbers = self._db.table("i_" + node.label)
        if node.label in RECORDS:
            found = self._db.table("n_" + node.label)
            props = stored(node, found.columns)
            known = numbers.filter("NOT referred").project("key, id")
            rows = found.join(known, "key").project(_columns("id, key", props))
            yield from self._write(node.label, rows, node_header(node, props), [_key(node), *props])
        props = stored(node, _FROM_ID) if node.stub else []
        derived = [f'{_FROM_ID[prop.name]} AS "{prop.name}"' for prop in props]
        rows = numbers.filter("referred").project(", ".join(["id, key", *derived]))
        header = node_header(node, props)
        yield from self._write(node.label, rows, header, [_key(node), *props], part="referred")

    def links(self, rel: Rel) -> Iterator[InputFile]:
        self._step.note(rel.type)
        found = self._db.table("r_" + rel.type)
        props = stored(rel, found.columns)
        source = self._db.table("i_" + rel.source).project("key AS source, id AS start_id")
        target = self._db.table("i_" + rel.target).project("key AS target, id AS end_id")
        rows = found.join(source, "source").join(target, "target")
        rows = rows.project(_columns("start_id, end_id", props))
        yield from self._write(rel.type, rows, link_header(props), props)

    def longest_value(self) -> int:
        """Bytes of the longest text, doubled for quotes within."""
        longest = 0
        for table, column in (("posts", "text"), ("accounts", "bio"), ("accounts", "name")):
            [[found]] = self._db.table(table).aggregate(f"max(strlen({column}))").fetchall()
            longest = max(longest, found or 0)
        return 2 * longest

    def _number(self, node: Node) -> None:
        """Give each key of the label a number: those of records in their order, then the others."""
        own = self._db.sql("SELECT NULL::VARCHAR AS key, false AS referred LIMIT 0")
        if node.label in RECORDS:
            own = self._db.table("n_" + node.label).project("key, false AS referred")
        ends = [
            self._db.table("r_" + rel.type).project(f"{end} AS key")
            for rel in REL.values()
            for end, label in (("source", rel.source), ("target", rel.target))
            if rel.type in LINKS and label == node.label
        ]
        every = own
        if ends:
            all_ends = ends[0]
            for more in ends[1:]:
                all_ends = all_ends.union(more)
            other = all_ends.distinct().join(own.project("key AS own"), "key = own", how="anti")
            every = own.union(other.project("key, true AS referred"))
        numbered = every.project(f"key, referred, row_number() OVER () - 1 + {self._next_id} AS id")
        numbered.create("i_" + node.label)
        [[counted]] = self._db.table("i_" + node.label).aggregate("count(*)").fetchall()
        self._next_id += counted

    def _write(
        self,
        name: str,
        rows: duckdb.DuckDBPyRelation,
        header: str,
        props: Sequence[Prop],
        part: str = "records",
    ) -> Iterator[InputFile]:
        path = self._folder / f"{name}.{part}.csv"
        rows.create_view("written", replace=True)
        force = quoted(props)
        options = f", FORCE_QUOTE ({', '.join(force)})" if force else ""
        text = f"COPY written TO ? (FORMAT csv, HEADER false{options})"
        done = self._db.execute(text, [str(path)]).fetchone()
        count = done[0] if done else 0
        self._step.advance(count)
        if count:
            file = InputFile(name, path, count, text=bool(force))
            file.header.write_text(header, "utf-8")
            yield file


def _columns(first: str, props: Sequence[Prop]) -> str:
    return ", ".join([first, *map(selected, props)])


def _key(node: Node) -> Prop:
    return Prop("key", str, node.doc)


def _batch_row(batch: Batch) -> dict[str, Any]:
    return {
        "batch_id": batch.batch_id,
        "collection": batch.collection,
        "format": batch.format,
        "posts": batch.counts.get("posts", 0),
        "committed_at": microseconds(batch.committed_at),
        "projected": True,
    }
