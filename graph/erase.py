"""Taking things out of the graph, in bounded batches."""

from __future__ import annotations

from typing import Final, LiteralString

from graph.failures import MemoryExceeded
from graph.schema import NODE, NODES, RELS, Node, studied
from graph.session import Graph
from marionet.progress import Step

_MOST: Final = 10_000


def erase_all(graph: Graph, step: Step) -> None:
    """Delete every node of the model with its relationships; other labels on the server stay."""
    # posts first: then the nodes with very many relationships have few left
    for node in sorted(NODES, key=lambda node: node.label != "Post"):
        match: LiteralString = "MATCH (n:" + node.label + ") WITH n LIMIT $most "
        thin = match + "MATCH (n)-[r]-() WITH r LIMIT $links DELETE r RETURN count(r) AS n"
        _repeat(graph, match + "DETACH DELETE n RETURN count(n) AS n", {}, step, thin=thin)


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
    for node in (NODE["Text"], *studied.NODES):
        _erase_forsaken(graph, node, given, step)
    graph.write("MATCH (r:Run {run_id: $run}) DETACH DELETE r", given)


def erase_study(graph: Graph, run_id: str, step: Step) -> None:
    """Delete all that the study of a run concluded; the run stays."""
    given = {"run": run_id}
    graph.write("MATCH (r:Run {run_id: $run}) REMOVE r.study", given)
    for rel in studied.RELS:
        text = "MATCH (:" + rel.source + ")-[r:" + rel.type + " {run: $run}]->() "
        _repeat(graph, text + "WITH r LIMIT $most DELETE r RETURN count(r) AS n", given, step)
    for node in studied.NODES:
        _erase_forsaken(graph, node, given, step)


def _erase_forsaken(graph: Graph, node: Node, given: dict[str, str], step: Step) -> None:
    """Delete nodes of a run that nothing leads to any more; several runs can find the same."""
    text = "MATCH (n:" + node.label + " {run: $run}) WHERE NOT EXISTS { (n)--() } "
    _repeat(graph, text + "WITH n LIMIT $most DELETE n RETURN count(n) AS n", given, step)


def _repeat(
    graph: Graph,
    query: LiteralString,
    given: dict[str, str],
    step: Step,
    *,
    thin: LiteralString | None = None,
) -> None:
    """Run a deletion until it finds nothing; less at a time when memory does not suffice.

    Args:
        graph: Where.
        query: Deletes `$most` things and returns how many as `n`.
        given: Its other parameters.
        step: What was deleted is counted there.
        thin: Takes `$links` relationships from a node that alone is too much.
    """
    most = _MOST
    while True:
        try:
            gone = graph.write(query, {**given, "most": most})[0]["n"]
        except MemoryExceeded:
            if most > 1:
                most //= 2
                continue
            if thin is None:
                raise
            graph.write(thin, {"most": 1, "links": _MOST})
            continue
        step.advance(gone)
        if gone == 0:
            return
