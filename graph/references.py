"""Nodes that are referred to before their own record has come, or that have none."""

from __future__ import annotations

from collections.abc import Iterable

from graph.keys import fit, stub_properties
from graph.rows import WriteRow
from graph.schema import Node
from graph.session import Graph
from graph.statements import reference
from graph.write import write_rows


def refer(graph: Graph, node: Node, keys: Iterable[str]) -> None:
    """Make sure that the nodes of these keys are there.

    Raises:
        GraphError: The server cannot take them.
    """
    write_rows(graph, reference(node), reference_rows(node, keys))


def reference_rows(node: Node, keys: Iterable[str]) -> list[WriteRow]:
    """Return the rows of `statements.reference`: of a stub, what is known from its id alone."""
    names = {prop.name for prop in node.props} if node.stub else set[str]()
    # One order for all: two transactions that take the same locks in it cannot deadlock.
    return [
        [key, {name: v for name, v in stub_properties(key).items() if name in names}]
        for key in sorted({fit(key) for key in keys})
    ]
