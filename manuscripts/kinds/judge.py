"""The kind of each manuscript, from its traits: a sum of signs, each with its reason.

The score of a kind is the sum of its prior and of the weights of all signs seen, in nats: naive
Bayes with weights that are chosen and not estimated (signs.py), so that a number between 0 and 1
orders manuscripts and is no frequency. Invariants:
- Membership in a ring alone never makes a manuscript: without it the signs must come to
  `LEAST_OF_ITS_OWN` at least.
- A kind is named when it leads `unclear` and `manuscript` by `LEAST_LEAD`; the kind `manuscript`
  when it leads every other one by as much and outweighs all of them together. Among what people do
  by themselves the best guess is good enough; between people and software it is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import pyarrow as pa

from manuscripts.kinds.names import KINDS, MANUSCRIPT, UNCLEAR
from manuscripts.kinds.sign import Known, Sign
from manuscripts.kinds.signs import MEMBERS, MEMBERS_ALONE, PRIORS, SIGNS
from manuscripts.template import Template

LEAST_OF_ITS_OWN: Final = 2.3
"""Ten to one, from the text and its spread alone."""
LEAST_LEAD: Final = 0.7
LEAST_LIKELY: Final = 0.5
SURE_ENOUGH: Final = 0.75
"""Weight from which the reason says what a text is; below, that it is likelier than not."""

JUDGED: Final = pa.schema(
    [
        ("manuscript_id", pa.string()),
        ("kind", pa.string()),
        ("software", pa.float64()),
        ("reason", pa.string()),
    ]
)


def judge(traits: pa.Table, templates: Mapping[str, Template]) -> pa.Table:
    """Say of each manuscript what it is and why.

    Args:
        traits: The table that traits.traits returns.
        templates: manuscript_id -> its template, where one was recovered.

    Returns:
        Columns of `JUDGED`, in the order of `traits`: kind is a key of `KINDS`; software, 0..1, is
        the weight of the kind `manuscript` among all (what a share button or an app writes, a
        person has posted: it counts as people); reason is in words, with its numbers.
    """
    rows = traits.to_pylist()
    judged = [judge_one(Known(row, templates.get(row["manuscript_id"]))) for row in rows]
    told = [
        {"manuscript_id": row["manuscript_id"], "kind": kind, "software": weight, "reason": reason}
        for row, (kind, weight, reason) in zip(rows, judged, strict=True)
    ]
    return pa.Table.from_pylist(told, JUDGED)


def judge_one(known: Known) -> tuple[str, float, str]:
    """Return kind, software, reason of one manuscript."""
    seen = [sign for sign in SIGNS if sign.holds(known)]
    own = sum(sign.weights.get(MANUSCRIPT, 0.0) for sign in seen)
    if MEMBERS.holds(known):
        seen.append(MEMBERS if own >= LEAST_OF_ITS_OWN else MEMBERS_ALONE)
    scores = _scores(seen)
    kind = _named(scores)
    weight = _weight(scores, MANUSCRIPT)
    return kind, round(weight, 4), _reason(kind, seen, known, sure=weight >= SURE_ENOUGH)


def _scores(seen: list[Sign]) -> dict[str, float]:
    return {
        kind: PRIORS[kind] + sum(sign.weights.get(kind, 0.0) for sign in seen) for kind in KINDS
    }


def _named(scores: Mapping[str, float]) -> str:
    best = max(scores, key=lambda kind: scores[kind])
    rivals = set(KINDS) if best == MANUSCRIPT else {MANUSCRIPT, UNCLEAR}
    second = max(scores[kind] for kind in rivals - {best})
    likely = best != MANUSCRIPT or _weight(scores, MANUSCRIPT) >= LEAST_LIKELY
    return best if likely and scores[best] - second >= LEAST_LEAD else UNCLEAR


def _weight(scores: Mapping[str, float], kind: str) -> float:
    """Return the share of a kind in the sum of the exponentials of all scores."""
    top = max(scores.values())
    return math.exp(scores[kind] - top) / sum(math.exp(score - top) for score in scores.values())


def _reason(kind: str, seen: list[Sign], known: Known, *, sure: bool) -> str:
    """Return what speaks for the kind, what against it, and what it may be instead."""
    if kind == UNCLEAR:
        words = "; ".join(sign.words(known) for sign in seen)
        return f"Unclear: {words or 'nothing was seen that tells'}."
    for_it = [sign for sign in seen if sign.weights.get(kind, 0.0) > 0]
    for_it.sort(key=lambda sign: -sign.weights[kind])
    against = [sign for sign in seen if sign.weights.get(kind, 0.0) < 0]
    told = "; ".join(sign.words(known) for sign in for_it)
    reads = (
        "It reads as" if sure or kind != MANUSCRIPT else "It is likelier than not, but not surely,"
    )
    parts = [f"{reads} {KINDS[kind]}: {told}."]
    if against:
        parts.append(f"Against it: {'; '.join(sign.words(known) for sign in against)}.")
    if kind == MANUSCRIPT and for_it:
        parts.append(f"It could also be {for_it[0].innocent}.")
    return " ".join(parts)
