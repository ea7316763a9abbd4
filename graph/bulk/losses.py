"""What a bulk import would take away that the vault cannot give back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, LiteralString

from graph.ddl import statements
from graph.schema import NODES, RELS
from graph.session import Graph

_FOREIGN: Final[LiteralString] = (
    "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $labels) RETURN 1 AS n LIMIT 1"
)
_FURTHER: Final[LiteralString] = (
    "MATCH (n) WHERE any(label IN labels(n) WHERE NOT label IN $labels) RETURN 1 AS n LIMIT 1"
)
_FOREIGN_S: Final = 120.0
_TYPES: Final[LiteralString] = (
    "CALL db.relationshipTypes() YIELD relationshipType AS name "
    "WITH name WHERE NOT name IN $names RETURN name LIMIT 1"
)
_KEYS: Final[LiteralString] = (
    "CALL db.propertyKeys() YIELD propertyKey AS name "
    "WITH name WHERE NOT name IN $names RETURN name LIMIT 1"
)
_INDEXES: Final[LiteralString] = (
    "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' AND NOT name IN $names RETURN name"
)
_RUNS: Final[LiteralString] = "MATCH (r:Run) RETURN count(r) AS n"
_BATCHES: Final[LiteralString] = "MATCH (b:Batch) RETURN b.batch_id AS batch_id"


def has_other_labels(graph: Graph) -> bool:
    """Return whether there are nodes of which no label is ours."""
    return bool(graph.read(_FOREIGN, {"labels": _labels()}, timeout_s=_FOREIGN_S))


def losses(graph: Graph, batches: Collection[str]) -> str | None:
    """Return what of a graph in use the import of these batches would remove.

    Types and property keys are counted that were used once, even if what had them is gone: the
    database keeps their names, and to look through all properties takes longer than an import.

    Args:
        graph: It has nodes.
        batches: Ids of all batches of the vault.

    Returns:
        Words for people, or None when nothing would be lost.
    """
    found = {row["batch_id"] for row in graph.read(_BATCHES)}
    if not found or not found <= set(batches):
        return "nodes that this vault did not make"
    if graph.read(_RUNS)[0]["n"]:
        return "findings of detection"
    if graph.read(_FURTHER, {"labels": _labels()}, timeout_s=_FOREIGN_S):
        return "labels that are not Marionet's"
    own_keys = {n.key for n in NODES} | {p.name for part in (*NODES, *RELS) for p in part.props}
    checks: list[tuple[LiteralString, list[str], str]] = [
        (_TYPES, [rel.type for rel in RELS], "relationships that are not Marionet's"),
        (_KEYS, sorted(own_keys | {k for rel in RELS for k in rel.key}), "properties of others"),
        (_INDEXES, list(statements()), "indexes that are not Marionet's"),
    ]
    for query, names, what in checks:
        if other := graph.read(query, {"names": names}):
            return f"{what} ({other[0]['name']})"
    return None


def _labels() -> Sequence[str]:
    return [node.label for node in NODES]
