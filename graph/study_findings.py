"""Tables of a study -> graph. What is told of the run as a whole stays in the vault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.keys import stub_properties
from graph.rows import link_row, record_row
from graph.schema import NODE, REL
from graph.session import Graph
from graph.statements import link, record, reference
from graph.study_tables import StudyTables
from graph.write import write_rows
from marionet.progress import Step

PUBLISHED_KIND: Final = "manuscript"
"""The kind of copied text that is published as a Manuscript; share buttons and the like are not."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes of a label and the query over the study's tables that gives them."""

    label: LiteralString
    query: LiteralString


@dataclass(frozen=True, slots=True)
class Links:
    """Relationships of a type.

    Attributes:
        type: Its name.
        target: Label at their ends.
        source: Column with the key at the start.
        end: Column with the key at the end.
        query: Gives them; a column for each property.
        refer: Whether the nodes at either end may be missing and are made as stubs.
    """

    type: LiteralString
    target: LiteralString
    source: str
    end: str
    query: LiteralString
    refer: bool = False


NODES: Final = (
    Nodes("Manuscript", "FROM manuscripts WHERE kind = 'manuscript' AND rings > 0 ORDER BY ALL"),
    Nodes("Entity", "FROM entities ORDER BY entity_id"),
    Nodes("Claim", "FROM claims WHERE claim_id IN (SELECT claim_id FROM ring_claims) ORDER BY ALL"),
    Nodes(
        "Sign",
        """
        SELECT DISTINCT concat_ws('=', sign, value) AS sign_id, sign, value
        FROM fake_signs WHERE striking ORDER BY ALL
        """,
    ),
    Nodes("Change", "FROM ring_changes ORDER BY change_id"),
    Nodes("Reach", "FROM ring_reach ORDER BY reach_id"),
    Nodes("Technique", "SELECT DISTINCT technique, name FROM techniques ORDER BY ALL"),
)
LINKS: Final = (
    Links(
        "ANSWERED",
        "Entity",
        "from_entity",
        "to_entity",
        """
        SELECT *, subject AS ring FROM crossings SEMI JOIN run_rings ON subject = ring_id
        ORDER BY from_entity, to_entity, ring
        """,
    ),
    Links("CHANGED", "Change", "subject", "change_id", "FROM ring_changes ORDER BY change_id"),
    Links("REACHED", "Reach", "subject", "reach_id", "FROM ring_reach ORDER BY reach_id"),
    Links(
        "INSTANCE_OF",
        "Manuscript",
        "post_id",
        "manuscript_id",
        """
        SELECT c.* FROM manuscript_copies c
        SEMI JOIN (FROM manuscripts WHERE kind = 'manuscript' AND rings > 0) USING (manuscript_id)
        ORDER BY manuscript_id, post_id
        """,
        refer=True,
    ),
    Links(
        "PUBLISHED",
        "Manuscript",
        "subject",
        "manuscript_id",
        "FROM ring_manuscripts ORDER BY subject, manuscript_id",
    ),
    Links(
        "NAMES",
        "Entity",
        "post_id",
        "entity_id",
        """
        SELECT post_id, entity_id, count FROM mentions SEMI JOIN flagged USING (account_id)
        ORDER BY ALL
        """,
        refer=True,
    ),
    Links(
        "TARGETED",
        "Entity",
        "subject",
        "entity_id",
        "FROM targets WHERE targeted ORDER BY subject, entity_id",
    ),
    Links(
        "CLAIMS",
        "Claim",
        "post_id",
        "claim_id",
        """
        SELECT post_id, claim_id, min(words) AS words FROM comparisons
        WHERE claim_id IS NOT NULL GROUP BY ALL ORDER BY ALL
        """,
        refer=True,
    ),
    Links("MADE", "Claim", "subject", "claim_id", "FROM ring_claims ORDER BY subject, claim_id"),
    Links("PREFERS", "Entity", "claim_id", "better", "FROM claims ORDER BY claim_id"),
    Links("DISPARAGES", "Entity", "claim_id", "worse", "FROM claims ORDER BY claim_id"),
    Links(
        "TOOK_SIDE",
        "Entity",
        "account_id",
        "entity_id",
        """
        SELECT *, subject AS ring FROM sides SEMI JOIN run_rings ON subject = ring_id
        ORDER BY account_id, entity_id, ring, voice
        """,
        refer=True,
    ),
    Links(
        "SET_AGAINST",
        "Entity",
        "one",
        "other",
        """
        SELECT *, subject AS ring FROM division SEMI JOIN run_rings ON subject = ring_id
        ORDER BY one, other, ring
        """,
    ),
    Links(
        "PLAYED",
        "Ring",
        "account_id",
        "subject",
        "FROM roles SEMI JOIN run_rings ON subject = ring_id ORDER BY account_id, subject",
        refer=True,
    ),
    Links(
        "FOLLOWS_LEAD",
        "Account",
        "follower",
        "leader",
        """
        SELECT *, subject AS ring FROM follows SEMI JOIN run_rings ON subject = ring_id
        WHERE q <= 0.05 ORDER BY follower, leader, ring
        """,
        refer=True,
    ),
    Links(
        "SPREAD",
        "Post",
        "subject",
        "root",
        "FROM cascades WHERE kind = 'repost' AND members >= 3 AND q <= 0.01 ORDER BY subject, root",
        refer=True,
    ),
    Links(
        "SHOWS_SIGN",
        "Sign",
        "subject",
        "sign_id",
        """
        SELECT *, concat_ws('=', sign, value) AS sign_id FROM fake_signs
        WHERE striking ORDER BY subject, sign_id
        """,
    ),
    Links(
        "EMPLOYS",
        "Technique",
        "subject",
        "technique",
        "FROM techniques ORDER BY subject, technique, rule",
    ),
)
_STUBS: Final = frozenset(("Post", "Account"))


def write_study(graph: Graph, tables: StudyTables, run_id: str, step: Step) -> None:
    """Write what one study concluded; every write can be repeated.

    Raises:
        GraphError: The server cannot take it; the next call goes on.
    """
    own = {"run": run_id}
    for nodes in NODES:
        node = NODE[nodes.label]
        rows = (record_row(node, {**row, **own}) for row in tables.rows(nodes.query))
        write_rows(graph, record(node), _counted(rows, step))
    for links in LINKS:
        rel = REL[links.type]
        if links.refer:
            _refer(graph, tables, links)
        rows = (
            link_row(rel, row[links.source], row[links.end], {**row, **own})
            for row in tables.rows(links.query)
        )
        statement = link(rel, NODE[rel.source], NODE[links.target])
        write_rows(graph, statement, _counted(rows, step))


def _refer(graph: Graph, tables: StudyTables, links: Links) -> None:
    """Make sure that posts and accounts are there: a study can know what the graph only will."""
    for label, column in ((REL[links.type].source, links.source), (links.target, links.end)):
        if label not in _STUBS:
            continue
        node = NODE[label]
        keys = dict.fromkeys(row[column] for row in tables.rows(links.query))
        rows = ([key, stub_properties(key)] for key in keys)
        write_rows(graph, reference(node), rows)


def _counted(rows: Iterable[list[Any]], step: Step) -> Iterator[list[Any]]:
    for row in rows:
        yield row
        step.advance()
