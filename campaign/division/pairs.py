"""Pairs of communities that members of a ring speak for, or provoke, on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from itertools import combinations
from typing import Any, Final

import numpy as np
import pyarrow as pa
from scipy.stats import fisher_exact

from campaign.case import Case
from campaign.division.fans import attackers, fans_of_several
from campaign.division.replies import drawn
from campaign.division.voices import ATTACK
from vault.study_schema import STUDY

FEWEST_FANS: Final = 5
"""Fans of either community, of whom a share is told."""

_Sides = Mapping[str, frozenset[str]]


def division_rows(case: Case, voices: pa.Table, communities: pa.Table) -> pa.Table:
    """Return the table `division`: pairs in which a member is on both sides or provokes both.

    p is Fisher's exact probability (one-sided) of so many fans of both among the members who are
    fans of either, were they like the organic fans of either.
    """
    fans, attacks = fans_of_several(case, voices), attackers(case, voices)
    flagged = set(case.relations.run(case.flagged())["account_id"].to_pylist())
    organic = fans.keys() - flagged
    provocations = [row for row in voices.to_pylist() if row["voice"] == ATTACK]
    answers = drawn(case, voices, communities).to_pylist()
    rows: list[dict[str, Any]] = []
    for subject, members in _members(case).items():
        own = [row for row in provocations if row["account_id"] in members]
        for one, other in _pairs(fans, attacks, members):
            row = {"subject": subject, "one": one, "other": other}
            row |= _both(fans, members, organic, (one, other))
            rows.append(row | _provoked(attacks, members, own, answers, (one, other)))
    return pa.Table.from_pylist(rows, schema=STUDY["division"])


def _pairs(fans: _Sides, attacks: _Sides, members: Set[str]) -> list[tuple[str, str]]:
    """Return the pairs of communities that one member speaks for, or attacks, both."""
    found: set[tuple[str, str]] = set()
    for sides in (fans, attacks):
        for account in members & sides.keys():
            found |= set(combinations(sorted(sides[account]), 2))
    return sorted(found)


def _both(
    fans: _Sides, members: Set[str], organic: Set[str], pair: tuple[str, str]
) -> dict[str, Any]:
    """Return how many are fans of both, and the shares of these among the fans of either."""
    own, either = _counts(fans, members, pair)
    organic_own, organic_either = _counts(fans, organic, pair)
    enough = min(either, organic_either) >= FEWEST_FANS
    table = np.array([[own, either - own], [organic_own, organic_either - organic_own]])
    return {
        "both": own,
        "members_both": own / either if either >= FEWEST_FANS else None,
        "organic_both": organic_own / organic_either if organic_either >= FEWEST_FANS else None,
        "p": float(fisher_exact(table, alternative="greater").pvalue) if enough else None,
    }


def _counts(fans: _Sides, who: Iterable[str], pair: tuple[str, str]) -> tuple[int, int]:
    sides = [fans[account] & set(pair) for account in who if account in fans]
    return sum(len(side) == len(pair) for side in sides), sum(bool(side) for side in sides)


def _provoked(
    attacks: _Sides,
    members: Set[str],
    own: list[dict[str, Any]],
    answers: list[dict[str, Any]],
    pair: tuple[str, str],
) -> dict[str, int]:
    """Return who provokes on both sides, with how many posts, and what these drew."""
    provokers = {who for who in members & attacks.keys() if attacks[who] >= set(pair)}
    posts = {
        row["post_id"] for row in own if row["account_id"] in provokers and row["entity_id"] in pair
    }
    replies = [row for row in answers if row["target"] in posts and row["attacked"] in pair]
    return {
        "provokers": len(provokers),
        "provocations": len(posts),
        "drawn": len({row["post_id"] for row in replies}),
        "crossing": len({row["post_id"] for row in replies if row["home"] == row["attacked"]}),
    }


def _members(case: Case) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in case.subjects.to_pylist():
        found.setdefault(row["subject"], set()).add(row["account_id"])
    return found
