"""From blocks of rows to columns of posts and accounts, as a mapping says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import pyarrow as pa

from loaders.canonical.epoch import believed
from loaders.check import check_columns
from loaders.columns import ColumnChunk, PostColumns
from loaders.format import Context, Rejected
from loaders.records import MAX_INT, MIN_INT, BadRecord, kind_of
from loaders.tables.block import Block
from loaders.tables.faults import Faults
from loaders.tables.ids import hashes_of, qualified_column
from loaders.tables.lists import PostLists, lists_of
from loaders.tables.mapping import Mapping
from loaders.tables.numbers import real, whole
from loaders.tables.texts import BlockTexts, Source, Texts, rest_of
from loaders.tables.times import Whens, time_column
from loaders.tables.weibo_bids import WEIBO_BID, numbers_of, with_years
from vault.schema import CANONICAL

T = TypeVar("T")
Columns = dict[str, Sequence[Any]]
_TRUE = frozenset(("true", "t", "1", "yes", "y"))
_FALSE = frozenset(("false", "f", "0", "no", "n"))
_RELATIONS = ("repost_of", "quote_of", "reply_to")


class Converter:
    """Turns blocks into columns; made once per mapping, holds nothing of a file."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._used = mapping.columns | mapping.ignore.keys() | mapping.cells

    def convert(self, block: Block, context: Context) -> ColumnChunk:
        """Return the posts and accounts of a block, and the rows that cannot be read."""
        work = _Work(self._mapping, self._used, block, context)
        return work.accounts_alone() if self._mapping.only_accounts else work.posts()

    def keys(self, block: Block) -> Sequence[str | None]:
        """Return what rows of one post have in common: the ids of post and account."""
        texts = BlockTexts(block, self._mapping, Faults())
        names = ("platform", "post_id", "account_id")
        columns = [texts.of(self._mapping.post.get(name)) for name in names]
        return [
            None if post is None or account is None else f"{platform}\x1f{post}\x1f{account}"
            for platform, post, account in zip(*columns, strict=True)
        ]


class _Work:
    """The conversion of one block."""

    def __init__(
        self, mapping: Mapping, used: frozenset[str], block: Block, context: Context
    ) -> None:
        self.mapping = mapping
        self.block = block
        self.context = context
        self.faults = Faults()
        self.texts = BlockTexts(block, mapping, self.faults)
        self.used = used
        self.platforms = self._platforms()

    def _platforms(self) -> Sequence[str]:
        """Return the platform of each row; the empty text where it is not known."""
        other = self.context.platform or ""
        found = [name or other for name in self.texts.of(self.mapping.post.get("platform"))]
        if not all(found):
            for row, name in enumerate(found):
                if not name:
                    self.faults.add(row, "platform is missing; name it with --platform")
        return found

    def posts(self) -> ColumnChunk:
        """Return the posts of the block and what the rows say of their authors."""
        columns = self._post_columns()
        lists = lists_of(self.texts, self.mapping, columns["text"], self.platforms, self.faults)
        if self.block.firsts is not None:
            self.faults.only(self.block.firsts)
        accounts = self._account_columns(columns) if self.mapping.account else None
        check_columns("posts", columns, self.faults.add)
        rows: Sequence[int] | None = None
        rejects: list[Rejected] = []
        if self.faults.reasons or self.block.firsts is not None:
            groups = self._groups()
            rejects = self._rejects(groups)
            good = [g for g in groups if g[0] not in self.faults.reasons]
            rows = [group[0] for group in good]
            lists = _of_groups(lists, good)
        accepted = len(self.block) if rows is None else len(rows)
        return ColumnChunk(
            posts=PostColumns(_table("posts", columns, rows), *lists),
            accounts=None if accounts is None else _table("accounts", accounts, rows),
            accepted=accepted,
            merged=len(self.block) - accepted - len(rejects),
            rejects=rejects,
        )

    def accounts_alone(self) -> ColumnChunk:
        """Return the accounts that the rows are."""
        accounts = self._account_columns(None)
        check_columns("accounts", accounts, self.faults.add)
        rows = [row for row in range(len(self.block)) if row not in self.faults.reasons]
        table = _table("accounts", accounts, rows)
        return ColumnChunk(None, table, len(rows), rejects=self._rejects(self._groups()))

    def _groups(self) -> Sequence[range]:
        """Return the rows of each post."""
        starts = self.block.firsts
        if starts is None:
            return [range(row, row + 1) for row in range(len(self.block))]
        ends = [*starts[1:], len(self.block)]
        return [range(start, end) for start, end in zip(starts, ends, strict=True)]

    def _rejects(self, groups: Sequence[range]) -> list[Rejected]:
        """Return the rows that cannot be read, and with each the others of its post."""
        rejects: list[Rejected] = []
        for group in groups:
            reason = next((r for row in group if (r := self.faults.reasons.get(row))), None)
            if reason is not None:
                self.faults.reasons[group[0]] = reason
                rejects += (
                    Rejected(self.block.offsets[row], reason, self.block.row(row)) for row in group
                )
        return rejects

    def _post_columns(self) -> Columns:
        fields = self.mapping.post
        get = fields.get
        given = {name: self.texts.of(get(name)) for name in ("text", "lang", "client", "url")}
        relations = {name: self._ids_of_posts(get(name)) for name in _RELATIONS}
        created = self._times("created_at", get("created_at"))
        for row, when in enumerate(created.us):
            if when is None:
                self.faults.add(row, "created_at is missing")
        return {
            "post_id": self._post_ids(),
            "platform": self.platforms,
            "account_id": self._authors(),
            "created_at": created.us,
            "precision": created.precision,
            "kind": self._kinds(relations),
            **given,
            **relations,
            "root": self._ids_of_posts(get("root")),
            **self._numbers(fields, "likes", "reposts", "comments", "views"),
            "observed_at": self._times("observed_at", get("observed_at")).us,
            "extra": rest_of(self.texts, self.used),
            "offset": self.block.offsets,
        }

    def _account_columns(self, posts: Columns | None) -> Columns:
        fields = self.mapping.account
        get = fields.get
        ids = posts["account_id"] if posts else [i or "" for i in self._ids(get("account_id"))]
        observed = self._times("account.observed_at", get("observed_at")).us
        if posts:
            at = zip(observed, posts["observed_at"], posts["created_at"], strict=True)
            observed = [own or seen or created for own, seen, created in at]
        named = ("handle", "name", "bio", "region", "avatar")
        native = [
            name[len(platform) + 1 :] for name, platform in zip(ids, self.platforms, strict=True)
        ]
        return {
            "account_id": ids,
            "platform": self.platforms,
            "native_id": native,
            **{name: self.texts.of(get(name)) for name in named},
            "verified": self.faults.read(_flag, self.texts.of(get("verified"))),
            "created_at": self._times("account.created_at", get("created_at")).us,
            **self._numbers(fields, "followers", "following", "posts"),
            "observed_at": observed,
            "extra": self.texts.nothing if posts else rest_of(self.texts, self.used),
            "offset": self.block.offsets,
        }

    def _ids(self, source: Source | None) -> Texts:
        if source is None:
            return self.texts.nothing
        return qualified_column(self.platforms, self.texts.of(source))

    def _ids_of_posts(self, source: Source | None) -> Texts:
        if source is None or self.mapping.ids != WEIBO_BID:
            return self._ids(source)
        return qualified_column(self.platforms, numbers_of(self.texts.of(source)))

    def _post_ids(self) -> Sequence[str]:
        if "post_id" in self.mapping.post:
            return [name or "" for name in self._ids_of_posts(self.mapping.post["post_id"])]
        found = zip(self.platforms, hashes_of(self.texts, self.mapping.derive), strict=True)
        return [f"{platform}:{name}" for platform, name in found]

    def _authors(self) -> Sequence[str]:
        pattern = self.mapping.account_from_name
        source = self.mapping.post.get("account_id")
        if pattern is None or source is not None:
            return [name or "" for name in self._ids(source)]
        found = pattern.search(self.context.name)
        if not found:
            for row in range(len(self.block)):
                self.faults.add(row, f"there is no account in the file name {self.context.name!r}")
        names = [found[1] if found else None] * len(self.block)
        return [name or "" for name in qualified_column(self.platforms, names)]

    def _kinds(self, relations: dict[str, Texts]) -> Sequence[str]:
        said = self.texts.of(self.mapping.post.get("kind"))
        if all(said):
            return [kind or "" for kind in said]
        refers = zip(*(relations[name] for name in _RELATIONS), strict=True)
        return [
            kind or kind_of(repeats=repost, reply_to=reply, quote_of=quote)
            for kind, (repost, quote, reply) in zip(said, refers, strict=True)
        ]

    def _numbers(self, fields: dict[str, Source], *names: str) -> Columns:
        return {name: self._number(fields.get(name), name) for name in names}

    def _number(self, source: Source | None, name: str) -> Sequence[int | None]:
        if source is None:
            return self.texts.nothing  # type: ignore[return-value]
        return self.faults.read(lambda text: _fitting(whole(text, name)), self.texts.of(source))

    def _times(self, name: str, source: Source | None) -> Whens:
        times = self.mapping.times[name]
        if source is None:
            return Whens(self.texts.nothing, self.texts.nothing)  # type: ignore[arg-type]
        texts = self.texts.of(source)
        if name == "created_at" and self.mapping.ids == WEIBO_BID:
            mids = numbers_of(self.texts.of(self.mapping.post.get("post_id")))
            texts = with_years(texts, mids, self.faults)
        whens = time_column(texts, times, self.context.captured_us, self.faults)
        if times.plus is None:
            return whens
        delays = self.texts.column(times.plus)
        late: list[int | None] = []
        for row, (us, delay) in enumerate(zip(whens.us, delays, strict=True)):
            try:
                late.append(None if us is None else _later(us, delay, times.plus, times.unit_us))
            except BadRecord as error:
                self.faults.add(row, str(error))
                late.append(None)
        return Whens(late, whens.precision)


def _later(us: int, delay: str | None, column: str, unit_us: int) -> int:
    if delay is None:
        raise BadRecord(f"{column} is missing")
    return believed(us + round(real(delay, column) * unit_us))


def _fitting(number: int) -> int:
    if not MIN_INT <= number <= MAX_INT:
        raise BadRecord(f"a number of {number.bit_length()} bits does not fit 64")
    return number


def _flag(text: str) -> bool:
    lower = text.lower()
    if lower in _TRUE or lower in _FALSE:
        return lower in _TRUE
    raise BadRecord(f"verified {text[:40]!r} is neither true nor false")


def _of_groups(lists: PostLists, groups: Sequence[range]) -> PostLists:
    urls, hashtags, mentions, media = lists
    return (
        _joined(urls, groups),
        _joined(hashtags, groups),
        _joined(mentions, groups),
        _joined(media, groups),
    )


def _joined(column: Sequence[Sequence[T]], groups: Sequence[range]) -> Sequence[Sequence[T]]:
    return [
        column[group[0]] if len(group) == 1 else [item for row in group for item in column[row]]
        for group in groups
    ]


def _table(name: str, columns: Columns, rows: Sequence[int] | None) -> pa.Table:
    """Return columns as a table without `source`, of these rows only."""
    schema = CANONICAL[name]
    schema = schema.remove(schema.get_field_index("source"))
    arrays: list[pa.Array] = []
    for field in schema:
        values = columns[field.name]
        chosen = values if rows is None else [values[row] for row in rows]
        arrays.append(pa.array(chosen, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
