"""Where in its originals a person stands, as the rows of a batch tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq

from retraction.rejects import REJECTS, rejected_at
from retraction.rows import Eraser
from vault import Batch, Vault

pc: Any = pyarrow.compute  # it declares its functions at run time only

_POSTS = ("posts", "post_sources")
_ACCOUNTS = ("accounts", "watched_accounts", "account_links")
_REFERENCES = ("repost_of", "quote_of", "reply_to")


@dataclass(slots=True)
class Places:
    """Records of one original in which a person stands, each by its line or byte.

    Attributes:
        own: Records that are the person's, with what they carried.
        guest: Records of others that carry a post of the person: a repost, a quote.
        mixed: Records that hold posts of the person and of others: pages, threads.
        within: Posts of others that stand in `own` or `mixed` records only.
        carriers: Posts of others that stand in `guest` records.
        texts: Texts of the person's posts in `guest` records.
        others: Whether the original holds anything of others.
    """

    own: set[int] = field(default_factory=set[int])
    guest: set[int] = field(default_factory=set[int])
    mixed: set[int] = field(default_factory=set[int])
    within: set[str] = field(default_factory=set[str])
    carriers: set[str] = field(default_factory=set[str])
    texts: set[str] = field(default_factory=set[str])
    others: bool = False

    @property
    def all(self) -> frozenset[int]:
        """Every record in which the person stands."""
        return frozenset(self.own | self.guest | self.mixed)

    def joined(self, other: Places) -> Places:
        """Return these places and those that another batch of the original knows of."""
        return Places(
            self.own | other.own,
            self.guest | other.guest,
            self.mixed | other.mixed,
            self.within | other.within,
            self.carriers | other.carriers,
            self.texts | other.texts,
            self.others or other.others,
        )


def places_of(vault: Vault, batch: Batch, eraser: Eraser) -> dict[str, Places]:
    """Return for each original of a batch where the person stands in it."""
    found = {source: Places() for source in batch.sources if source}
    posts = _Rows(vault, batch, eraser, _POSTS)
    accounts = _Rows(vault, batch, eraser, _ACCOUNTS)
    for source, places in found.items():
        places.others = source in posts.others or source in accounts.others
    by_record: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in posts.at(posts.own):
        by_record.setdefault((row["source"], row["offset"]), []).append(row)
    for (source, offset), rows in by_record.items():
        _sort(found.setdefault(source, Places()), offset, rows, set(eraser.person.posts))
    mixed = {(row["source"], row["offset"]) for row in accounts.at(accounts.own) if row["other"]}
    rest = accounts.own - posts.own
    mixed |= {(row["source"], row["offset"]) for row in posts.at(rest)}
    for source, offset in rest:
        places = found.setdefault(source, Places())
        alone = (source, offset) not in mixed
        (places.own if alone else places.mixed).add(offset)
    names = dict(zip(batch.names, batch.sources, strict=False))
    for name, offset in rejected_at(vault.folder(batch) / REJECTS, eraser):
        places = found.get(names.get(name, ""))
        if places and offset and not posts.known(names[name], offset):
            places.own.add(offset)
    for source, places in found.items():
        places.within -= posts.elsewhere(source, places)
    return found


def _sort(places: Places, offset: int, rows: list[dict[str, Any]], own: set[str]) -> None:
    """Put a record among those of the person, of others who carry it, or of both."""
    theirs = [row for row in rows if row["post_id"] not in own]
    carried = {row[name] for row in theirs for name in _REFERENCES if row.get(name)}
    mine = [row for row in rows if row["post_id"] in own]
    hosts = {row[name] for row in mine for name in _REFERENCES if row.get(name)}
    if not theirs or all(row["post_id"] in hosts for row in theirs):
        places.own.add(offset)
    elif all(row["post_id"] in carried for row in mine):
        places.guest.add(offset)
        places.texts.update(row["text"] for row in mine if row.get("text"))
        places.carriers.update(row["post_id"] for row in theirs)
        return
    else:
        places.mixed.add(offset)
    places.within.update(row["post_id"] for row in theirs)


class _Rows:
    """Rows of some tables of a batch that know their place."""

    def __init__(self, vault: Vault, batch: Batch, eraser: Eraser, tables: tuple[str, ...]) -> None:
        self.own: set[tuple[str, int]] = set()
        self.others: set[str] = set()
        self._parts: list[tuple[pa.Table, pa.Array]] = []
        for table in tables:
            for part in vault.parts(table, [batch]):
                self._take(table, pq.read_table(part), eraser)

    def _take(self, table: str, rows: pa.Table, eraser: Eraser) -> None:
        gone = eraser.mask(table, rows)
        self._parts.append((rows, gone))
        if gone is None:
            self.others.update(rows["source"].unique().to_pylist())
            return
        own = rows.filter(gone)
        records = zip(own["source"].to_pylist(), own["offset"].to_pylist(), strict=True)
        self.own.update((source, offset) for source, offset in records if source)
        self.others.update(rows.filter(pc.invert(gone))["source"].unique().to_pylist())

    def at(self, records: set[tuple[str, int]]) -> Iterator[dict[str, Any]]:
        """Yield the rows of these records; `other` says that a row is not the person's."""
        offsets = pa.array(sorted({offset for _, offset in records}), pa.int64())
        names = ("post_id", "text", *_REFERENCES, "source", "offset")
        for rows, gone in self._parts if records else ():
            kept = rows.select([name for name in names if name in rows.schema.names])
            other = pa.array([True] * rows.num_rows) if gone is None else pc.invert(gone)
            kept = kept.append_column("other", other)
            for row in kept.filter(pc.is_in(rows["offset"], value_set=offsets)).to_pylist():
                if (row["source"], row["offset"]) in records:
                    yield row

    def known(self, source: str, offset: int) -> bool:
        """Whether a record became a row."""
        return any(
            pc.any(
                pc.and_(pc.equal(rows["source"], source), pc.equal(rows["offset"], offset))
            ).as_py()
            for rows, _ in self._parts
        )

    def elsewhere(self, source: str, places: Places) -> set[str]:
        """Return those of `within` that stand in a record of others, too."""
        if not places.within:
            return set()
        wanted = pa.array(sorted(places.within), pa.string())
        records = pa.array(sorted(places.own | places.mixed), pa.int64())
        found: set[str] = set()
        for rows, _ in self._parts:
            known = pc.and_(
                pc.equal(rows["source"], source), pc.is_in(rows["post_id"], value_set=wanted)
            )
            apart = pc.and_(known, pc.invert(pc.is_in(rows["offset"], value_set=records)))
            found.update(rows.filter(apart)["post_id"].to_pylist())
        return found
