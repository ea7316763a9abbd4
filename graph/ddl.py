"""Constraints and indexes, derived from the declarations of graph.schema."""

from __future__ import annotations

from typing import LiteralString

from graph.schema import FULL_TEXT, NODES, RELS
from graph.schema.model import FullText, Node, Prop, Rel
from graph.session import Graph

_AWAIT_S = 600


def statements() -> list[LiteralString]:
    """Return every statement of the schema; each does nothing where its thing is there."""
    return [
        *(_unique(node) for node in NODES),
        *(_index(node, prop) for node in NODES for prop in node.props if prop.index),
        *(_rel_index(rel, prop) for rel in RELS for prop in rel.props if prop.index),
        *(_full_text(index) for index in FULL_TEXT),
    ]


def prepare(graph: Graph) -> None:
    """Make the constraints and indexes that are missing and wait until they serve.

    Raises:
        GraphError: The server cannot be reached, or an index cannot be built.
    """
    for statement in statements():
        graph.write(statement)
    graph.write("CALL db.awaitIndexes($seconds)", {"seconds": _AWAIT_S}, timeout_s=_AWAIT_S + 10)


def _unique(node: Node) -> LiteralString:
    name = node.label.lower() + "_" + node.key
    return (
        "CREATE CONSTRAINT " + name + " IF NOT EXISTS "
        "FOR (n:" + node.label + ") REQUIRE n." + node.key + " IS UNIQUE"
    )


def _index(node: Node, prop: Prop) -> LiteralString:
    name = node.label.lower() + "_" + prop.name
    return (
        "CREATE INDEX "
        + name
        + " IF NOT EXISTS FOR (n:"
        + node.label
        + ") ON (n."
        + prop.name
        + ")"
    )


def _rel_index(rel: Rel, prop: Prop) -> LiteralString:
    name = rel.type.lower() + "_" + prop.name
    return (
        "CREATE INDEX " + name + " IF NOT EXISTS "
        "FOR ()-[r:" + rel.type + "]-() ON (r." + prop.name + ")"
    )


def _full_text(index: FullText) -> LiteralString:
    columns: list[LiteralString] = ["n." + prop for prop in index.props]
    return (
        "CREATE FULLTEXT INDEX " + index.name + " IF NOT EXISTS "
        "FOR (n:" + "|".join(index.labels) + ") ON EACH [" + ", ".join(columns) + "] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: '" + index.analyzer + "'}}"
    )
