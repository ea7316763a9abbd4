"""The section on cascades: what was passed on jointly, how fast, and after whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median
from typing import Any, Final

from campaign.cascades.follows import FEWEST_TESTED
from campaign.cascades.joint import FEWEST_MEMBERS, SURE
from campaign.cascades.links import ANSWERED, COPIED, PASSED
from campaign.cascades.waves import WAVE_GAP_S
from campaign.figures import duration, plural, share
from campaign.part import Findings
from campaign.section import Bars, Block, Column, Grid, Section

SHOWN: Final = 20
SURE_TO_FOLLOW: Final = 0.05
"""Largest q-value with which a pair of leader and follower is told."""
_NAMES: Final = {
    PASSED: "reposts and quotes of a post",
    ANSWERED: "replies to a post",
    COPIED: "copies of a text",
}
_CASCADES: Final = (
    Column("kind", "Cascade of"),
    Column("post", "First post", "post"),
    Column("manuscript", "Manuscript", "manuscript"),
    Column("author", "Author", "account"),
    Column("at", "Began", "time"),
    Column("posts", "Posts", "count"),
    Column("own_posts", "Posts by members", "count"),
    Column("accounts", "Accounts", "count"),
    Column("members", "Members among them", "count"),
    Column("depth", "Steps from the first post", "count"),
    Column("first_member_delay", "First member after", "seconds"),
    Column("median_delay", "Members after (median)", "seconds"),
)
_FOLLOWS: Final = (
    Column("leader", "Who is passed on", "account"),
    Column("follower", "Who passes on", "account"),
    Column("times", "How often", "count"),
    Column("expected", "Expected by lot", "number"),
    Column("q", "q", "p"),
    Column("median_delay", "After (median)", "seconds"),
)
_LIFTED: Final = (
    Column("author", "Author", "account"),
    Column("member", "Member"),
    Column("cascades", "Joint cascades", "count"),
    Column("own_posts", "Posts of members in them", "count"),
)
LIMITS: Final = (
    "Who copied whom cannot be seen: of copies, the first of a wave is taken as what the others "
    f"follow. A wave ends after {WAVE_GAP_S // 3600} hours without a copy.",
    "Most exports of Weibo name the first post of a chain alone. The way between is read from the "
    "reposts that a text quotes, where their authors are known by name in the collection; depths "
    "are least values.",
    "Fans repost their idol within minutes, and readers of one page pass on the same posts: speed "
    "and company are no proof.",
)


def tell_cascades(findings: Findings, subject: str) -> Section | None:
    """Return the section of a ring or of the run as a whole; None where nothing was passed on."""
    cascades = findings.rows("cascades", subject)
    if not cascades:
        return None
    joint = [row for row in cascades if _is_joint(row)]
    follows = findings.rows("follows", subject)
    members = {row["account_id"] for row in findings.rows("roles", subject)}
    lifted = _lifted(joint, members)
    told = (
        _amounts(joint, len(cascades)),
        *_delays(joint),
        *_authors(lifted),
        *_leading(follows),
    )
    blocks: list[Block] = [
        *_bars(findings.rows("delays", subject)),
        *_grids(joint, lifted, follows),
    ]
    return Section(told, tuple(blocks), LIMITS)


def _is_joint(row: dict[str, Any]) -> bool:
    return row["members"] >= FEWEST_MEMBERS and row["q"] is not None and row["q"] <= SURE


def _amounts(joint: Sequence[dict[str, Any]], all_cascades: int) -> str:
    kinds = Counter(row["kind"] for row in joint)
    each = ", ".join(f"{kinds[kind]:,} of {name}" for kind, name in _NAMES.items() if kinds[kind])
    own = sum(row["own_posts"] for row in joint)
    rest = all_cascades - len(joint)
    other = "other " if joint else ""
    met = f" In {plural(rest, f'{other}cascade')} two or more of them met as anybody may."
    least = f"at least {FEWEST_MEMBERS} members, more than are there by lot (q ≤ {SURE:g})."
    if not joint:
        return f"Members took part in no cascade jointly, with {least}{met}"
    return (
        f"Members took part in {plural(len(joint), 'cascade')} jointly ({each}) with "
        f"{plural(own, 'post')}: {least}{met if rest else ''}"
    )


def _delays(joint: Sequence[dict[str, Any]]) -> list[str]:
    told: list[str] = []
    for kind, name in _NAMES.items():
        rows = [row for row in joint if row["kind"] == kind and row["median_delay"] is not None]
        if rows:
            after = median(row["median_delay"] for row in rows)
            first = median(row["first_member_delay"] for row in rows)
            told.append(
                f"{name[0].upper()}{name[1:]}: in the median joint cascade the first member came "
                f"{duration(first)} after the beginning, and half of the members within "
                f"{duration(after)}."
            )
    return told


def _lifted(joint: Sequence[dict[str, Any]], members: set[Any]) -> list[tuple[Any, ...]]:
    """Return author, whether a member, cascades, posts of members, most of these first."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in joint:
        if row["kind"] == PASSED and row["author"] is not None:
            counts[row["author"]][0] += 1
            counts[row["author"]][1] += row["own_posts"]
    rows = sorted(counts.items(), key=lambda item: (-item[1][1], item[0]))
    return [(author, "yes" if author in members else "no", *n) for author, n in rows]


def _authors(lifted: Sequence[tuple[Any, ...]]) -> list[str]:
    outside = [row for row in lifted if row[1] == "no"]
    told: list[str] = []
    if lifted:
        few, posts = lifted[:3], sum(row[3] for row in lifted)
        most = share(sum(row[3] for row in few) / posts)
        top = f"; the first {len(few)} have {most} of it" if len(lifted) > len(few) else ""
        told.append(
            f"The posts that members passed on jointly are by {plural(len(lifted), 'author')}{top}."
        )
        told.append(_outside(len(outside), len(lifted)))
    return told


def _outside(outside: int, authors: int) -> str:
    if not outside:
        return "All of these authors are members." if authors > 1 else "The author is a member."
    who = "One of them is no member: it" if outside == 1 else f"{outside:,} are no members: they"
    return f"{who} may have sold posts, or not know of being lifted."


def _leading(follows: Sequence[dict[str, Any]]) -> list[str]:
    tested = [row for row in follows if row["q"] is not None]
    sure = [row for row in tested if row["q"] <= SURE_TO_FOLLOW]
    if not tested:
        return []
    if sure:
        leaders = len({row["leader"] for row in sure})
        delays = [row["median_delay"] for row in sure if row["median_delay"] is not None]
        after = f", in the median {duration(median(delays))} after" if delays else ""
        return [
            f"In {len(sure):,} of {plural(len(tested), 'pair')} that met at least {FEWEST_TESTED} "
            "times one follows the other more often than members who join the ring's cascades by "
            f"lot (q ≤ {SURE_TO_FOLLOW:g}): they go after {plural(leaders, 'account')}{after}."
        ]
    return [
        f"Of {plural(len(tested), 'pair')} that met at least {FEWEST_TESTED} times none follows "
        "more often than members who join the ring's cascades by lot: nobody stands out whom a "
        "member goes after. It would look the same if all got their orders from elsewhere."
    ]


def _bars(delays: Sequence[dict[str, Any]]) -> list[Bars]:
    charts: list[Bars] = []
    for kind, name in _NAMES.items():
        rows = [row for row in delays if row["kind"] == kind]
        if rows:
            series = {
                "members": tuple(float(row["own"]) for row in rows),
                "organic accounts in the same cascades": tuple(
                    float(row["organic"]) for row in rows
                ),
            }
            labels = tuple(_class(row["least"], row["most"]) for row in rows)
            charts.append(Bars(f"When {name} came, after the beginning", labels, series))
    return charts


def _class(least: float, most: float | None) -> str:
    if most is None:
        return f"from {duration(least)}"
    return f"under {duration(most)}" if least == 0 else f"{duration(least)} to {duration(most)}"


def _grids(
    joint: Sequence[dict[str, Any]],
    lifted: Sequence[tuple[Any, ...]],
    follows: Sequence[dict[str, Any]],
) -> list[Grid]:
    sure = [row for row in follows if _q(row) <= SURE_TO_FOLLOW]
    surest = sorted(sure, key=lambda row: (_q(row), -row["times"], row["follower"]))
    shown = [_linked(row) for row in joint]
    grids = [_grid("Joint cascades with most posts of members", _CASCADES, shown)] if shown else []
    if lifted:
        rows = tuple(tuple(row) for row in lifted[:SHOWN])
        grids.append(Grid("Whose posts members passed on jointly", _LIFTED, rows, len(lifted)))
    if surest:
        grids.append(_grid("Who passes on whose posts again and again", _FOLLOWS, surest))
    return grids


def _linked(row: dict[str, Any]) -> dict[str, Any]:
    """Return a cascade with its root as what it is: a post, or a manuscript with its kind."""
    copied = row["kind"] == COPIED
    return {
        **row,
        "post": None if copied else row["root"],
        "manuscript": row["root"] if copied else None,
    }


def _q(row: dict[str, Any]) -> float:
    return 2.0 if row["q"] is None else float(row["q"])


def _grid(title: str, columns: tuple[Column, ...], rows: Sequence[dict[str, Any]]) -> Grid:
    """Return a table without columns in which no row has anything."""
    shown = rows[:SHOWN]
    kept = tuple(c for c in columns if any(row[c.name] is not None for row in shown))
    cells = tuple(tuple(row[column.name] for column in kept) for row in shown)
    return Grid(title, kept, cells, len(rows))
