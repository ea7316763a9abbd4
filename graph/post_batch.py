"""Posts with all that they refer to, as rows of write statements, and how one batch is written.

One invariant makes it fast and safe to repeat: the record of a post and all its relationships are
committed in one transaction. So a post that has no record yet has no relationships either, and
they are created without a search; those of a post that is known already are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.keys import fit
from graph.references import reference_rows
from graph.rows import WriteRow, link_row, record_row
from graph.schema import NODE, REL, Node, Rel
from graph.statements import is_known, link, record, reference
from graph.write import RunQuery, WriteBatch

Post = dict[str, Any]

_ACCOUNT, _POST = NODE["Account"], NODE["Post"]
_TEXT_PER_WRITE: Final = 2_000  # a text of that many characters weighs as much as one more node


@dataclass(frozen=True, slots=True)
class _PostLink:
    """A relationship of a post: to what, and where in the row of the post the keys stand."""

    rel: Rel
    target: Node
    keys: Callable[[Post], Iterable[str]]
    incoming: bool = False

    def rows(self, posts: Iterable[Post]) -> list[WriteRow]:
        found: list[WriteRow] = []
        for post in posts:
            mine = post["post_id"]
            for other in self.keys(post):
                ends = (other, mine) if self.incoming else (mine, other)
                found.append(link_row(self.rel, *ends))
        return found

    def statement(self, *, new: bool) -> LiteralString:
        ends = (self.target, _POST) if self.incoming else (_POST, self.target)
        return link(self.rel, *ends, new=new)


def _one(column: str) -> Callable[[Post], list[str]]:
    return lambda post: [post[column]] if post[column] is not None else []


def _distinct(column: str, field: str) -> Callable[[Post], list[str]]:
    return lambda post: list(dict.fromkeys(item[field] for item in post[column]))


_LINKS: Final = (
    _PostLink(REL["POSTED"], _ACCOUNT, _one("account_id"), incoming=True),
    _PostLink(REL["REPOSTS"], _POST, _one("repost_of")),
    _PostLink(REL["QUOTES"], _POST, _one("quote_of")),
    _PostLink(REL["REPLIES_TO"], _POST, _one("reply_to")),
    _PostLink(REL["MENTIONS"], _ACCOUNT, lambda post: post["mentions"]),
    _PostLink(REL["TAGGED"], NODE["Hashtag"], lambda post: post["tags"]),
    _PostLink(REL["LINKS_TO"], NODE["Url"], _distinct("urls", "url")),
    _PostLink(REL["SHOWS"], NODE["Media"], _distinct("media", "media_id")),
)


def weight(post: Post) -> int:
    """Return about how many nodes and relationships the post makes."""
    lists = len(post["tags"]) + 2 * len(post["urls"]) + len(post["mentions"]) + len(post["media"])
    refers = sum(post[name] is not None for name in ("repost_of", "quote_of", "reply_to"))
    return 2 + 2 * (lists + refers) + len(post["text"] or "") // _TEXT_PER_WRITE


def writer(batch_id: str) -> WriteBatch[Post]:
    """Return the function that writes posts of that batch."""

    def write(run: RunQuery, posts: list[Post]) -> None:
        # Takes the lock of the batch: two processes that project it come one after the other.
        run(_LOCK, {"batch_id": batch_id})
        known = _known(run, posts)
        _write_nodes(run, posts)
        new = [post for post in posts if fit(post["post_id"]) not in known]
        old = [post for post in posts if fit(post["post_id"]) in known]
        for kind in _LINKS:
            _send(run, kind.statement(new=True), kind.rows(new))
            _send(run, kind.statement(new=False), kind.rows(old))

    return write


_LOCK: Final[LiteralString] = "MATCH (b:Batch {batch_id: $batch_id}) SET b.projected = false"


def _known(run: RunQuery, posts: list[Post]) -> set[str]:
    keys = [fit(post["post_id"]) for post in posts]
    return {row["key"] for row in run(is_known(_POST), {"rows": keys})}


def _write_nodes(run: RunQuery, posts: list[Post]) -> None:
    _send(run, record(_POST), [record_row(_POST, post) for post in posts])
    referred: dict[str, set[str]] = {}
    for kind in _LINKS:
        keys = {key for post in posts for key in kind.keys(post)}
        referred.setdefault(kind.target.label, set()).update(keys)
    for label in ("Account", "Post", "Hashtag", "Url"):
        _send(run, reference(NODE[label]), reference_rows(NODE[label], referred[label]))
    media = {item["media_id"]: item for post in posts for item in post["media"]}
    _send(run, record(NODE["Media"]), [record_row(NODE["Media"], m) for m in media.values()])
    domains = {url["url"]: url["domain"] for post in posts for url in post["urls"] if url["domain"]}
    _send(run, reference(NODE["Domain"]), reference_rows(NODE["Domain"], set(domains.values())))
    rows = [link_row(REL["ON"], url, domain) for url, domain in sorted(domains.items())]
    _send(run, link(REL["ON"], NODE["Url"], NODE["Domain"]), rows)


def _send(run: RunQuery, statement: LiteralString, rows: list[WriteRow]) -> None:
    if rows:
        run(statement, {"rows": rows})
