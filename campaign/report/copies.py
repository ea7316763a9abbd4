"""Lists of a study: its manuscripts, and the copies of one with their texts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from campaign.report.manuscript import members_of_rings, why_a_copy
from marionet.errors import NotFound

if TYPE_CHECKING:  # it leads to detection, which takes a second: not when a server starts
    from campaign.part import Findings
    from vault import Vault


def manuscripts_of(findings: Findings, ring: str | None = None) -> list[dict[str, Any]]:
    """Return the texts of a study, of every kind, most copies first.

    Args:
        findings: The study with its run.
        ring: Only those that its members published; the rows then have `members`, `own_posts` and
            `share`, and those with most copies of its members come first.

    Raises:
        NotFound: The run has no such ring.
    """
    rows = findings.study.read("manuscripts").to_pylist()
    rows.sort(key=lambda row: (-(row["posts"] or 0), row["manuscript_id"]))
    if ring is None:
        return rows
    known = findings.run.read("rings")["ring_id"].to_pylist()
    if ring not in known:
        some = ", ".join(known[:5]) or "none"
        raise NotFound(f"The run {findings.run.run_id} has no ring {ring!r} (it has: {some}).")
    own = {row["manuscript_id"]: row for row in findings.rows("ring_manuscripts", ring)}
    mine = [
        row | {"members": spread["members"], "own_posts": spread["posts"], "share": spread["share"]}
        for row in rows
        if (spread := own.get(row["manuscript_id"]))
    ]
    return sorted(mine, key=lambda row: (-(row["own_posts"] or 0), row["manuscript_id"]))


def kinds_of(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """Return kind and number of texts, manuscripts first, then the most frequent."""
    counted = Counter(str(row["kind"] or "unclear") for row in rows)
    return sorted(counted.items(), key=lambda each: (each[0] != "manuscript", -each[1], each[0]))


def copies_of(
    vault: Vault, findings: Findings, manuscript_id: str, *, offset: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Return some copies in the order of time, and how many there are in all.

    Each has its text, the handle of its account, whether that is a member of a ring, and why it
    is a copy.
    """
    from detection.explain.reading import Reader

    found = findings.study.read("manuscript_copies", [("manuscript_id", "=", manuscript_id)])
    rows = found.slice(offset, limit).to_pylist()
    reader = Reader(vault, findings.run)
    texts = reader.texts(row["post_id"] for row in rows)
    handles = reader.handles(row["account_id"] for row in rows)
    members = members_of_rings(findings)
    told = [
        {
            **row,
            "text": texts.get(row["post_id"]),
            "handle": handles.get(row["account_id"]),
            "member": row["account_id"] in members,
            "why": why_a_copy(row),
        }
        for row in rows
    ]
    return told, found.num_rows
