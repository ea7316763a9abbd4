"""The section on reach: what is the ring's own, and what is left without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from campaign.figures import plural, share
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
    Column("low", "Without it, at least", "number"),
    Column("high", "Without it, at most", "number"),
    Column("how", "How this is known"),
)
_RANKS: Final = (
    Column("object", "Hashtag"),
    Column("total", "Rank", "count"),
    Column("without", "Rank without members", "count"),
    Column("low", "Best rank without", "count"),
    Column("high", "Worst rank without", "count"),
    Column("own", "Posts by members", "count"),
    Column("how", "When, among what"),
)
_TITLES: Final = {
    REPOSTS: "Reposts of single posts",
    COMMENTS: "Comments on single posts",
    VIEWS: "Views of single posts",
    LIKES: "Likes of single posts",
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
    columns = (Column("measure", "What"), *_COLUMNS)
    whole = _filled("All posts together", columns, list(wholes.values()))
    if ranks:
        title = "Ranks of hashtags (no rank: nobody else used it then)"
        grids.append(_filled(title, _RANKS, ranks))
    return Section(tuple(told), tuple(g for g in (whole, *grids) if g.rows), LIMITS)


def _counted(row: dict[str, Any]) -> str:
    total, own, without = row["total"], row["own"], row["without"]
    name = row["measure"]
    if row["low"] is None:
        return (
            f"Of {total:,.0f} {name} of the posts that members wrote or lifted, members made "
            f"{_share(own, total)}; without them {without:,.0f} {'is' if without == 1 else 'are'} "
            "left."
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
        f"Of {plural(len(ranks), 'hashtag')} that members used most, {_some(first)} stood first "
        f"in the hours of their peak. Without the posts of members {_some(gone)} would not have "
        f"been there at all, and {_some(fell)} would have ranked lower."
    )


def _share(part: float, whole: float) -> str:
    return f"{part:,.0f} ({share(part / whole)})" if part and whole else "none"


def _some(rows: Sequence[object]) -> str:
    return f"{len(rows):,}" if rows else "none"


def _grid(title: str, rows: Sequence[dict[str, Any]]) -> Grid:
    return _filled(title, (Column("object", "Post", "post"), *_COLUMNS), rows)


def _filled(title: str, columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> Grid:
    """Return a table without the bounds that no row has."""
    kept = tuple(
        column
        for column in columns
        if column.name not in ("low", "high") or any(row[column.name] is not None for row in rows)
    )
    cells = tuple(tuple(row[column.name] for column in kept) for row in rows[:SHOWN])
    return Grid(title, kept, cells, len(rows))
