"""Targets in words: whom a ring names, how much more than others, and what speaks against it."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import pyarrow.compute as pc

from campaign.figures import listed, plural, share, times
from campaign.part import Findings
from campaign.section import Column, Grid, Section
from campaign.study import subjects_of
from campaign.targets.targets import LEAST_RATIO, MAX_Q, MEANT

SAID: Final = 6
SHOWN: Final = 40
COMMON: Final = 0.05
"""Share of organic posts from which a name is the talk of the day."""
FEW: Final = 5

LIMITS: Final = (
    "Compared are posts with words of their own, day by day (UTC), with those of all accounts of "
    "the collection that are in no ring. Intervals (95%) and chances take accounts, not posts, as "
    "independent witnesses; accounts of one ring that follow one order are less than that.",
    f"A target is named with q ≤ {MAX_Q:g} (Benjamini-Hochberg over all names and rings), by five "
    f"members or more, and at the lower end of the interval over {LEAST_RATIO:g} times as often.",
    "Fans, customers and journalists name what they care about much more often than others, too: "
    "what is named is no accusation by itself.",
    "A collection that was gathered by searching for a name shows organic accounts naming it in "
    "nearly every post; then a target cannot be told.",
)
NO_LIST: Final = (
    "There is no watch list, so whom this is about cannot be counted. Write one: marionet "
    "watchlist example > watchlist.yaml, then marionet watchlist use watchlist.yaml, and study "
    "again."
)
_COLUMNS: Final = (
    Column("name", "Name"),
    Column("kind", "Kind"),
    Column("side", "Side"),
    Column("naming", "Posts that name it", "count"),
    Column("share", "Share", "share"),
    Column("organic_share", "Organic share", "share"),
    Column("ratio", "Ratio", "ratio"),
    Column("low", "Ratio, at least", "ratio"),
    Column("high", "Ratio, at most", "ratio"),
    Column("q", "q", "p"),
    Column("targeted", "Target"),
)
_PROPOSED: Final = (
    Column("term", "Word"),
    Column("kind", "Kind"),
    Column("members", "Members", "count"),
    Column("posts", "Posts", "count"),
    Column("share", "Share", "share"),
    Column("organic_share", "Organic share", "share"),
    Column("low", "Ratio, at least", "ratio"),
)


def tell(findings: Findings, subject: str) -> Section | None:
    """Return whom a subject names; without a watch list, how to begin one.

    None where the subject is no ring: its accounts are among the organic ones.
    """
    if not findings.study.counts.get("entities"):
        return _without_list(findings, subject)
    rows: list[dict[str, Any]] = findings.rows("targets", subject)
    if not rows:
        return _nobody(findings, subject)
    entities = {str(row["entity_id"]): row for row in findings.rows("entities")}
    rows = [{**entities[row["entity_id"]], **row} for row in rows]
    targets = [row for row in rows if row["targeted"]]
    # What is named most is told first; the table goes by certainty.
    targets.sort(key=lambda row: (-row["share"], row["entity_id"]))
    told = [_told(row) for row in targets[:SAID]]
    if len(targets) > SAID:
        told.append(
            f"{plural(len(targets) - SAID, 'more target is', 'more targets are')} in the table."
        )
    if not targets:
        told.append(_none(rows))
    if targets:
        told += _copied(findings, subject, targets[0])
    told += _against(targets) + _trade(rows)
    return Section(tuple(told), (_grid(rows),), LIMITS, told[0] if targets else "")


def _nobody(findings: Findings, subject: str) -> Section | None:
    """Return that a ring names nobody; of an audience, whose accounts are organic, nothing."""
    if not pc.any(pc.equal(subjects_of(findings.run)["subject"], subject)).as_py():
        return None
    return Section(("Posts of members name nobody on the watch list.",), (), LIMITS)


def _told(row: dict[str, Any]) -> str:
    own = (
        f"{row['name']} is named in {share(row['share'])} of members' posts with words "
        f"({row['naming']:,} of {row['posts']:,}), by organic accounts on the same days in"
    )
    if row["ratio"] is None:
        return f"{own} none of {row['organic_posts']:,}: {_times(row)}."
    return f"{own} {share(row['organic_share'])} of theirs: {_times(row)}."


def _none(rows: list[dict[str, Any]]) -> str:
    if all(row["q"] is None for row in rows):
        return (
            "Too few accounts have posts with words on the same days (fewer than five on one "
            "side): whether somebody is a target is unknown."
        )
    return (
        "Nobody on the watch list is named clearly more often than by organic accounts on the same "
        "days."
    )


def _against(targets: list[dict[str, Any]]) -> list[str]:
    """Return what speaks against targets."""
    talk = [row["name"] for row in targets if (row["organic_share"] or 0) >= COMMON]
    rare = [row["name"] for row in targets if row["organic_naming"] < FEW]
    told: list[str] = []
    if talk:
        told.append(
            f"Against it: organic accounts talk of {_names(talk)} as well, in "
            f"{share(COMMON)} of their posts or more."
        )
    if rare:
        told.append(
            f"Against it: fewer than {FEW} organic posts name {_names(rare)}, so how much more "
            "often members do is uncertain; the interval says so."
        )
    return told


def _copied(findings: Findings, subject: str, target: dict[str, Any]) -> list[str]:
    """Return how many of the posts that name the first target are copies of how few texts."""
    subjects = subjects_of(findings.run)
    members = subjects.filter(pc.equal(subjects["subject"], subject))["account_id"]
    named = findings.study.read("mentions", [("entity_id", "=", target["entity_id"])])
    posts = named.filter(pc.is_in(named["account_id"], members.combine_chunks()))
    copies = findings.study.read("manuscript_copies")
    copies = copies.filter(pc.is_in(copies["post_id"], posts["post_id"].combine_chunks()))
    if copies.num_rows == 0:
        return []
    manuscripts = len(set(copies["manuscript_id"].to_pylist()))
    of = "one manuscript" if manuscripts == 1 else f"{manuscripts:,} manuscripts"
    whole = copies.num_rows >= target["naming"]
    some = f"all {copies.num_rows:,}" if whole else f"{copies.num_rows:,} of {target['naming']:,}"
    return [
        f"Against it: {some} posts that name {target['name']} are copies of {of}: many posts, "
        "written from few texts."
    ]


def _trade(rows: list[dict[str, Any]]) -> list[str]:
    """Return words of the trade that are used more often, with their meaning."""
    return [
        f"The word {row['name']} is used {_times(row)} as by organic accounts"
        + (f"; it means: {row['explanation']}" if row["explanation"] else ".")
        for row in rows
        if row["kind"] not in MEANT
        and row["kind"] == "term"
        and row["q"] is not None
        and row["q"] <= MAX_Q
        and row["low"] > LEAST_RATIO
    ]


def _times(row: dict[str, Any]) -> str:
    if row["ratio"] is None:
        return f"at least {times(row['low'])} times as often"
    interval = f"{times(row['low'])} to {times(row['high'])}"
    return f"{times(row['ratio'])} times ({interval}) as often"


def _grid(rows: list[dict[str, Any]]) -> Grid:
    cells = tuple(
        tuple(
            ("yes" if row["targeted"] else "no") if column.name == "targeted" else row[column.name]
            for column in _COLUMNS
        )
        for row in rows[:SHOWN]
    )
    return Grid("Names", _COLUMNS, cells, len(rows) if len(rows) > SHOWN else None)


def _without_list(findings: Findings, subject: str) -> Section:
    rows = findings.rows("proposals", subject)
    if not rows:
        return Section((NO_LIST,))
    most = [str(row["term"]) for row in rows[:SAID]]
    cells: Any = tuple(tuple(row[column.name] for column in _PROPOSED) for row in rows)
    told = (
        f"{plural(len(rows), 'word is', 'words are')} used far more often than by organic "
        f"accounts, first of all {listed(most)}. Nobody has reviewed them, and most may be no "
        "names.",
        NO_LIST,
    )
    return Section(
        told,
        (Grid("Perhaps for your watch list (not reviewed)", _PROPOSED, cells),),
        ("Compared are posts of the same script on the same days; of many organic accounts a "
         "sample. Only words of some members' texts were looked at.",),
    )  # fmt: skip


def _names(names: list[str]) -> str:
    more = [f"{len(names) - 5} more"] if len(names) > 5 else []
    return listed([*names[:5], *more])
