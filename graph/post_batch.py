"""Posts with all that they refer to, as rows of write statements, and how one batch is written.

One invariant makes it fast and safe to repeat: the record of a post and all its relationships are
committed in one transaction. So a post that has no record yet has no relationships either, and
they are created with it, without a search; those of a post that is known already are merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, LiteralString

from graph.references import reference_rows
from graph.rows import WriteRow, link_row, record_row
from graph.schema import NODE, REL, Node, Rel
from graph.statements import is_known, link, record, record_with_links, reference
from graph.write import RunQuery, WriteBatch

Post = dict[str, Any]

_ACCOUNT, _POST = NODE["Account"], NODE["Post"]
_TEXT_PER_WRITE: Final = 2_000  # a text of that many characters weighs as much as one more node


@dataclass(frozen=True, slots=True)
class _PostLink:
    """A relationship of a post: to what, and where in the row of the post the keys stand."""

    rel: Rel
    target: Node
    keys: Callable[[Post], list[str]]
    incoming: bool = False

    def targets(self, post: Post) -> list[WriteRow]:
        """Return the rows of `statements.reference` of what a post leads to."""
        keys = self.keys(post)
        return reference_rows(self.target, keys) if keys else []

    def links(self, mine: str, targets: Iterable[WriteRow]) -> list[WriteRow]:
        """Return the rows that link a post with the nodes of these rows."""
        return [[row[0], mine] if self.incoming else [mine, row[0]] for row in targets]

    def statement(self) -> LiteralString:
        ends = (self.target, _POST) if self.incoming else (_POST, self.target)
        return link(self.rel, *ends)


def _one(column: str) -> Callable[[Post], list[str]]:
    return lambda post: [post[column]] if post[column] is not None else []


def _distinct(column: str, field: str) -> Callable[[Post], list[str]]:
    return lambda post: [*dict.fromkeys([item[field] for item in post[column]])]


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
        targets: For each of `_LINKS` the rows of `statements.reference`: what it leads to.
        media: The rows of its pictures and films.
        domains: The rows that link its URLs to their domains.
        weight: About how many nodes and relationships that makes.
    """

    record: WriteRow
    targets: list[list[WriteRow]]
    media: list[WriteRow]
    domains: list[WriteRow]
    weight: int


def post_rows(post: Post) -> PostRows:
    """Return the rows of a post; made while the server still writes the ones before."""
    on, media = REL["ON"], NODE["Media"]
    return PostRows(
        record_row(_POST, post),
        [kind.targets(post) for kind in _LINKS],
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
        new = [post for post in posts if post.record[0] not in known]
        old = [post for post in posts if post.record[0] in known]
        _send(run, _NEW, [[*post.record, *post.targets] for post in new])
        _write_old(run, old)
        _write_pages_and_media(run, posts)

    return write


_NEW: Final = record_with_links(_POST, [(kind.rel, kind.target, kind.incoming) for kind in _LINKS])


_LOCK: Final[LiteralString] = "MATCH (b:Batch {batch_id: $batch_id}) SET b.projected = false"


def _known(run: RunQuery, posts: list[PostRows]) -> set[str]:
    keys = [post.record[0] for post in posts]
    return {row["key"] for row in run(is_known(_POST), {"rows": keys})}


def _write_old(run: RunQuery, posts: list[PostRows]) -> None:
    """Write posts whose records are there, by an earlier load or by one that was stopped."""
    _send(run, record(_POST), [post.record for post in posts])
    for nth, kind in enumerate(_LINKS):
        targets = {row[0]: row for post in posts for row in post.targets[nth]}
        _send(run, reference(kind.target), [targets[key] for key in sorted(targets)])
        links = (kind.links(post.record[0], post.targets[nth]) for post in posts)
        _send(run, kind.statement(), [row for rows in links for row in rows])


def _write_pages_and_media(run: RunQuery, posts: list[PostRows]) -> None:
    media = {row[0]: row for post in posts for row in post.media}
    _send(run, record(NODE["Media"]), list(media.values()))
    domains = {row[0]: row for post in posts for row in post.domains}
    _refer(run, NODE["Domain"], {row[1] for row in domains.values()})
    _send(run, link(REL["ON"], NODE["Url"], NODE["Domain"]), sorted(domains.values()))


def _refer(run: RunQuery, node: Node, keys: Iterable[str]) -> None:
    _send(run, reference(node), reference_rows(node, keys))


def _send(run: RunQuery, statement: LiteralString, rows: list[WriteRow]) -> None:
    if rows:
        run(statement, {"rows": rows})
