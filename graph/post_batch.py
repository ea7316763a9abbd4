"""Posts with all that they refer to, as rows of write statements, and how one batch is written.

One invariant makes it fast and safe to repeat: the record of a post and all its relationships are
committed in one transaction. So a post that has no record yet has no relationships either, and
they are created without a search; those of a post that is known already are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, LiteralString

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

    def rows(self, post: Post) -> list[WriteRow]:
        mine = post["post_id"]
        ends = ((other, mine) if self.incoming else (mine, other) for other in self.keys(post))
        return [link_row(self.rel, source, target) for source, target in ends]

    def referred(self, rows: Iterable[WriteRow]) -> set[str]:
        """Return the keys of the nodes that such rows lead to."""
        return {row[0 if self.incoming else 1] for row in rows}

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


@dataclass(frozen=True, slots=True)
class PostRows:
    """All that is written of one post.

    Attributes:
        record: Its row, with its key at the first place.
        links: For each of `_LINKS` the rows.
        media: The rows of its pictures and films.
        domains: The rows that link its URLs to their domains.
        weight: About how many nodes and relationships that makes.
    """

    record: WriteRow
    links: list[list[WriteRow]]
    media: list[WriteRow]
    domains: list[WriteRow]
    weight: int


def post_rows(post: Post) -> PostRows:
    """Return the rows of a post; made while the server still writes the ones before."""
    on, media = REL["ON"], NODE["Media"]
    return PostRows(
        record_row(_POST, post),
        [kind.rows(post) for kind in _LINKS],
        [record_row(media, item) for item in post["media"]],
        [link_row(on, url["url"], url["domain"]) for url in post["urls"] if url["domain"]],
        _weight(post),
    )


def _weight(post: Post) -> int:
    lists = len(post["tags"]) + 2 * len(post["urls"]) + len(post["mentions"]) + len(post["media"])
    refers = sum(post[name] is not None for name in ("repost_of", "quote_of", "reply_to"))
    return 2 + 2 * (lists + refers) + len(post["text"] or "") // _TEXT_PER_WRITE


def writer(batch_id: str) -> WriteBatch[PostRows]:
    """Return the function that writes posts of that batch."""

    def write(run: RunQuery, posts: list[PostRows]) -> None:
        # Takes the lock of the batch: two processes that project it come one after the other.
        run(_LOCK, {"batch_id": batch_id})
        known = _known(run, posts)
        _write_nodes(run, posts)
        new = [post for post in posts if post.record[0] not in known]
        old = [post for post in posts if post.record[0] in known]
        for nth, kind in enumerate(_LINKS):
            _send(run, kind.statement(new=True), _all(post.links[nth] for post in new))
            _send(run, kind.statement(new=False), _all(post.links[nth] for post in old))

    return write


_LOCK: Final[LiteralString] = "MATCH (b:Batch {batch_id: $batch_id}) SET b.projected = false"


def _known(run: RunQuery, posts: list[PostRows]) -> set[str]:
    keys = [post.record[0] for post in posts]
    return {row["key"] for row in run(is_known(_POST), {"rows": keys})}


def _write_nodes(run: RunQuery, posts: list[PostRows]) -> None:
    _send(run, record(_POST), [post.record for post in posts])
    referred: dict[str, set[str]] = {}
    for nth, kind in enumerate(_LINKS):
        keys = kind.referred(row for post in posts for row in post.links[nth])
        referred.setdefault(kind.target.label, set()).update(keys)
    referred["Post"] -= {post.record[0] for post in posts}  # their records have just come
    for label in ("Account", "Post", "Hashtag", "Url"):
        _refer(run, NODE[label], referred[label])
    media = {row[0]: row for post in posts for row in post.media}
    _send(run, record(NODE["Media"]), list(media.values()))
    domains = {row[0]: row for post in posts for row in post.domains}
    _refer(run, NODE["Domain"], {row[1] for row in domains.values()})
    _send(run, link(REL["ON"], NODE["Url"], NODE["Domain"]), sorted(domains.values()))


def _refer(run: RunQuery, node: Node, keys: Iterable[str]) -> None:
    _send(run, reference(node), reference_rows(node, keys))


def _all(lists: Iterable[list[WriteRow]]) -> list[WriteRow]:
    return [row for rows in lists for row in rows]


def _send(run: RunQuery, statement: LiteralString, rows: list[WriteRow]) -> None:
    if rows:
        run(statement, {"rows": rows})
