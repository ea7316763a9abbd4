"""Tables of a detection run -> graph: rings, members, bursts, backbone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from graph.keys import stub_properties
from graph.rows import WriteRow, link_row, record_row
from graph.run_tables import RunTables
from graph.schema import NODE, REL, Node
from graph.session import Graph
from graph.statements import link, record, reference
from graph.write import write_rows
from marionet.errors import GraphError
from marionet.progress import Step

Values = Mapping[str, Any]

_OBJECTS: Final = frozenset(REL["OF"].targets)
"""Labels of what a burst can be about."""


class Findings:
    """Writes the findings of one run; every write can be repeated.

    Raises:
        GraphError: The run has objects of a kind that the graph does not have.
    """

    def __init__(self, graph: Graph, tables: RunTables, run_id: str, step: Step) -> None:
        self._graph = graph
        self._tables = tables
        self._run = {"run": run_id}
        self._run_id = run_id
        self._step = step
        if unknown := sorted(tables.nodes() - _OBJECTS):
            raise GraphError(
                f"The run {run_id} has objects of a kind that the graph does not know: "
                f"{unknown[0]}. Add it to OF and USED in graph/schema/inferred.py."
            )

    def write(self) -> None:
        """Write all of it."""
        self._nodes("Ring", self._tables.rings())
        self._nodes("Text", self._tables.texts())
        self._nodes("Burst", self._tables.bursts())
        self._links("FOUND", "Ring", ((self._run_id, r["ring_id"], r) for r in self._rings()))
        parts = ((p["ring_id"], p["other_id"], p) for p in self._tables.parts())
        self._links("PART_OF", "Ring", parts)
        self._bursts()
        self._accounts()
        self._objects()

    def _rings(self) -> Iterator[Values]:
        return self._tables.rings()

    def _bursts(self) -> None:
        pairs = ((b["burst_id"], b["ring_id"], b) for b in self._tables.bursts())
        self._links("EVIDENCE_OF", "Ring", pairs)

    def _accounts(self) -> None:
        self._refer("Account", (m["account_id"] for m in self._tables.members()))
        members = ((m["account_id"], m["ring_id"], m) for m in self._tables.members())
        self._links("MEMBER_OF", "Ring", members)
        self._refer("Account", (t["account_id"] for t in self._tables.took_part()))
        parts = ((t["account_id"], t["burst_id"], t) for t in self._tables.took_part())
        self._links("TOOK_PART", "Burst", parts)
        proofs = ((p["post_id"], p["burst_id"], p) for p in self._tables.proofs())
        self._links("PROVES", "Burst", proofs)
        edges = (
            (e["account_a"], e["account_b"], {**e, "ring": e["ring_id"]})
            for e in self._tables.edges()
        )
        self._links("COORDINATED", "Account", edges)

    def _objects(self) -> None:
        self._refer("Post", (c["post_id"] for c in self._tables.copies()))
        copies = ((c["post_id"], c["text_id"], c) for c in self._tables.copies())
        self._links("COPY_OF", "Text", copies)
        for label in sorted(self._tables.nodes()):
            bursts = [b for b in self._tables.bursts() if b["node"] == label]
            self._refer(label, (b["object_id"] for b in bursts))
            self._links("OF", label, ((b["burst_id"], b["object_id"], b) for b in bursts))
            used = (
                (u["ring_id"], u["object_id"], u) for u in self._tables.used() if u["node"] == label
            )
            self._links("USED", label, used)

    def _nodes(self, label: str, rows: Iterable[Values]) -> None:
        node = NODE[label]
        write_rows(
            self._graph,
            record(node),
            self._counted(record_row(node, {**row, **self._run}) for row in rows),
        )

    def _refer(self, label: str, keys: Iterable[str]) -> None:
        """Make sure that the nodes are there: a run can know what the graph only will."""
        node = NODE[label]
        distinct = dict.fromkeys(keys)
        rows = ([key, stub_properties(key) if node.stub else {}] for key in distinct)
        write_rows(self._graph, reference(node), rows)

    def _links(self, name: str, label: str, ends: Iterable[tuple[str, str, Values]]) -> None:
        rel = REL[name]
        source: Node = NODE[rel.source]
        rows: Iterator[WriteRow] = (
            link_row(rel, a, b, {**values, **self._run}) for a, b, values in ends
        )
        write_rows(self._graph, link(rel, source, NODE[label]), self._counted(rows))

    def _counted(self, rows: Iterable[WriteRow]) -> Iterator[WriteRow]:
        for row in rows:
            yield row
            self._step.advance()
