"""The numbers behind the doubts of each ring, from the tables of its run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
from ibis import _

from detection.options import Constants
from detection.relations import Relations
from detection.rings.audience import Candidate
from detection.run.doubts import OLD_YEARS, Doubts, against
from detection.run.profiles import Profiles
from vault.schema import RUN

Row = Mapping[str, Any]

PASSED_ON = "Post"
"""What bursts are about whose object is a post that somebody wrote: `bursts.node`."""
LINKS = "Url"
"""The same for addresses of pages."""


def with_doubts(
    relations: Relations,
    tables: dict[str, pa.Table],
    judged: Mapping[str, Candidate],
    profiles: Profiles,
    constants: Constants,
) -> pa.Table:
    """Return the table `rings` with what speaks against each ring.

    Args:
        relations: Where relational steps run.
        tables: rings, members, bursts and burst_posts of the run.
        judged: How each ring was judged, by its id; only these get a text.
        profiles: What the collection says of the members.
        constants: places, member_hits.
    """
    people = {row["account_id"]: row for row in profiles.accounts.to_pylist()}
    members = _by_ring(tables["members"].to_pylist())
    bursts = _by_ring(tables["bursts"].to_pylist())
    counts = {row["ring_id"]: row for row in _counted(relations, tables).to_pylist()}
    rows = tables["rings"].to_pylist()
    for ring in rows:
        name = ring["ring_id"]
        if name in judged:
            doubts = _weigh(
                ring,
                [{**row, **people.get(row["account_id"], {})} for row in members[name]],
                bursts[name],
                counts[name],
                judged[name],
                profiles.authors,
                constants,
            )
            ring["against"] = against(doubts)
    return pa.Table.from_pylist(rows, schema=RUN["rings"])


def _by_ring(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["ring_id"], []).append(row)
    return found


def _counted(relations: Relations, tables: dict[str, pa.Table]) -> pa.Table:
    """Return, of the members' posts of each ring, how many and how exact their times are."""
    posts = relations.rows(tables["burst_posts"])
    rings = relations.rows(tables["bursts"].select(["burst_id", "ring_id"]))
    members = relations.rows(tables["members"].select(["ring_id", "account_id"]))
    all_posts = posts.inner_join(rings, "burst_id").semi_join(members, ["ring_id", "account_id"])
    theirs = all_posts.select("ring_id", "post_id", "exact").distinct()
    return relations.run(
        theirs.group_by("ring_id")
        .agg(
            posts=_.count(),
            to_minute=((_.exact > 1) & (_.exact <= 60)).sum(),
            to_day=(_.exact > 60).sum(),
        )
        .order_by("ring_id")
    )


def _weigh(
    ring: Row,
    members: list[Row],
    bursts: list[Row],
    counts: Row,
    judged: Candidate,
    authors: Mapping[str, str],
    constants: Constants,
) -> Doubts:
    registered = [row["created_at"] for row in members if row.get("created_at")]
    young_from = ring["first"] - timedelta(days=365.25 * OLD_YEARS)
    outside = [
        1 - min(1.0, row["posts"] / row["all_posts"]) for row in members if row.get("all_posts")
    ]
    public, elsewhere = set[int](), set[int]()
    for burst in bursts:
        (public if burst["signal"] in constants.places else elsewhere).add(burst["bundle"])
    objects = {(burst["node"] or "", burst["object_id"]) for burst in bursts}
    wrote = [
        authors[what] for node, what in sorted(objects) if node == PASSED_ON and what in authors
    ]
    sites = [urlsplit(what).hostname or what for node, what in sorted(objects) if node == LINKS]
    author, site = _commonest(wrote), _commonest(sites)
    return Doubts(
        members=len(members),
        outside=median(outside) if outside else None,
        verified=sum(bool(row.get("verified")) for row in members),
        dated=len(registered),
        old=sum(at <= young_from for at in registered),
        weak_members=sum(row["hits"] <= constants.member_hits for row in members),
        least_hits=constants.member_hits,
        kinds=len({burst["node"] for burst in bursts}),
        author=author[0],
        by_author=author[1],
        passed_on=len(wrote),
        site=site[0],
        to_site=site[1],
        links=len(sites),
        pieces=len(public | elsewhere),
        public_pieces=len(public - elsewhere),
        outsiders=sum(1 - b["members"] / b["accounts"] for b in bursts) / len(bursts),
        posts=counts["posts"],
        to_minute=counts["to_minute"],
        to_day=counts["to_day"],
        q=ring["q"],
        seen=judged.shape.seen,
        audience=judged.shape.expected,
        bump=judged.shape.bump,
        in_bump=judged.share,
    )


def _commonest(values: list[str]) -> tuple[str | None, int]:
    return Counter(values).most_common(1)[0] if values else (None, 0)
