"""Replies between communities, and those that members of a ring drew or wrote."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from campaign.case import Case
from campaign.division.voices import ATTACK, FAN
from vault.study_schema import STUDY

ANSWERS: Final = ("reply", "comment", "quote")
_BETWEEN: Final = ("from_entity", "to_entity")


def read_answers(case: Case) -> ir.Table:
    """Return post_id, account_id, target: posts that answer another one, with the answered one."""
    posts: Any = case.tables.table("posts")
    target = ibis.coalesce(posts.reply_to, posts.quote_of, posts.root)
    answers = posts.filter(posts.kind.isin(ANSWERS), posts.account_id.notnull())
    answers = answers.select("post_id", "account_id", target=target)
    return answers.filter(_.target.notnull(), _.target != _.post_id)


def exchanged(case: Case, voices: pa.Table, communities: pa.Table) -> pa.Table:
    """Return the answers whose both sides are known.

    The community of a post is the one that it speaks for as a fan, or else its author's.

    Args:
        case: The case.
        voices: Of all posts, see campaign.division.posts.
        communities: Of accounts, see campaign.division.fans.communities_of.

    Returns:
        Columns account_id, answered (author of the answered post), from_entity, to_entity.
    """
    said = case.relations.rows(voices).filter(_.voice == FAN)
    single = said.group_by("post_id").agg(n=_.count(), colours=_.entity_id.min())
    colours = single.filter(_.n == 1)
    home = case.relations.rows(communities)
    posts: Any = case.tables.table("posts")
    targets = posts.filter(posts.account_id.notnull()).select("post_id", "account_id")
    answers = read_answers(case).join(
        targets.rename(target="post_id", answered="account_id"), "target"
    )
    for place, (post, author) in zip(
        _BETWEEN, (("post_id", "account_id"), ("target", "answered")), strict=True
    ):
        of_post = colours.select(**{post: _.post_id, f"{place}_post": _.colours})
        of_author = home.select(**{author: _.account_id, f"{place}_home": _.entity_id})
        answers = _with(_with(answers, of_post, post), of_author, author)
        known = ibis.coalesce(answers[f"{place}_post"], answers[f"{place}_home"])
        answers = answers.mutate(**{place: known}).drop(f"{place}_post", f"{place}_home")
        answers = answers.filter(answers[place].notnull())
    rows = answers.filter(_.account_id != _.answered)
    names = ["account_id", "answered", *_BETWEEN]
    return case.relations.run(rows.select(names).order_by(names))


def crossing_rows(case: Case, answers: pa.Table) -> pa.Table:
    """Return the table `crossings`, answers within a community included.

    Counted are answers among organic accounts, of organic accounts to members of the subject
    (`to_members`), and of members of the subject to anybody (`by_members`).

    Args:
        case: The case.
        answers: See `exchanged`.
    """
    rows = case.relations.rows(answers)
    flagged, members = case.flagged(), case.members()
    organic = rows.anti_join(flagged, "account_id")
    among = organic.anti_join(flagged.rename(answered="account_id"), "answered")
    to_members = organic.join(members.rename(answered="account_id"), "answered")
    by_members = rows.join(members, "account_id")
    keys = ("subject", *_BETWEEN)
    usual = {_pair(row): row["n"] for row in _counted(case, among, _BETWEEN)}
    to = {(row["subject"], _pair(row)): row["n"] for row in _counted(case, to_members, keys)}
    by = {(row["subject"], _pair(row)): row["n"] for row in _counted(case, by_members, keys)}
    subjects = sorted({subject for subject, _between in (*to, *by)})
    found = [
        {
            "subject": subject,
            "from_entity": pair[0],
            "to_entity": pair[1],
            "replies": usual.get(pair, 0) + to.get((subject, pair), 0) + by.get((subject, pair), 0),
            "to_members": to.get((subject, pair), 0),
            "by_members": by.get((subject, pair), 0),
        }
        for subject in subjects
        for pair in sorted({*usual, *(pair for of, pair in (*to, *by) if of == subject)})
    ]
    return pa.Table.from_pylist(found, schema=STUDY["crossings"])


def drawn(case: Case, voices: pa.Table, communities: pa.Table) -> pa.Table:
    """Return the answers of organic accounts to posts that attack a community.

    Returns:
        Columns target, account_id (who answers), attacked, home (his community; may be null).
    """
    attacks = case.relations.rows(voices).filter(_.voice == ATTACK)
    attacks = attacks.select(target="post_id", attacked="entity_id")
    answers = read_answers(case).join(attacks, "target").anti_join(case.flagged(), "account_id")
    home = case.relations.rows(communities).rename(home="entity_id")
    names = ["post_id", "target", "account_id", "attacked", "home"]
    return case.relations.run(_with(answers, home, "account_id").select(names).order_by(names))


def _with(rows: ir.Table, more: ir.Table, key: str) -> ir.Table:
    """Return rows with the columns of another table where it has the key."""
    return rows.left_join(more, key).select(*rows.columns, *(c for c in more.columns if c != key))


def _counted(case: Case, rows: ir.Table, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return case.relations.run(rows.group_by(*keys).agg(n=_.count())).to_pylist()


def _pair(row: dict[str, Any]) -> tuple[str, str]:
    return row["from_entity"], row["to_entity"]
