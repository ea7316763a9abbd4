"""Whether a first load goes by Neo4j's import tool; what keeps it from that is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, LiteralString

from graph.bulk.load import MIN_POSTS, import_batches, posts_in
from graph.ddl import prepare
from graph.schema import NODES
from graph.server import InUse
from graph.session import Graph
from marionet.progress import Progress
from vault import Batch, Vault

_ANY: Final[LiteralString] = "MATCH (n) RETURN count(n) AS n"
_FOREIGN: Final[LiteralString] = (
    "MATCH (n) WHERE none(label IN labels(n) WHERE label IN $labels) RETURN 1 AS n LIMIT 1"
)
_FOREIGN_S: Final = 120.0


def import_when_quicker(
    graph: Graph,
    vault: Vault,
    batches: Sequence[Batch],
    progress: Progress,
    *,
    replace: bool = False,
) -> bool:
    """Import the batches when they are many, the graph is empty and its server is our own.

    Args:
        graph: Where to; its connection is good again afterwards.
        vault: Where from.
        batches: All that the graph shall have.
        progress: Told the steps, and why it is not done where it would be quicker.
        replace: The graph may hold what the vault holds; it is replaced.

    Returns:
        Whether it was done; if so, constraints and indexes are there, too.

    Raises:
        GraphError: It was begun and failed; the graph is as before.
    """
    if posts_in(batches) < MIN_POSTS or (not replace and _has_nodes(graph)):
        return False
    embedded = graph.connection.embedded
    if embedded is None:
        _say(progress, "the server of NEO4J_URI takes no bulk import")
        return False
    if replace and _has_other_labels(graph):
        _say(progress, "it holds nodes that are not Marionet's, which a bulk import would remove")
        return False
    try:
        import_batches(embedded, vault, batches, progress)
    except InUse as error:
        _say(progress, f"no bulk import: {error.message}")
        return False
    with progress.step("graph: indexes"):
        prepare(graph)
    return True


def _say(progress: Progress, reason: str) -> None:
    with progress.step("graph: written by transactions") as step:
        step.note(reason)


def _has_nodes(graph: Graph) -> bool:
    return graph.read(_ANY)[0]["n"] > 0


def _has_other_labels(graph: Graph) -> bool:
    labels = [node.label for node in NODES]
    return bool(graph.read(_FOREIGN, {"labels": labels}, timeout_s=_FOREIGN_S))
