"""Nodes that are referred to before their own record has come, or that have none."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

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
    # One order for all: two transactions that take the same locks in it cannot deadlock.
    distinct = sorted({fit(key) for key in keys})
    names = _names(node)
    if not names:
        return [[key, {}] for key in distinct]
    return [
        [key, {n: v for n, v in stub_properties(key).items() if n in names}] for key in distinct
    ]


@cache
def _names(node: Node) -> frozenset[str]:
    """Return the properties of a stub of that label; none where there are no stubs."""
    return frozenset(prop.name for prop in node.props) if node.stub else frozenset()
