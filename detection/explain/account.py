"""Why an account was flagged, or was not: what was seen of it, and which rule decided."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from detection.explain.reading import Reader, Row
from detection.explain.shown import ShownPost, label_of, show_posts
from detection.run.verdicts import VERDICTS

NEAREST = 8
"""Accounts before and after a post that are looked at: as the member test does."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What an account did in one burst.

    Attributes:
        burst_id: The burst.
        ring_id: Its ring.
        signal: Kind of what was shared.
        label: What was shared.
        post: The first post of the account in it.
        members: Members of the ring in the burst.
        accounts: Accounts in the burst.
        around: Other members among the nearest accounts in time.
        nearest: How many nearest accounts there are, at most twice NEAREST.
        gap_s: Seconds to the nearest post of another member; None without one.
        beside: That member, or None.
    """

    burst_id: str
    ring_id: str
    signal: str
    label: str
    post: ShownPost
    members: int
    accounts: int
    around: int
    nearest: int
    gap_s: float | None
    beside: str | None


@dataclass(frozen=True, slots=True)
class ExplainedAccount:
    """All that is told of an account.

    Attributes:
        account_id: Its id.
        handle: The handle seen last, or None.
        run: The run.
        ring: x the ring's tier and size; None for one that no finding lists.
        candidates: Its nearest candidates, as in `tested`, each with `why`.
        traces: Its strongest traces.
        pieces: Pieces of evidence of findings that it took part in.
        nearest: Its nearest co-members, as in `edges`, with `other`.
        kept: Whether the run keeps what was seen of accounts that no finding lists.
    """

    account_id: str
    handle: str | None
    run: str
    ring: Row | None
    candidates: list[Row]
    traces: list[Trace]
    pieces: int
    nearest: list[Row]
    kept: bool


def explain_account(reader: Reader, account: str, most: int) -> ExplainedAccount:
    """Return what is told of an account, flagged or not.

    Args:
        reader: The run.
        account: Its id.
        most: Traces and co-members that are shown.
    """
    tiers = {ring["ring_id"]: ring for ring in reader.rings}
    listed = sorted(
        reader.memberships(account), key=lambda m: tiers[m["ring_id"]]["tier"] != "ring"
    )
    ring = None
    if listed:
        about = tiers[listed[0]["ring_id"]]
        ring = {**listed[0], "tier": about["tier"], "accounts": about["accounts"]}
    candidates = [_candidate(row, ring) for row in reader.tested(account)]
    near = (
        [ring["ring_id"]] if ring else [row["ring_id"] for row in candidates if row["ring_id"]][:1]
    )
    traces, pieces = _traces(reader, account, near)
    edges = reader.run.read("edges").to_pylist() if ring else []
    return ExplainedAccount(
        account_id=account,
        handle=reader.handles([account]).get(account),
        run=reader.run.run_id,
        ring=ring,
        candidates=candidates,
        traces=traces[:most],
        pieces=pieces,
        nearest=_co_members(edges, account)[:most],
        kept=reader.run.path("tested").exists(),
    )


def _candidate(row: Row, ring: Row | None) -> Row:
    """Return a candidate with its verdict in words, and in its own finding with the same p."""
    own = ring is not None and row["ring_id"] == ring["ring_id"]
    told = {name: ring[name] for name in ("hits", "p", "q")} if ring is not None and own else {}
    return {**row, **told, "why": VERDICTS.get(row["verdict"], row["verdict"])}


def _co_members(edges: list[Row], account: str) -> list[Row]:
    mine = [
        {**edge, "other": edge["account_b"] if edge["account_a"] == account else edge["account_a"]}
        for edge in edges
        if account in (edge["account_a"], edge["account_b"])
    ]
    return sorted(mine, key=lambda edge: (edge["p"], edge["other"]))


def _traces(reader: Reader, account: str, rings: list[str]) -> tuple[list[Trace], int]:
    """Return the traces in these rings, one of each bundle, the strongest first; and how many."""
    took_part = reader.bursts_of_account(account)
    bursts = [b for ring in rings for b in reader.bursts_of(ring) if b["burst_id"] in took_part]
    rows: dict[str, list[Row]] = {}
    for row in reader.burst_posts(burst["burst_id"] for burst in bursts).to_pylist():
        rows.setdefault(row["burst_id"], []).append(row)
    members = {ring: {m["account_id"] for m in reader.members_of(ring)} for ring in rings}
    first = {
        name: next(r for r in mine if r["account_id"] == account) for name, mine in rows.items()
    }
    posts = show_posts(reader, list(first.values()))
    best: dict[int, Trace] = {}
    for burst in bursts:
        name = burst["burst_id"]
        trace = _trace(burst, rows[name], posts[first[name]["post_id"]], members[burst["ring_id"]])
        other = best.get(burst["bundle"])
        if other is None or _strength(trace) < _strength(other):
            best[burst["bundle"]] = trace
    return sorted(best.values(), key=_strength), len(best)


def _strength(trace: Trace) -> tuple[float, float, int, str]:
    """Order traces: most company first, then the smallest gap, then the fewest outsiders."""
    share = trace.around / trace.nearest if trace.nearest else 0.0
    gap = float("inf") if trace.gap_s is None else trace.gap_s
    return (-share, gap, trace.accounts, trace.burst_id)


def _trace(burst: Row, rows: list[Row], post: ShownPost, members: set[str]) -> Trace:
    visits: dict[str, Row] = {}
    for row in rows:  # by time: the first post of each account
        visits.setdefault(row["account_id"], row)
    line = list(visits.values())
    here = bisect_left([row["at"] for row in line], post.at)
    while line[here]["account_id"] != post.account_id:
        here += 1
    near = line[max(0, here - NEAREST) : here] + line[here + 1 : here + 1 + NEAREST]
    others = [row for row in line if row["account_id"] in members - {post.account_id}]
    beside = min(
        others,
        key=lambda row: (abs(row["at"] - post.at), row["account_id"]),
        default=None,
    )
    return Trace(
        burst_id=burst["burst_id"],
        ring_id=burst["ring_id"],
        signal=burst["signal"],
        label=label_of(burst),
        post=post,
        members=burst["members"],
        accounts=burst["accounts"],
        around=sum(row["account_id"] in members for row in near),
        nearest=len(near),
        gap_s=abs(beside["at"] - post.at).total_seconds() if beside else None,
        beside=beside["account_id"] if beside else None,
    )
