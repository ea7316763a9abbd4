"""What ties two accounts: posts, objects, gaps, and the chance of the coincidences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from detection.arrays import Ints, ints
from detection.explain.reading import Reader, Row
from detection.explain.shown import ShownPost, label_of, show_posts
from detection.run.chance import SECOND_US, Chances, Meetings, Visits, chances, meetings


@dataclass(frozen=True, slots=True)
class Meeting:
    """One piece of evidence in which both accounts took part.

    Attributes:
        burst_id: A burst of it.
        ring_id: Its ring.
        signal: Kind of what was shared.
        label: What was shared.
        one: First post of the first account.
        other: First post of the second.
        gap_s: Seconds from the first to the second; negative where the second came first.
        accounts: Accounts in it.
        chance: Share of all pairs of its accounts that are as close in time.
        told: Whether times can tell anything: they are more exact than the evidence is long.
    """

    burst_id: str
    ring_id: str
    signal: str
    label: str
    one: ShownPost
    other: ShownPost
    gap_s: float
    accounts: int
    chance: float
    told: bool


@dataclass(frozen=True, slots=True)
class ExplainedPair:
    """All that is told of two accounts.

    Attributes:
        account_a: The first account.
        account_b: The second.
        run: The run.
        rings: The rings in whose evidence the two were looked for.
        one_ring: Whether both are members of the same ring.
        drawn: Whether the pair was chosen to be drawn, for being near.
        activity_a: Pieces of evidence that the first took part in anywhere; None: not kept.
        activity_b: The same of the second.
        shared: Pieces of evidence in which both took part.
        expected: How many chance gives two accounts that busy.
        p_shared: Chance of so many.
        p_gaps: Chance of times as close, in those.
        p: Both combined; None where the run kept too little.
        meetings: The evidence, the most telling first.
    """

    account_a: str
    account_b: str
    run: str
    rings: list[str]
    one_ring: bool
    drawn: bool
    activity_a: int | None
    activity_b: int | None
    shared: int
    expected: float | None
    p_shared: float | None
    p_gaps: float | None
    p: float | None
    meetings: list[Meeting]


def explain_pair(reader: Reader, a: str, b: str, most: int) -> ExplainedPair:
    """Return what is told of two accounts.

    Members of one ring are looked for in its evidence, as the table `edges` does; others in that
    of all findings in which both took part.

    Args:
        reader: The run.
        a: Id of one account.
        b: Id of another.
        most: Meetings that are shown; all of them count.
    """
    common = {m["ring_id"] for m in reader.memberships(a)} & {
        m["ring_id"] for m in reader.memberships(b)
    }
    rings = sorted(common) or _near(reader, a, b)
    bursts = [burst for ring in rings for burst in reader.bursts_of(ring)]
    posts = reader.burst_posts(burst["burst_id"] for burst in bursts)
    edges = reader.run.read("edges", [("account_a", "=", min(a, b)), ("account_b", "=", max(a, b))])
    activity = [_activity(reader, account) for account in (a, b)]
    table = _joined(posts, bursts)
    visits, codes = _visits(table)
    chance: Chances | None = None
    met: list[Meeting] = []
    if a in codes and b in codes:
        pair = np.array([codes[a]]), np.array([codes[b]])
        found = meetings(visits, *pair)
        met = _met(reader, table, visits, found, bursts)
        chance = _chances(reader, table, visits, pair, activity)
    return ExplainedPair(
        account_a=a,
        account_b=b,
        run=reader.run.run_id,
        rings=rings,
        one_ring=bool(common),
        drawn=edges.num_rows > 0,
        activity_a=activity[0],
        activity_b=activity[1],
        shared=len(met),
        expected=None if chance is None else float(chance.expected[0]),
        p_shared=None if chance is None else float(chance.p_shared[0]),
        p_gaps=None if chance is None else float(chance.p_gaps[0]),
        p=None if chance is None else float(chance.p[0]),
        meetings=met[:most],
    )


def _near(reader: Reader, a: str, b: str) -> list[str]:
    one, other = reader.bursts_of_account(a), reader.bursts_of_account(b)
    of = [{x["ring_id"] for x in reader.bursts if x["burst_id"] in mine} for mine in (one, other)]
    return sorted(of[0] & of[1])


def _activity(reader: Reader, account: str) -> int | None:
    rows = [*reader.memberships(account), *reader.tested(account)]
    return next((row["activity"] for row in rows if row["activity"] is not None), None)


def _joined(posts: pa.Table, bursts: list[Row]) -> pa.Table:
    """Return the posts with the place of their burst among the bursts, and a code of its bundle.

    A burst that is evidence of two rings is in here for each.
    """
    bundles = sorted({(burst["ring_id"], burst["bundle"]) for burst in bursts})
    code = {bundle: number for number, bundle in enumerate(bundles)}
    about = pa.table(
        {
            "burst_id": pa.array([burst["burst_id"] for burst in bursts], pa.string()),
            "place": pa.array(range(len(bursts)), pa.int64()),
            "code": pa.array([code[b["ring_id"], b["bundle"]] for b in bursts], pa.int64()),
        }
    )
    joined = posts.join(about, "burst_id", join_type="inner")
    return joined.sort_by([(name, "ascending") for name in ("code", "at", "post_id", "place")])


def _visits(table: pa.Table) -> tuple[Visits, dict[str, int]]:
    names = table["account_id"].unique().sort().to_pylist()
    codes = {name: number for number, name in enumerate(names)}
    who = np.array([codes[name] for name in table["account_id"].to_pylist()], dtype=np.int64)
    exact = ints(table.set_column(0, "exact_s", table["exact"].fill_null(1)), "exact_s")
    return Visits.of(ints(table, "code"), who, ints(table, "at"), exact * SECOND_US), codes


def _chances(
    reader: Reader,
    table: pa.Table,
    visits: Visits,
    pair: tuple[Ints, Ints],
    activity: list[int | None],
) -> Chances | None:
    """Return the chances of the pair; None where a run of an earlier version kept too little."""
    total = reader.run.counts.get("all_visits")
    reached = {burst["burst_id"]: burst["reached"] for burst in reader.bursts}
    if total is None or None in activity or None in reached.values():
        return None
    sizes = np.zeros(int(visits.bundle.max()) + 1, dtype=np.int64)
    for name, code in zip(table["burst_id"].to_pylist(), table["code"].to_pylist(), strict=True):
        sizes[code] = reached[name]
    busy = np.zeros(int(visits.account.max()) + 1, dtype=np.int64)
    for end, d in zip(pair, activity, strict=True):
        busy[end] = d or 0
    return chances(visits, *pair, sizes, busy, total)


def _met(
    reader: Reader, table: pa.Table, visits: Visits, found: Meetings, bursts: list[Row]
) -> list[Meeting]:
    ends = [table.take(pa.array(visits.row[rows])).to_pylist() for rows in (found.one, found.other)]
    posts = show_posts(reader, [*ends[0], *ends[1]])
    met: list[Meeting] = []
    for k, (one, other) in enumerate(zip(*ends, strict=True)):
        burst = bursts[one["place"]]
        met.append(
            Meeting(
                burst_id=burst["burst_id"],
                ring_id=burst["ring_id"],
                signal=burst["signal"],
                label=label_of(burst),
                one=posts[one["post_id"]],
                other=posts[other["post_id"]],
                gap_s=(other["at"] - one["at"]).total_seconds(),
                accounts=burst["reached"] or burst["accounts"],
                chance=float(found.chance[k]),
                told=bool(found.told[k]),
            )
        )
    return sorted(met, key=lambda m: (not m.told, m.chance, m.accounts, m.burst_id))
