"""What posts say of the post that they pass on or answer."""

from __future__ import annotations

from typing import Any, Final

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis import _

from detection.question.scope import ScopedTables
from detection.relations import Relations
from vault.schema import TIME

PASSED: Final = "repost"
"""Kind of cascade: a post with its reposts and quotes, and those of these."""
ANSWERED: Final = "replies"
"""Kind of cascade: a post with its replies and comments, and those of these."""
COPIED: Final = "copies"
"""Kind of cascade: a manuscript with its copies."""

LINKS: Final = pa.schema(
    [
        ("kind", pa.string()),
        ("post_id", pa.string()),
        ("account_id", pa.string()),
        ("at", TIME),
        ("exact", pa.int64()),  # seconds that `at` may be off
        ("target", pa.string()),
        ("quote", pa.bool_()),  # passed on as a quotation, which platforms count apart
    ]
)
EXACT_S: Final = {"second": 1, "minute": 60, "day": 86_400}
PARENT: Final = "parent"
"""Field of `extra`: the repost that was passed on, where `repost_of` is the first post."""
_NO: Any = ibis.literal(value=False)


def read_links(relations: Relations, tables: ScopedTables) -> pa.Table:
    """Return LINKS: which post passes on or answers which; a post may do both. By kind, post_id.

    A post that names itself is left out.
    """
    posts: Any = tables.table("posts")
    passed = _links(
        posts, PASSED, ibis.coalesce(posts.repost_of, posts.quote_of), posts.repost_of.isnull()
    )
    comment = posts.kind.isin(["reply", "comment"])
    answered = _links(
        posts.filter(posts.repost_of.isnull()),
        ANSWERED,
        ibis.coalesce(posts.reply_to, comment.ifelse(posts.root, ibis.null(str))),
        _NO,
    )
    found = relations.run(passed.union(answered).order_by("kind", "post_id"))
    return found.cast(LINKS)


def _links(posts: Any, kind: str, target: Any, quote: Any) -> ir.Table:
    named = posts.mutate(target=target, quote=quote).filter(
        _.target.notnull(), _.target != _.post_id
    )
    return named.select(
        "post_id",
        "account_id",
        "target",
        "quote",
        kind=ibis.literal(kind),
        at=_.created_at,
        exact=_.precision.cases(*EXACT_S.items(), else_=1).cast("int64"),
    ).select(LINKS.names)


def read_posts(relations: Relations, tables: ScopedTables, wanted: pa.Array) -> pa.Table:
    """Return post_id, account_id, at, exact of some posts, of all times; by post_id."""
    chosen = relations.rows(pa.table({"post_id": wanted}))
    posts = tables.whole("posts").semi_join(chosen, "post_id")
    return relations.run(
        posts.select(
            "post_id",
            "account_id",
            at=_.created_at,
            exact=_.precision.cases(*EXACT_S.items(), else_=1).cast("int64"),
        ).order_by("post_id")
    )


def read_paths(relations: Relations, tables: ScopedTables, wanted: pa.Array) -> pa.Table:
    """Return post_id, text, extra of those of some reposts that tell more of their way.

    Some texts quote the reposts before (Weibo's `//@b:...`); some exports have the id of the repost
    that was passed on beside that of the first post. What tells nothing is null.
    """
    chosen = relations.rows(pa.table({"post_id": wanted}))
    posts: Any = tables.table("posts").filter(_.repost_of.notnull())
    quotes = posts.text.re_search("(//|／／)\\s*[@＠]").fill_null(_NO)
    names = posts.extra.contains(f'"{PARENT}"').fill_null(_NO)
    telling = posts.filter(quotes | names).semi_join(chosen, "post_id")
    return relations.run(telling.select("post_id", "text", "extra").order_by("post_id"))


def read_names(relations: Relations, tables: ScopedTables, wanted: pa.Array) -> pa.Table:
    """Return account_id, called: handles and names of some accounts, without those two share."""
    chosen = relations.rows(pa.table({"account_id": wanted}))
    accounts = tables.accounts().semi_join(chosen, "account_id")
    called = ibis.union(
        accounts.select("account_id", called="handle"),
        accounts.select("account_id", called="name"),
        distinct=True,
    ).filter(_.called.notnull())
    bearers = called.group_by("called").agg(n=_.account_id.nunique(), account_id=_.account_id.min())
    return relations.run(bearers.filter(_.n == 1).select("account_id", "called").order_by("called"))
