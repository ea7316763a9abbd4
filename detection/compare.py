"""What became of the rings of one run in another, and which name a ring keeps across runs.

A run is a pure function of its question, so its ids begin with its own digits and say nothing of
other runs. Identity is derived from the runs, in the order of time: docs/decisions/0009.

Invariants:
- Two rings can be one only if half of the accounts of the smaller are in the other.
- A name belongs to one ring of a run at most, and a ring has one name.
- The same runs give the same answer, whatever the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csgraph

from detection.rings.claims import RING
from vault import Run

LEAST_CONTAINED = 0.5
"""Share of the smaller ring's accounts that must be in the other."""

KEPT = "kept"
SPLIT = "split"
MERGED = "merged"
NEW = "new"
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Ring:
    """A finding of a run, as far as it is compared.

    Attributes:
        ring_id: Its id.
        tier: ring or audience-like.
        accounts: Its members.
        evidence: (signal, object) of its bursts.
    """

    ring_id: str
    tier: str
    accounts: frozenset[str]
    evidence: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Link:
    """Two rings of two runs that have most of the smaller in common.

    Attributes:
        former: Place of the one.
        latter: Place of the other.
        common: Accounts in both.
        jaccard: Of the accounts, 0 to 1.
        evidence: Jaccard of the evidence, 0 to 1.
    """

    former: int
    latter: int
    common: int
    jaccard: float
    evidence: float


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a ring; one row for each link, and for each ring without one.

    Attributes:
        fate: KEPT, SPLIT, MERGED, NEW or GONE.
        former: Id in the former run, or None.
        latter: Id in the latter, or None.
        former_accounts: Members then.
        latter_accounts: Members now.
        common: Members both times.
        jaccard: Common over all members.
        evidence: The same for what they shared.
        same: Whether the two are one ring: the name goes on here.
        note: What else is to be said.
    """

    fate: str
    former: str | None
    latter: str | None
    former_accounts: int
    latter_accounts: int
    common: int
    jaccard: float
    evidence: float
    same: bool
    note: str


def read_findings(run: Run) -> list[Ring]:
    """Return the findings of a run, rings first."""
    members: dict[str, set[str]] = {}
    for row in run.read("members").select(["ring_id", "account_id"]).to_pylist():
        members.setdefault(row["ring_id"], set()).add(row["account_id"])
    evidence: dict[str, set[tuple[str, str]]] = {}
    for row in run.read("bursts").select(["ring_id", "signal", "object_id"]).to_pylist():
        evidence.setdefault(row["ring_id"], set()).add((row["signal"], row["object_id"]))
    return [
        Ring(
            row["ring_id"],
            row["tier"],
            frozenset(members.get(row["ring_id"], ())),
            frozenset(evidence.get(row["ring_id"], ())),
        )
        for row in run.read("rings").select(["ring_id", "tier"]).to_pylist()
    ]


def links(former: Sequence[Ring], latter: Sequence[Ring]) -> list[Link]:
    """Return the pairs that have at least half of the smaller one's accounts in common.

    Complexity: linear in the members, plus the pairs of rings that share an account.
    """
    of: dict[str, list[int]] = {}
    for place, ring in enumerate(former):
        for account in ring.accounts:
            of.setdefault(account, []).append(place)
    common: dict[tuple[int, int], int] = {}
    for place, ring in enumerate(latter):
        for account in ring.accounts:
            for other in of.get(account, ()):
                common[other, place] = common.get((other, place), 0) + 1
    found: list[Link] = []
    for (a, b), count in sorted(common.items()):
        one, other = former[a], latter[b]
        if count >= LEAST_CONTAINED * min(len(one.accounts), len(other.accounts)):
            alike = count / len(one.accounts | other.accounts)
            found.append(Link(a, b, count, alike, _jaccard(one.evidence, other.evidence)))
    return found


def _jaccard(a: frozenset[tuple[str, str]], b: frozenset[tuple[str, str]]) -> float:
    return len(a & b) / max(1, len(a | b))


def match(found: Sequence[Link]) -> set[tuple[int, int]]:
    """Return which links hold when each ring has one partner: the greatest sum of Jaccard.

    Evidence decides between partners whose accounts are equally alike. Solved by the Hungarian
    method within each group of rings that are linked (Kuhn 1955).
    """
    if not found:
        return set()
    rows, row = np.unique([link.former for link in found], return_inverse=True)
    columns, column = np.unique([link.latter for link in found], return_inverse=True)
    worth = np.array([link.jaccard + 1e-6 * link.evidence for link in found])
    size = rows.size + columns.size
    graph = coo_array((np.ones(worth.size), (row, rows.size + column)), shape=(size, size))
    group = csgraph.connected_components(graph, directed=False)[1][row]
    chosen: set[tuple[int, int]] = set()
    for number in np.unique(group):
        mine = np.flatnonzero(group == number)
        r, i = np.unique(row[mine], return_inverse=True)
        c, j = np.unique(column[mine], return_inverse=True)
        table = np.zeros((r.size, c.size))
        table[i, j] = worth[mine]
        for x, y in zip(*linear_sum_assignment(table, maximize=True), strict=True):
            if table[x, y] > 0:
                chosen.add((int(rows[r[x]]), int(columns[c[y]])))
    return chosen


def compare(former: Run, latter: Run) -> list[Fate]:
    """Return what became of the rings of one run in another.

    One row for each link: kept where it is the only one at both ends; split where a former ring
    has several; merged where a latter ring has several. Then the new and the gone.
    """
    before, after = read_findings(former), read_findings(latter)
    return fates(before, after)


def fates(before: Sequence[Ring], after: Sequence[Ring]) -> list[Fate]:
    """Return what became of these rings; audiences only tell where one went or came from."""
    old = [ring for ring in before if ring.tier == RING]
    new = [ring for ring in after if ring.tier == RING]
    found = links(old, new)
    same = match(found)
    parts = _counts(link.former for link in found)
    sources = _counts(link.latter for link in found)
    rows: list[Fate] = []
    for link in found:
        fate = KEPT
        if sources[link.latter] > 1:
            fate = MERGED
        elif parts[link.former] > 1:
            fate = SPLIT
        note = "split, too" if fate == MERGED and parts[link.former] > 1 else ""
        rows.append(_fate(fate, old, new, link, note, same=(link.former, link.latter) in same))
    rows += _alone(GONE, old, parts, [r for r in after if r.tier != RING])
    rows += _alone(NEW, new, sources, [r for r in before if r.tier != RING])
    return rows


def _counts(places: Iterable[int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for place in places:
        counts[place] = counts.get(place, 0) + 1
    return counts


def _fate(
    fate: str, old: Sequence[Ring], new: Sequence[Ring], link: Link, note: str, *, same: bool
) -> Fate:
    one, other = old[link.former], new[link.latter]
    return Fate(
        fate=fate,
        former=one.ring_id,
        latter=other.ring_id,
        former_accounts=len(one.accounts),
        latter_accounts=len(other.accounts),
        common=link.common,
        jaccard=link.jaccard,
        evidence=link.evidence,
        same=same,
        note=note,
    )


def _alone(
    fate: str, rings: Sequence[Ring], linked: Mapping[int, int], audiences: Sequence[Ring]
) -> list[Fate]:
    rows: list[Fate] = []
    for place, ring in enumerate(rings):
        if place in linked:
            continue
        alike = max(links([ring], audiences), key=lambda link: link.jaccard, default=None)
        note = ""
        if alike is not None:
            when = "now" if fate == GONE else "before"
            note = f"{when} audience-like: {audiences[alike.latter].ring_id}"
        gone = fate == GONE
        rows.append(
            Fate(
                fate=fate,
                former=ring.ring_id if gone else None,
                latter=None if gone else ring.ring_id,
                former_accounts=len(ring.accounts) if gone else 0,
                latter_accounts=0 if gone else len(ring.accounts),
                common=0,
                jaccard=0.0,
                evidence=0.0,
                same=False,
                note=note,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Name:
    """The name that a ring keeps across runs: the id under which it was found first.

    Attributes:
        name: That id.
        since: Id of the run that found it first.
        runs: In how many runs up to this one it was found.
    """

    name: str
    since: str
    runs: int


def names(runs: Sequence[Run], wanted: Run) -> dict[str, Name]:
    """Return the name of each ring of a run, by its id; see `Naming`."""
    return Naming().names(runs, wanted)


class Naming:
    """Names the rings of one run after another, each run read once.

    Runs of the same collection up to the wanted one are gone through in the order of time. The
    rings of each are matched with the last appearance of every name that is known by then, so a
    ring that one run misses has its name again in the next. Who asks for later and later runs keeps
    one `Naming`: it goes on where it was; where a run came between or went, it begins anew.
    """

    def __init__(self) -> None:
        self._known: list[tuple[Name, Ring]] = []
        self._called: dict[tuple[str, str], dict[str, Name]] = {}  # in the order of time

    def names(self, runs: Sequence[Run], wanted: Run) -> dict[str, Name]:
        """Return the name of each ring of a run, by its id.

        Args:
            runs: Runs in any order; those of other collections and later ones are passed over.
            wanted: Whose rings are named; one of them.
        """
        history = sorted(
            (run for run in runs if run.collection == wanted.collection),
            key=lambda run: (run.created_at, run.run_id),
        )
        until = [run.run_id for run in history].index(wanted.run_id)
        keys = [(run.run_id, run.created_at) for run in history[: until + 1]]
        done = list(self._called)
        if done[: len(keys)] != keys[: len(done)]:
            self._known, self._called = [], {}
        for run, key in zip(history, keys, strict=False):
            if key not in self._called:
                self._called[key] = self._name(run)
        return self._called[keys[-1]]

    def _name(self, run: Run) -> dict[str, Name]:
        """Return the names of the rings of the next run, and remember these."""
        rings = [ring for ring in read_findings(run) if ring.tier == RING]
        known = self._known
        partner = {b: a for a, b in match(links([ring for _, ring in known], rings))}
        called: dict[str, Name] = {}
        for place, ring in enumerate(rings):
            if place in partner:
                before = known[partner[place]][0]
                name = Name(before.name, before.since, before.runs + 1)
                known[partner[place]] = (name, ring)
            else:
                name = Name(ring.ring_id, run.run_id, 1)
                known.append((name, ring))
            called[ring.ring_id] = name
        return called
