"""Whether a load goes by Neo4j's import tool; what keeps it from that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, LiteralString

from graph.bulk.load import MIN_POSTS, import_batches, posts_in
from graph.bulk.losses import has_other_labels, losses
from graph.ddl import prepare
from graph.project import projected
from graph.server import InUse
from graph.session import Graph
from marionet.progress import Progress
from vault import Batch, Vault

OLD_PER_NEW: Final = 10
"""An import writes what the graph has already once more: of so many posts it takes as long as
transactions take for one (measured: 29 µs against 300 to 350 µs)."""

_ANY: Final[LiteralString] = "MATCH (n) RETURN count(n) AS n"


@dataclass(frozen=True, slots=True)
class _Load:
    """All that the graph shall have, of which `new` posts are missing and `old` are there."""

    batches: Sequence[Batch]
    new: int
    old: int


def quicker_by_import(new: int, old: int) -> bool:
    """Return whether an import is quicker for so many new posts beside those that are there."""
    return new >= MIN_POSTS + old // OLD_PER_NEW


def import_when_quicker(
    graph: Graph,
    vault: Vault,
    batches: Sequence[Batch],
    progress: Progress,
    *,
    replace: bool = False,
) -> bool:
    """Import the batches when what is new of them is much, and the server is our own.

    A graph that has posts already is made again as a whole, of what it has and what is new. That is
    not done where it holds anything that the vault cannot give back.

    Args:
        graph: Where to; its connection is good again afterwards.
        vault: Where from.
        batches: What the graph shall have.
        progress: Told the steps, and why it is not done where it would be quicker.
        replace: The graph shall have these batches and nothing else of ours.

    Returns:
        Whether it was done; if so, constraints and indexes are there, too.

    Raises:
        GraphError: It was begun and failed; the graph is as before.
    """
    if posts_in(batches) < MIN_POSTS:
        return False
    load = _Load(batches, posts_in(batches), 0) if replace else _missing(graph, vault, batches)
    if not quicker_by_import(load.new, load.old):
        return False
    embedded = graph.connection.embedded
    if embedded is None:
        _say(progress, "the server of NEO4J_URI takes no bulk import")
        return False
    if lost := _lost(graph, vault, replace=replace):
        _say(progress, f"it holds {lost}, which a bulk import would remove")
        return False
    if load.old:
        _tell(progress, load)
    try:
        import_batches(embedded, vault, load.batches, progress)
    except InUse as error:
        _say(progress, f"no bulk import: {error.message}")
        return False
    with progress.step("graph: indexes"):
        prepare(graph)
    return True


def _missing(graph: Graph, vault: Vault, batches: Sequence[Batch]) -> _Load:
    there = projected(graph)
    wanted = there | {batch.batch_id for batch in batches}
    every = [batch for batch in vault.batches() if batch.batch_id in wanted]
    old = posts_in([batch for batch in every if batch.batch_id in there])
    return _Load(every, posts_in(every) - old, old)


def _lost(graph: Graph, vault: Vault, *, replace: bool) -> str | None:
    if replace:
        return "nodes that are not Marionet's" if has_other_labels(graph) else None
    if graph.read(_ANY)[0]["n"] == 0:
        return None
    return losses(graph, {batch.batch_id for batch in vault.batches()})


def _tell(progress: Progress, load: _Load) -> None:
    with progress.step("graph: made again by bulk import") as step:
        step.note(f"{load.new:,} new posts beside {load.old:,}: quicker than by transactions")


def _say(progress: Progress, reason: str) -> None:
    with progress.step("graph: written by transactions") as step:
        step.note(reason)
