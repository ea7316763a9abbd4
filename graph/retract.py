"""Taking one account out of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final, LiteralString

from graph.keys import fit, handle_key
from graph.session import Graph
from marionet.progress import Step

_MOST: Final = 1000
_REMOVED: Final = "[removed]"

_BARE: Final[LiteralString] = """
UNWIND $rows AS row MATCH (p:Post {post_id: row[0]})
OPTIONAL MATCH (p)-[:TAGGED|LINKS_TO|SHOWS]->(n)
WITH p, row, collect(DISTINCT n) AS carried
OPTIONAL MATCH (p)-[out]->() DELETE out
WITH DISTINCT p, row, carried
OPTIONAL MATCH (p)<-[by:POSTED]-() DELETE by
WITH DISTINCT p, row, carried
SET p = {post_id: row[1], platform: row[2], stub: true}
WITH p, carried
CALL (p) { WITH p WHERE NOT EXISTS { (p)--() } DELETE p }
UNWIND CASE carried WHEN [] THEN [null] ELSE carried END AS n
WITH DISTINCT n WHERE n IS NOT NULL AND NOT EXISTS { (n)<--() }
DETACH DELETE n
"""
"""The post becomes a stub under a pseudonym where others refer to it, else it goes; what only it
carried goes with it."""

_THIN: Final[LiteralString] = (
    "MATCH (a:Account {account_id: $account})-[r]-() WITH r LIMIT $most DELETE r "
    "RETURN count(r) AS n"
)
_ACCOUNT: Final[LiteralString] = "MATCH (a:Account {account_id: $account}) DETACH DELETE a"
_TEXTS: Final[LiteralString] = (
    "UNWIND $texts AS text MATCH (m:Manuscript) WHERE m.text = text SET m.text = $removed"
)


def retract_account(
    graph: Graph,
    account_id: str,
    *,
    posts: Mapping[str, str],
    handles: frozenset[str],
    texts: frozenset[str],
    step: Step,
) -> None:
    """Delete an account with its posts; posts that others refer to become stubs.

    Args:
        graph: Where.
        account_id: Whose.
        posts: Id of each of its posts -> the pseudonym that takes its place.
        handles: Its handles: stubs that stand for them go, too.
        texts: Its texts, which may stand at a manuscript.
        step: What was deleted is counted there.

    Raises:
        GraphError: The server cannot be reached; the next call goes on.
    """
    platform = account_id.partition(":")[0]
    names = [account_id, *(handle_key(platform, handle) for handle in sorted(handles))]
    for name in map(fit, names):
        while graph.write(_THIN, {"account": name, "most": _MOST})[0]["n"]:
            pass
        graph.write(_ACCOUNT, {"account": name})
    # After the account, whose own links to pages would keep them.
    rows = iter([fit(post), fit(name), platform] for post, name in posts.items())
    while chunk := list(islice(rows, _MOST)):
        graph.write(_BARE, {"rows": chunk})
        step.advance(len(chunk))
    if texts:
        graph.write(_TEXTS, {"texts": sorted(texts), "removed": _REMOVED})
