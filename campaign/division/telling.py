"""The section on the division of fan communities."""

from __future__ import annotations

from typing import Any, Final

from campaign.figures import chance_of, listed, plural, share
from campaign.part import Findings
from campaign.section import Arrows, Block, Column, Grid, Section

MOST_ROWS: Final = 20
CONVINCING_P: Final = 0.01

LIMITS: Final = (
    "Voices are read from known patterns in Chinese and English. The community of an organic "
    "account is known only where it spoke as a fan in three posts, most of them for one community.",
    "People like several things at once, and a fan of one club may be fed up with two others: an "
    "account on both sides is no proof by itself. What speaks for an order is how much more often "
    "members do it than organic fans.",
    "Replies that were deleted or not collected are missing.",
)

_Row = dict[str, Any]


def tell(findings: Findings, subject: str) -> Section | None:
    """Tell on which sides the members of a subject stand; None where they take none."""
    sides: list[_Row] = findings.rows("sides", subject)
    if not sides:
        return None
    names: dict[str, str] = {
        str(row["entity_id"]): str(row["name"]) for row in findings.rows("entities")
    }
    pairs: list[_Row] = findings.rows("division", subject)
    pairs = sorted(pairs, key=lambda row: (-row["provokers"], -row["both"], row["one"]))
    crossings: list[_Row] = findings.rows("crossings", subject)
    told = [sentence for pair in pairs[:3] for sentence in _pair_told(pair, names)]
    short = told[0] if told else ""
    if not told:
        told.append("No member speaks for two communities, or attacks two.")
    told.append(_voices(sides, names))
    blocks: list[Block] = []
    if pairs:
        blocks.append(_pairs_grid(pairs, names))
    if crossings:
        blocks += [_crossings_grid(crossings, names), _arrows(crossings, names)]
    blocks.append(_sides_grid(sides, names))
    return Section(tuple(told), tuple(blocks), LIMITS, short)


def _voices(sides: list[_Row], names: dict[str, str]) -> str:
    said: list[str] = []
    for voice, words in (("attack", "attack"), ("fan", "speak as fans of")):
        of: dict[str, int] = {}
        for row in sides:
            if row["voice"] == voice:
                of[row["entity_id"]] = of.get(row["entity_id"], 0) + 1
        most = sorted(of.items(), key=lambda item: (-item[1], item[0]))[:5]
        if most:
            said.append(f"{words} {listed([f'{names.get(e, e)} ({n:,})' for e, n in most])}")
    return f"Members {', and '.join(said)}; in brackets how many do."


def _pair_told(pair: _Row, names: dict[str, str]) -> list[str]:
    one, other = (names.get(pair[side], pair[side]) for side in ("one", "other"))
    told: list[str] = []
    if pair["both"]:
        who = plural(pair["both"], "member speaks as a fan", "members speak as fans")
        told.append(f"{who} of both {one} and {other}{_beside_organic(pair)}.")
    if pair["provokers"]:
        told.append(
            f"{plural(pair['provokers'], 'member attacks', 'members attack')} both {one} and "
            f"{other}, in {plural(pair['provocations'], 'post')}. {_drawn(pair)}"
        )
    return told


def _drawn(pair: _Row) -> str:
    if not pair["drawn"]:
        return "No reply of an organic account to them is in the collection."
    fans = f"{pair['crossing']:,}" if pair["crossing"] else "none"
    return (
        f"They drew {plural(pair['drawn'], 'reply', 'replies')} of organic accounts, {fans} by "
        "known fans of the community that was attacked."
    )


def _beside_organic(pair: _Row) -> str:
    if pair["members_both"] is None or pair["organic_both"] is None:
        return "; too few fans of either are known to compare with organic accounts"
    shares = (
        f": {share(pair['members_both'])} of the members that are fans of either, against "
        f"{share(pair['organic_both'])} of organic accounts"
    )
    if pair["p"] is None:
        return shares
    clear = "" if pair["p"] <= CONVINCING_P else "no clear difference, "
    return f"{shares} ({clear}{chance_of('p', pair['p'])})"


def _pairs_grid(pairs: list[_Row], names: dict[str, str]) -> Grid:
    columns = (
        Column("one", "One community"),
        Column("other", "Other community"),
        Column("both", "Members fans of both", "count"),
        Column("members_both", "Of member fans", "share"),
        Column("organic_both", "Of organic fans", "share"),
        Column("p", "p", "p"),
        Column("provokers", "Members attacking both", "count"),
        Column("provocations", "Their attacks", "count"),
        Column("drawn", "Replies drawn", "count"),
        Column("crossing", "By those attacked", "count"),
    )
    return _grid("Both sides at once", columns, pairs, names, ("one", "other"))


def _crossings_grid(crossings: list[_Row], names: dict[str, str]) -> Grid:
    columns = (
        Column("from_entity", "Community of who answers"),
        Column("to_entity", "Community of who is answered"),
        Column("replies", "Replies", "count"),
        Column("to_members", "To members", "count"),
        Column("by_members", "By members", "count"),
    )
    rows = sorted(crossings, key=lambda row: (-row["replies"], row["from_entity"]))
    return _grid(
        "Replies within and between communities", columns, rows, names, ("from_entity", "to_entity")
    )


def _arrows(crossings: list[_Row], names: dict[str, str]) -> Arrows:
    """Return the replies between different communities; those that members drew apart."""
    nodes: dict[str, str] = {}
    arrows: list[tuple[str, str, float]] = []
    for row in crossings:
        one, other = row["from_entity"], row["to_entity"]
        if one == other:
            continue
        nodes |= {one: names.get(one, one), other: names.get(other, other)}
        among = row["replies"] - row["to_members"] - row["by_members"]
        if among:
            arrows.append((one, other, float(among)))
        if row["to_members"]:
            drawn = f"{other} members"
            nodes[drawn] = f"{names.get(other, other)} (members)"
            arrows.append((one, drawn, float(row["to_members"])))
        if row["by_members"]:
            own = f"{one} members"
            nodes[own] = f"{names.get(one, one)} (members)"
            arrows.append((own, other, float(row["by_members"])))
    return Arrows("Replies from one community to another", nodes, tuple(arrows), "replies")


def _sides_grid(sides: list[_Row], names: dict[str, str]) -> Grid:
    columns = (
        Column("account_id", "Member", "account"),
        Column("entity_id", "Community"),
        Column("voice", "Voice"),
        Column("posts", "Posts", "count"),
        Column("first", "First", "time"),
        Column("last", "Last", "time"),
        Column("example", "Example", "post"),
    )
    rows = sorted(sides, key=lambda row: (-row["posts"], row["account_id"], row["entity_id"]))
    return _grid("In whose voice members speak", columns, rows, names, ("entity_id",))


def _grid(
    title: str,
    columns: tuple[Column, ...],
    rows: list[_Row],
    names: dict[str, str],
    entities: tuple[str, ...],
) -> Grid:
    shown = tuple(
        tuple(
            names.get(row[c.name], row[c.name]) if c.name in entities else row[c.name]
            for c in columns
        )
        for row in rows[:MOST_ROWS]
    )
    return Grid(title, columns, shown, len(rows))
