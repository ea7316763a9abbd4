"""Tables without a person: rows that go, and references that get a pseudonym.

Another account's post that repeats or answers one of the person's keeps its place in the evidence:
what it refers to gets a pseudonym, the same one everywhere, that leads to nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute

from retraction.person import Person

_REFERENCES = ("repost_of", "quote_of", "reply_to", "root", "object_id")
_WORDS = ("label", "text", "reason")
REMOVED = "[removed]"
_MIN_BYTES = 5

pc: Any = pyarrow.compute  # it declares its functions at run time only


@dataclass(frozen=True)
class Eraser:
    """Takes one person out of tables with the columns of `vault.schema`."""

    person: Person
    tombstone: str

    @cached_property
    def _posts(self) -> pa.Array:
        return pa.array(self.person.posts, pa.string())

    @cached_property
    def _handles(self) -> frozenset[str]:
        return frozenset(handle.lower() for handle in self.person.handles)

    def pseudonym(self, post_id: str) -> str:
        """Return what stands for a post of the person in the references of others."""
        digest = hashlib.sha256(f"{self.tombstone}\x1f{post_id}".encode()).hexdigest()
        return f"{self.person.platform}:removed-{digest[:16]}"

    def rows(self, table: str, rows: pa.Table) -> pa.Table:
        """Return the rows without the person's; the same object where there is nothing of it."""
        kept = (
            rows.filter(pc.invert(gone)) if (gone := self.mask(table, rows)) is not None else rows
        )
        for column in _REFERENCES:
            if column in kept.schema.names:
                kept = self._renamed(kept, column)
        return kept

    @cached_property
    def long_ids(self) -> frozenset[bytes]:
        """The ids that are long enough to be searched for in raw bytes."""
        ids = self.person.traces(self.tombstone).ids
        return frozenset(each for each in ids if len(each) >= _MIN_BYTES)

    def mask(self, table: str, rows: pa.Table) -> pa.ChunkedArray | None:
        """Return which rows are the person's; None where none is."""
        names = rows.schema.names
        masks: list[pa.ChunkedArray] = [
            pc.equal(rows[column], self.person.account_id)
            for column in ("account_id", "account_a", "account_b")
            if column in names
        ]
        if "post_id" in names and len(self._posts):
            masks.append(pc.is_in(rows["post_id"], value_set=self._posts))
        if table == "post_mentions" and self._handles:
            lower = pc.utf8_lower(rows["handle"])
            masks.append(pc.is_in(lower, value_set=pa.array(sorted(self._handles), pa.string())))
        if not masks:
            return None
        gone = pc.fill_null(masks[0], fill_value=False)
        for mask in masks[1:]:
            gone = pc.or_(gone, pc.fill_null(mask, fill_value=False))
        return gone if pc.any(gone).as_py() else None

    def _renamed(self, rows: pa.Table, column: str) -> pa.Table:
        if not len(self._posts):
            return rows
        mask = pc.is_in(rows[column], value_set=self._posts)
        if not pc.any(mask).as_py():
            return rows
        values = [
            self.pseudonym(value) if named else value
            for value, named in zip(rows[column].to_pylist(), mask.to_pylist(), strict=True)
        ]
        place = rows.schema.get_field_index(column)
        return rows.set_column(place, rows.schema.field(place), pa.array(values, pa.string()))

    def words(self, rows: pa.Table) -> pa.Table:
        """Return rows of a run whose texts neither are the person's nor name it."""
        for column in _WORDS:
            if column in rows.schema.names:
                place = rows.schema.get_field_index(column)
                values = [self._unnamed(value, column) for value in rows[column].to_pylist()]
                if values != rows[column].to_pylist():
                    field = rows.schema.field(place)
                    rows = rows.set_column(place, field, pa.array(values, pa.string()))
        return rows

    def _unnamed(self, text: str | None, column: str) -> str | None:
        if text is None or text in self.person.texts:
            return text and REMOVED
        if column == "text":
            return text  # the words of somebody else
        pattern = self.person.traces(self.tombstone).pattern
        if pattern is None:
            return text
        return pattern.sub(REMOVED.encode(), text.encode()).decode()
