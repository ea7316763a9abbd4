"""The section on reach: what is the ring's own, and what is left without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from campaign.part import Findings
from campaign.reach.counted import COMMENTS, REPOSTS
from campaign.reach.ranks import RANK
from campaign.reach.views import LIKES, VIEWS
from campaign.section import Column, Grid, Section

SHOWN: Final = 15
_COLUMNS: Final = (
    Column("total", "With the ring", "number"),
    Column("own", "The ring's own", "number"),
    Column("without", "Without it", "number"),
    Column("low", "at least", "number"),
    Column("high", "at most", "number"),
    Column("how", "How this is known"),
)
_TITLES: Final = {
    REPOSTS: "Reposts of single posts",
    COMMENTS: "Comments on single posts",
    VIEWS: "Views of single posts",
    LIKES: "Likes of single posts",
    RANK: "Ranks of hashtags",
}
LIMITS: Final = (
    "Reposts and comments are counted where they are in the collection. Where a platform counted "
    "more, the missing ones are taken to be like those that are there; a collection that was made "
    "by looking at the ring has too many of its own, and then less is its own than is told here.",
    "Without the ring means: with its members' posts taken out and all else as it was. What others "
    "did because the ring had lifted a post is not taken out.",
    "Nobody can tell who viewed or liked a post. Ranks are among the tags of this collection, not "
    "those of the platform's list.",
)


def tell_reach(findings: Findings, subject: str) -> Section | None:
    """Return the section of a ring or of the run as a whole; None where nothing was counted."""
    rows = findings.rows("reach", subject)
    wholes = {row["measure"]: row for row in rows if row["object"] is None}
    told = [_counted(wholes[name]) for name in (REPOSTS, COMMENTS) if name in wholes]
    told += [_shown(wholes[name]) for name in (VIEWS, LIKES) if name in wholes]
    ranks = [row for row in rows if row["measure"] == RANK]
    if ranks:
        told.append(_ranked(ranks))
    if not told:
        return None
    if VIEWS not in wholes:
        told.append("The data hold no counts of views of these posts: nothing is said about views.")
    grids = [
        _grid(title, [row for row in rows if row["measure"] == name and row["object"] is not None])
        for name, title in _TITLES.items()
    ]
    whole = Grid(
        "All posts together",
        (Column("measure", "What"), *_COLUMNS),
        tuple((str(name), *_cells(row)) for name, row in wholes.items()),
    )
    return Section(tuple(told), (whole, *(grid for grid in grids if grid.rows)), LIMITS)


def _counted(row: dict[str, Any]) -> str:
    total, own, without = row["total"], row["own"], row["without"]
    name = row["measure"]
    if row["low"] is None:
        return (
            f"Of {total:,.0f} {name} of the posts that members wrote or lifted, {own:,.0f} "
            f"({_share(own, total)}) are by members; {without:,.0f} are left without them."
        )
    return (
        f"The platforms counted {total:,.0f} {name} of the posts that members wrote or lifted. "
        f"Without members an estimated {without:,.0f} are left ({row['low']:,.0f} to "
        f"{row['high']:,.0f}); {own:,.0f} by members are in the collection."
    )


def _shown(row: dict[str, Any]) -> str:
    lifted = row["high"]
    rest = (
        f" Of {lifted:,.0f} {row['measure']} of posts by others that members lifted, anything from "
        "none to all may be left without them."
        if lifted
        else ""
    )
    return f"Members' own posts had {row['own']:,.0f} {row['measure']}.{rest}"


def _ranked(ranks: Sequence[dict[str, Any]]) -> str:
    first = [row for row in ranks if row["total"] == 1]
    gone = [row for row in ranks if row["without"] is None]
    fell = [row for row in ranks if row["without"] is not None and row["without"] > row["total"]]
    return (
        f"Of {len(ranks):,} hashtags that members used most, {len(first):,} stood first in the "
        f"hours of their peak. Without the posts of members {len(gone):,} would not have been "
        f"there at all, and {len(fell):,} would have ranked lower."
    )


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def _grid(title: str, rows: Sequence[dict[str, Any]]) -> Grid:
    columns = (Column("object", "What"), *_COLUMNS)
    cells = tuple((row["object"], *_cells(row)) for row in rows[:SHOWN])
    return Grid(title, columns, cells, len(rows))


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in _COLUMNS)
