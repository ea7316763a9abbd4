"""Rules about manuscripts: texts that members published in copies."""

from __future__ import annotations

from typing import Final

from campaign.techniques.facts import Facts, Row
from campaign.techniques.rule import HIGH, LOW, MEDIUM, Assertion, Rule, counted

FEWEST: Final = 5
"""Members that published a manuscript."""
MANY: Final = 10
SURE: Final = 0.8
"""How likely software or a paid hand wrote the copies of a manuscript, for confidence."""
SEVERAL: Final = 3


def copypasta(facts: Facts) -> Assertion | None:
    """Manuscripts that members published."""
    used = _used(facts)
    if not used:
        return None
    manuscripts = facts.manuscripts
    sure = [
        row
        for row in used
        if row["members"] >= MANY and (manuscripts[row["manuscript_id"]]["software"] or 0) >= SURE
    ]
    members, posts = max(row["members"] for row in used), sum(row["posts"] for row in used)
    reason = (
        f"Members published {posts:,} copies of {counted(len(used), 'manuscript')}, up to "
        f"{members:,} members one and the same; {len(sure) or 'none'} of them by ten members or "
        "more, and hardly by hand."
    )
    confidence = HIGH if len(sure) >= SEVERAL else MEDIUM if sure else LOW
    return Assertion(confidence, reason, tuple(row["manuscript_id"] for row in used))


def across_platforms(facts: Facts) -> Assertion | None:
    """One manuscript that members published on several platforms."""
    used = [row["manuscript_id"] for row in _used(facts)]
    copies = facts.own_copies(used).group_by(["manuscript_id", "platform"]).aggregate([])
    seen: dict[str, set[str]] = {}
    for row in copies.to_pylist():
        seen.setdefault(row["manuscript_id"], set()).add(row["platform"])
    wide = [manuscript for manuscript in used if len(seen.get(manuscript, ())) > 1]
    if not wide:
        return None
    platforms = sorted(set[str]().union(*(seen[manuscript] for manuscript in wide)))
    many = counted(len(wide), "manuscript")
    reason = f"Members published {many} on several platforms: {', '.join(platforms)}."
    return Assertion(MEDIUM if len(wide) >= SEVERAL else LOW, reason, tuple(wide))


def _used(facts: Facts) -> list[Row]:
    """Return the manuscripts that enough members published, most members first."""
    rows = [
        row
        for row in facts.rows("ring_manuscripts")
        if row["manuscript_id"] in facts.manuscripts and row["members"] >= FEWEST
    ]
    return sorted(rows, key=lambda row: (-row["members"], row["manuscript_id"]))


RULES: Final = (
    Rule(
        name="copies-of-manuscripts",
        technique="T0084.001",
        asks="a text of the kind manuscript in copies by five members; medium where ten members "
        "published one that software wrote with a likelihood of .8, high from three such on",
        limits="Kinds are judged by campaign and manuscripts, with errors of their own.",
        judge=copypasta,
    ),
    Rule(
        name="manuscripts-on-platforms",
        technique="T0119.002",
        asks="a manuscript that members published on two platforms; medium from three on",
        limits="That accounts of two platforms are one ring is itself an inference.",
        judge=across_platforms,
    ),
)
