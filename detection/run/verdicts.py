"""What was seen of every account near a finding, and which rule flagged or spared it.

A person who asks "why not this one?" gets an answer, and so does one who was nearly flagged.
Invariants:
- An account has at most `NEAREST` rows, its likeliest candidates: the table is linear in accounts.
- Every account of every burst of a finding has a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa

from detection.arrays import Flags, Ints, Reals, ints, reals
from detection.events import Events
from detection.found import Found
from detection.options import Constants
from detection.relations import Relations
from detection.rings.audience import Candidate
from detection.rings.claims import RING
from detection.rings.members import Evidence, Membership
from detection.run.ranking import Ranked
from vault.schema import RUN

NEAREST = 3
"""Candidates that are kept for each account."""

MEMBER = "member"
AUDIENCE = "audience"
ONCE = "once"
COMPANY = "company"
CHANCE = "chance"
FEW = "few"
BUMP = "bump"
ELSEWHERE = "elsewhere"
PROOF = "proof"
OPENLY = "openly"

VERDICTS: Mapping[str, str] = {
    MEMBER: "it is a member of the ring",
    AUDIENCE: "the accounts as a whole look like an audience, and nobody of an audience is flagged",
    ONCE: "it took part too few times: so little says nothing of an account",
    COMPANY: "what it posted does not lie among the members' posts in time",
    CHANCE: "so many coincidences are no more than an account as busy as this has by chance",
    FEW: "too few accounts stand out beside it, or on too few occasions, to speak of a ring",
    BUMP: "it took part so few times that the audience of the same objects explains it",
    ELSEWHERE: "it is closer to another ring, and an account is in one ring only",
    OPENLY: "its group acts together and says so: nearly all of its profiles name one owner",
    PROOF: "too little of it is left once public places are put aside, and what only accounts tie "
    "that are listed elsewhere",
}
"""Verdict -> the rule in plain words, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """Pairs of account and community, sorted, and what each level of purity says of them."""

    account: Ints
    community: Ints
    seen: Ints
    hits: Ints
    p: Reals
    q: Reals
    significant: Flags


def tested_table(
    relations: Relations,
    ranked: list[Ranked],
    events: Events,
    found: Found,
    constants: Constants,
) -> pa.Table:
    """Return the table `tested`: the nearest candidates of each account, by account.

    Args:
        relations: Where relational steps run.
        ranked: The findings.
        events: What the codes stand for.
        found: What the steps found.
        constants: member_hits.
    """
    evidence = found.evidence
    cells = _cells(relations, evidence, found.levels)
    if cells.account.size == 0:
        return RUN["tested"].empty_table()
    width = int(cells.community.max()) + 1
    key = cells.account * width + cells.community
    place = np.full(width, -1, dtype=np.int64)  # of the finding of a community
    for number, ring in reversed(list(enumerate(ranked))):
        place[ring.proof.finding.community] = number
    finding = place[cells.community]  # a community can hold several: then the account's own
    for number, ring in enumerate(ranked):
        own = ring.proof.finding.accounts * width + ring.proof.finding.community
        finding[np.isin(key, own)] = number
    verdict = _verdicts(cells, ranked, found.candidates, place, constants)
    near = np.flatnonzero((cells.seen >= constants.member_hits) | (finding >= 0))
    near = near[_first(cells, near, verdict[near] == MEMBER)]
    names = pa.array([*(ring.ring_id for ring in ranked), None], pa.string())
    known = ~np.isnan(cells.p[near])
    return pa.table(
        {
            "account_id": events.accounts.take(pa.array(cells.account[near])),
            "candidate": cells.community[near],
            "ring_id": names.take(pa.array(finding[near] % len(names))),
            "seen": cells.seen[near],
            "hits": cells.hits[near],
            "p": pa.array(cells.p[near], mask=~known),
            "q": pa.array(cells.q[near], mask=~known),
            "activity": evidence.bundles[cells.account[near]],
            "verdict": pa.array(verdict[near].tolist(), pa.string()),
        }
    )


def _cells(relations: Relations, evidence: Evidence, levels: list[Membership]) -> _Cells:
    rows = relations.rows(evidence.events)
    seen = relations.run(
        rows.group_by("account", "community")
        .agg(h=ibis.least(rows.post.nunique(), rows.bundle.nunique()))
        .order_by("account", "community")
    )
    account, community = ints(seen, "account"), ints(seen, "community")
    width = int(community.max(initial=0)) + 1
    key = account * width + community
    hits, significant = np.zeros(key.size, np.int64), np.zeros(key.size, np.bool_)
    p, q = np.full(key.size, np.nan), np.full(key.size, np.nan)
    for level in levels:
        at = np.searchsorted(
            key, ints(level.hits, "account") * width + ints(level.hits, "community")
        )
        better = ~(p[at] <= reals(level.hits, "p"))
        at_better = at[better]
        hits[at_better] = ints(level.hits, "h")[better]
        p[at_better] = reals(level.hits, "p")[better]
        q[at_better] = reals(level.hits, "q")[better]
        significant[at[level.significant]] = True
    return _Cells(account, community, ints(seen, "h"), hits, p, q, significant)


def _verdicts(
    cells: _Cells,
    ranked: list[Ranked],
    candidates: list[Candidate],
    place: Ints,
    constants: Constants,
) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    width = place.size
    key = cells.account * width + cells.community
    rings = [ring for ring in ranked if ring.proof.finding.tier == RING]
    listed = np.isin(
        key, _keys([(r.proof.finding.accounts, r.proof.finding.community) for r in rings], width)
    )
    open_groups = [ring.proof.finding for ring in ranked if _is_open(ring)]
    openly = np.isin(key, _keys([(one.accounts, one.community) for one in open_groups], width))
    core = np.isin(key, _keys([(c.accounts[c.core], c.community) for c in candidates], width))
    flagged = np.concatenate([np.zeros(0, np.int64), *(r.proof.finding.accounts for r in rings)])
    of_ring, judged = np.zeros(width, np.bool_), np.zeros(width, np.bool_)
    of_ring[[ring.proof.finding.community for ring in rings]] = True
    judged[[candidate.community for candidate in candidates]] = True
    ring, weighed = of_ring[cells.community], judged[cells.community]
    return np.select(
        [
            listed,
            openly,
            cells.seen < constants.member_hits,
            cells.hits < constants.member_hits,
            ~cells.significant,
            ~weighed,
            np.isin(cells.account, flagged),
            ~ring,
            ~core,
        ],
        [MEMBER, OPENLY, ONCE, COMPANY, CHANCE, FEW, ELSEWHERE, AUDIENCE, BUMP],
        PROOF,
    )


def _is_open(ring: Ranked) -> bool:
    finding = ring.proof.finding
    return finding.tier != RING and finding.openness is not None


def _keys(groups: list[tuple[Ints, int]], width: int) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *(a * width + c for a, c in groups)])


def _first(cells: _Cells, near: Ints, member: Flags) -> Ints:
    """Return which rows are an account's own ring or its likeliest candidates, in order."""
    p = np.nan_to_num(cells.p[near], nan=2.0)
    account = cells.account[near]
    order = np.lexsort((cells.community[near], -cells.seen[near], p, ~member, account))
    place = np.arange(order.size) - np.searchsorted(account[order], account[order])
    return order[place < NEAREST]
