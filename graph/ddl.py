"""Constraints and indexes, derived from the declarations of graph.schema."""

from __future__ import annotations

from typing import Final, LiteralString, TypeAlias

from graph.schema import FULL_TEXT, NODES
from graph.schema.model import FullText, Node, Prop
from graph.session import Graph

_TEXTS: Final = "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()"
Named: TypeAlias = tuple[LiteralString, LiteralString]

_AWAIT_S: Final = 600
# a unique constraint has an index of its own name
_ONLINE: Final = (
    "SHOW INDEXES YIELD name, state, properties WHERE state = 'ONLINE' RETURN name, properties"
)


def statements() -> dict[LiteralString, LiteralString]:
    """Return name -> statement of every constraint and index of the model.

    Relationships have none: MERGE of one between two known nodes would take the index of its run
    or ring, and go through all that the run has concluded for every single row.
    """
    return dict(
        [
            *(_unique(node) for node in NODES),
            *(_index(node, prop) for node in NODES for prop in node.props if prop.index),
            *(_full_text(index) for index in FULL_TEXT),
        ]
    )


def prepare(graph: Graph) -> None:
    """Make the constraints and indexes that are missing and wait until they serve.

    Raises:
        GraphError: The server cannot be reached, or an index cannot be built.
    """
    there = {row["name"]: row["properties"] for row in graph.read(_ONLINE)}
    for index in FULL_TEXT:
        # one that an earlier version made, of other properties
        if index.name in there and set(there[index.name]) != set(index.props):
            graph.write("DROP INDEX " + index.name + " IF EXISTS")
            del there[index.name]
    missing: list[LiteralString] = [
        statement for name, statement in statements().items() if name not in there
    ]
    if not missing:
        return
    for statement in missing:
        graph.write(statement)
    graph.write("CALL db.awaitIndexes($seconds)", {"seconds": _AWAIT_S}, timeout_s=_AWAIT_S + 10)


def await_texts(graph: Graph) -> None:
    """Wait until the full-text indexes have all that was written.

    Raises:
        GraphError: The server cannot be reached, or it takes too long.
    """
    graph.write(_TEXTS, timeout_s=_AWAIT_S)


def _unique(node: Node) -> Named:
    name = node.label.lower() + "_" + node.key
    subject = " FOR (n:" + node.label + ") REQUIRE n." + node.key + " IS UNIQUE"
    return name, "CREATE CONSTRAINT " + name + " IF NOT EXISTS" + subject


def _index(node: Node, prop: Prop) -> Named:
    name = node.label.lower() + "_" + prop.name
    subject = " FOR (n:" + node.label + ") ON (n." + prop.name + ")"
    return name, "CREATE INDEX " + name + " IF NOT EXISTS" + subject


def _full_text(index: FullText) -> Named:
    columns: list[LiteralString] = ["n." + prop for prop in index.props]
    subject = " FOR (n:" + "|".join(index.labels) + ") ON EACH [" + ", ".join(columns) + "]"
    options = (
        " OPTIONS {indexConfig: {`fulltext.analyzer`: '" + index.analyzer + "', "
        # a commit does not wait for it; `await_texts` does, once at the end of a load
        "`fulltext.eventually_consistent`: true}}"
    )
    return index.name, "CREATE FULLTEXT INDEX " + index.name + " IF NOT EXISTS" + subject + options
