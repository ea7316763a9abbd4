"""Taking things out of the graph, in bounded batches."""

from __future__ import annotations

from typing import Final, LiteralString

from graph.failures import MemoryExceeded
from graph.schema import NODES, RELS
from graph.session import Graph
from marionet.progress import Step

_MOST: Final = 20_000


def erase_all(graph: Graph, step: Step) -> None:
    """Delete every node and relationship of the model; other labels on the server stay."""
    for rel in RELS:
        text = "MATCH (:" + rel.source + ")-[r:" + rel.type + "]->() WITH r LIMIT $most DELETE r"
        _repeat(graph, text + " RETURN count(r) AS n", {}, step)
    for node in NODES:
        text = "MATCH (n:" + node.label + ") WITH n LIMIT $most DETACH DELETE n"
        _repeat(graph, text + " RETURN count(n) AS n", {}, step)


def erase_run(graph: Graph, run_id: str, step: Step) -> None:
    """Delete all that one run concluded, and the run."""
    given = {"run": run_id}
    for rel in RELS:
        if any(prop.name == "run" for prop in rel.props):
            text = "MATCH (:" + rel.source + ")-[r:" + rel.type + " {run: $run}]->() "
            _repeat(graph, text + "WITH r LIMIT $most DELETE r RETURN count(r) AS n", given, step)
    for label in ("Ring", "Burst"):
        text = "MATCH (n:" + label + " {run: $run}) WITH n LIMIT $most DETACH DELETE n"
        _repeat(graph, text + " RETURN count(n) AS n", given, step)
    _repeat(graph, _MANUSCRIPTS, given, step)
    graph.write("MATCH (r:Run {run_id: $run}) DETACH DELETE r", given)


# the same text can be a manuscript of several runs
_MANUSCRIPTS: Final[LiteralString] = (
    "MATCH (n:Manuscript {run: $run}) WHERE NOT EXISTS { (n)--() } "
    "WITH n LIMIT $most DELETE n RETURN count(n) AS n"
)


def _repeat(graph: Graph, query: LiteralString, given: dict[str, str], step: Step) -> None:
    """Run a deletion until it finds nothing; less at a time when memory does not suffice."""
    most = _MOST
    while True:
        try:
            gone = graph.write(query, {**given, "most": most})[0]["n"]
        except MemoryExceeded:
            if most == 1:
                raise
            most //= 2
            continue
        step.advance(gone)
        if gone == 0:
            return
