"""Watched names in texts put as single marks, so that patterns need not know any name.

A mark is a character of the planes 15 and 16, which Unicode leaves to private use; those that a
text brings along are taken out first. Products stand for their brand: what is said of a car is said
of its maker. All is done in columns: a collection has as many texts as it has posts.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaign.watchlist import Entity, Watchlist
from campaign.watchlist.form import searched_forms
from campaign.watchlist.matching import Names
from detection.arrays import Flags, Ints, ints
from detection.text.minhash import buffers

MARK: Final = "\U000f0000-\U0010fffd"
"""The marks, as a range within a character class."""

_FIRST: Final = 0xF0000
_MOST: Final = 0x1FFFD
_MARK_BYTES: Final = 4
_STRAY = re.compile(f"[{MARK}]")
_BETWEEN = tuple(np.frombuffer(b, dtype=np.uint8) for b in (b" ", "的".encode(), b"'s "))
"""What may stand between two names of one owner that are one name: Orvane's Tern."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Texts in the form in which names are looked for, with marks for the names.

    Attributes:
        texts: Large strings, as many as there were texts.
        written: What is written where a mark stands, by mark.
        owners: Whose name it is, by mark; the brand of a product.
    """

    texts: pa.Array
    written: Mapping[str, str]
    owners: Mapping[str, Entity]

    def words(self, text: str) -> str:
        """Return a piece of a text with names as they were written."""
        return _STRAY.sub(lambda mark: self.written[mark[0]], text).strip()


class Marks:
    """Finds the names of a watch list.

    Args:
        watchlist: Whose names; products are marked as their brand.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self._entities = watchlist.entities
        self._place = {entity.entity_id: n for n, entity in enumerate(self._entities)}
        self._names = Names(watchlist)
        roots = [self._place[self.root(entity.entity_id)] for entity in self._entities]
        self._root: Ints = np.array(roots, dtype=np.int64)

    def root(self, entity_id: str) -> str:
        """Return the brand of a product; any other entity is its own root."""
        seen: set[str] = set()
        while entity_id not in seen:
            seen.add(entity_id)
            entity = self._entities[self._place[entity_id]]
            if entity.kind == "product" and entity.of in self._place:
                entity_id = entity.of
        return entity_id

    def mark(self, texts: pa.Array) -> Marked:
        """Return texts with marks for the names in them.

        Quoted chains, URLs and names of accounts are left out, see campaign.watchlist.form; the end
        of a line becomes the end of a sentence.

        Args:
            texts: Strings, as they were posted.
        """
        clean = pc.replace_substring_regex(texts.cast(pa.large_string()), f"[{MARK}]", "")
        clean = pc.replace_substring_regex(clean, r"\s*[\r\n]\s*", "。")
        forms = searched_forms(clean)
        found = self._names.find_in(forms)
        found = found.filter(pc.greater_equal(found["start"], 0))
        content, offsets = buffers(forms.cased)
        row = ints(found, "row")
        start, end = (ints(found, name) + offsets[row] for name in ("start", "end"))
        owner = self._root[ints(found, "entity")]
        row, start, end, owner = _joined(content, row, start, end, owner)
        written = _pieces(content, start, end)
        coded = pa.table({"owner": owner, "written": written}).group_by(["owner", "written"])
        known = coded.aggregate([]).sort_by([("owner", "ascending"), ("written", "ascending")])
        known = known.slice(0, _MOST)
        code = _codes(known, owner, written)
        kept = code >= 0
        marked = _replaced(content, offsets, row[kept], start[kept], end[kept], code[kept])
        marks = [chr(_FIRST + place) for place in range(known.num_rows)]
        owners = [self._entities[place] for place in known["owner"].to_pylist()]
        return Marked(
            marked,
            dict(zip(marks, known["written"].to_pylist(), strict=True)),
            dict(zip(marks, owners, strict=True)),
        )


def _joined(
    content: npt.NDArray[np.uint8], row: Ints, start: Ints, end: Ints, owner: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the names; those of one owner side by side are one."""
    same = (row[1:] == row[:-1]) & (owner[1:] == owner[:-1])
    gap = start[1:] - end[:-1]
    near = gap == 0
    for between in _BETWEEN:
        fits: Flags = gap == between.size
        for place, byte in enumerate(between.tolist()):
            fits = fits & (content[np.minimum(end[:-1] + place, content.size - 1)] == byte)
        near |= fits
    goes_on = np.zeros(row.size, dtype=np.bool_)
    goes_on[1:] = same & near
    first = np.flatnonzero(~goes_on)
    last = np.append(first[1:], row.size)[: first.size] - 1
    return row[first], start[first], end[last], owner[first]


def _pieces(content: npt.NDArray[np.uint8], start: Ints, end: Ints) -> pa.Array:
    """Return the pieces of the content from each start to its end, which do not overlap."""
    inside = _inside(content.size, start, end)
    offsets = np.concatenate(([0], np.cumsum(end - start)))
    return _strings(content[inside], offsets)


def _codes(known: pa.Table, owner: Ints, written: pa.Array) -> Ints:
    """Return the place of each name in `known`, -1 for what has none."""
    numbered = known.append_column("code", pa.array(np.arange(known.num_rows)))
    place = pa.array(np.arange(owner.size))
    wanted = pa.table({"owner": owner, "written": written, "place": place})
    joined = wanted.join(numbered, ["owner", "written"], join_type="left outer").sort_by("place")
    return np.asarray(pc.fill_null(joined["code"], -1).to_numpy(), dtype=np.int64)


def _replaced(
    content: npt.NDArray[np.uint8], offsets: Ints, row: Ints, start: Ints, end: Ints, code: Ints
) -> pa.Array:
    """Return the texts with the mark of each code where a name stood."""
    kept = content[offsets[0] : offsets[-1]][
        ~_inside(content.size, start, end)[offsets[0] : offsets[-1]]
    ]
    taken = np.concatenate(([0], np.cumsum(end - start)))
    at = start - offsets[0] - taken[:-1]
    marks = np.frombuffer(
        "".join(chr(_FIRST + place) for place in code.tolist()).encode(), dtype=np.uint8
    )
    bytes_ = np.insert(kept, np.repeat(at, _MARK_BYTES), marks)
    before = np.searchsorted(row, np.arange(offsets.size))
    return _strings(bytes_, offsets - offsets[0] - taken[before] + _MARK_BYTES * before)


def _inside(size: int, start: Ints, end: Ints) -> Flags:
    change = np.zeros(size + 1, dtype=np.int8)
    np.add.at(change, start, 1)
    np.add.at(change, end, -1)
    return np.cumsum(change[:-1], dtype=np.int8) > 0


def _strings(content: npt.NDArray[np.uint8], offsets: Ints) -> pa.Array:
    places = pa.py_buffer(np.ascontiguousarray(offsets, dtype=np.int64))
    text = pa.py_buffer(np.ascontiguousarray(content))
    return pa.LargeStringArray.from_buffers(offsets.size - 1, places, text)
