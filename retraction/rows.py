"""Tables without a person: rows that go, and references that get a pseudonym.

Another account's post that repeats or answers one of the person's keeps its place in the evidence:
what it refers to gets a pseudonym, the same one everywhere, that leads to nobody.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.compute

from retraction.json_bytes import blank_json
from retraction.person import Person
from retraction.traces import Traces

_REFERENCES = ("repost_of", "quote_of", "reply_to", "root", "object_id")
_WORDS = ("label", "text", "reason", "against", "value")
REMOVED = "[removed]"
_WORD = re.compile(r"[^\W_]+")
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
                kept = self._renamed(kept, column, self._posts)
        if "object_id" in kept.schema.names:  # an account that was addressed
            own = pa.array([self.person.account_id, *self.person.by_handle], pa.string())
            kept = self._renamed(kept, "object_id", own)
        return self._bare(kept) if "extra" in kept.schema.names else kept

    def _bare(self, rows: pa.Table) -> pa.Table:
        """Return rows whose `extra` does not name the person: what an export says of a repost."""
        column = rows["extra"]
        patterns = [name.decode() for name in sorted(self.traces.ids | self.traces.names)]
        series = pl.Series(values=column, dtype=pl.String)
        named = series.str.contains_any(patterns, ascii_case_insensitive=True).fill_null(
            value=False
        )
        if not named.any():
            return rows
        values = column.to_pylist()
        for number in named.arg_true().to_list():
            data = bytearray(values[number].encode())
            blank_json(data, self.traces)
            values[number] = data.decode()
        if values == column.to_pylist():
            return rows
        place = rows.schema.get_field_index("extra")
        return rows.set_column(place, rows.schema.field(place), pa.array(values, pa.string()))

    @cached_property
    def long_ids(self) -> frozenset[bytes]:
        """The ids that are long enough to be searched for in raw bytes."""
        return frozenset(each for each in self.traces.ids if len(each) >= _MIN_BYTES)

    @cached_property
    def names(self) -> frozenset[bytes]:
        """Its handles as they stand in files, in lower case."""
        return self.traces.names

    @cached_property
    def traces(self) -> Traces:
        """What of the person can stand in the bytes of an export."""
        return self.person.traces(self.tombstone)

    def plain_name(self, name: str) -> str:
        """Return the name of a file, or a setting, where it does not name the person."""
        words = {*_WORD.findall(name.lower()), name.lower().strip("@")}
        known = {each.decode().lower() for each in self.traces.ids | self.traces.names}
        inside = any(each.decode() in name for each in self.long_ids)
        return REMOVED if inside or words & known else name

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
            masks.append(self._by_handle(rows))
        if not masks:
            return None
        gone = pc.fill_null(masks[0], fill_value=False)
        for mask in masks[1:]:
            gone = pc.or_(gone, pc.fill_null(mask, fill_value=False))
        return gone if pc.any(gone).as_py() else None

    def _by_handle(self, rows: pa.Table) -> pa.ChunkedArray:
        """Return which mentions are of a handle of the person and of no id, on its platform."""
        lower = pc.utf8_ltrim(pc.utf8_lower(rows["handle"]), characters="@")
        named = pc.is_in(lower, value_set=pa.array(sorted(self._handles), pa.string()))
        here = pc.starts_with(rows["post_id"], self.person.platform + ":")
        stub = pc.is_in(rows["account_id"], value_set=pa.array(self.person.by_handle, pa.string()))
        unknown = pc.or_(pc.is_null(rows["account_id"]), stub)
        return pc.and_(pc.and_(pc.or_(named, stub), here), unknown)

    def _renamed(self, rows: pa.Table, column: str, ids: pa.Array) -> pa.Table:
        if not len(ids):
            return rows
        mask = pc.is_in(rows[column], value_set=ids)
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
        pattern = self.traces.pattern
        if pattern is None:
            return text
        return pattern.sub(REMOVED.encode(), text.encode()).decode()
