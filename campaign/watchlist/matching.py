"""Which texts name whom: Aho-Corasick over whole batches of texts, then rules in columns.

Invariants:
- A name is the longest that stands there: "Tern Club" names the club, not the Tern.
- A name in Latin script is found as a word of its own, never within another word.
- A longer word that the list excludes hides the names within it.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaign.watchlist.form import Forms, searched_forms
from campaign.watchlist.model import Watchlist
from campaign.watchlist.patterns import Patterns, compile_patterns
from detection.arrays import Flags, Ints

Bytes = npt.NDArray[np.uint8]

NAMED: Final = pa.schema(
    [("row", pa.int64()), ("entity", pa.int64()), ("start", pa.int64()), ("end", pa.int64())]
)
"""Row of the text, place of the entity in the watch list, and where the name stands: bytes of the
text in the form `Forms.lowered`; start and end are -1 for a name that is an account's (@name)."""

_GAP: Final = "\n"  # between two texts: no name holds one
_EMPTY: Final = pa.array([""], pa.large_string())


class Names:
    """Finds the names of a watch list in texts.

    Args:
        watchlist: The list; may be empty, then nothing is found.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self.watchlist = watchlist
        self._patterns = compile_patterns(watchlist) if watchlist.entities else None

    def find(self, texts: pa.Array) -> pa.Table:
        """Return every naming in texts as they were posted; see `find_in`."""
        return self.find_in(searched_forms(texts))

    def find_in(self, forms: Forms) -> pa.Table:
        """Return every naming as NAMED, by row, then start; names of one text do not overlap.

        Args:
            forms: The texts, see `campaign.watchlist.form.searched_forms`.
        """
        if self._patterns is None or len(forms.lowered) == 0:
            return NAMED.empty_table()
        words = _find_words(forms, self._patterns)
        handles = _find_handles(forms.written, self._patterns)
        found = np.concatenate((handles, words), axis=1)
        order = np.lexsort((found[2], found[0]))
        return pa.Table.from_arrays([pa.array(column[order]) for column in found], schema=NAMED)


def _find_words(forms: Forms, patterns: Patterns) -> Ints:
    """Return rows of NAMED as columns, shape (4, k)."""
    lowered, offsets = _joined(forms.lowered)
    searched: Any = lowered  # numpy's arrays are buffers, only their types do not say so
    matches = patterns.automaton.find_matches_as_indexes(searched, overlapping=True)
    if not matches:
        return np.zeros((4, 0), dtype=np.int64)
    pattern, start, end = np.array(matches, dtype=np.int64).T
    cased, _same = _joined(forms.cased)
    stands = patterns.excludes[pattern] | _is_word(cased, pattern, start, end, patterns)
    pattern, start, end = pattern[stands], start[stands], end[stands]
    entity, excludes = patterns.entity[pattern], patterns.excludes[pattern]
    kept = ~excludes & ~_hidden(entity, start, end, excludes)
    entity, start, end = entity[kept], start[kept], end[kept]
    longest = _leftmost_longest(start, end)
    entity, start, end = entity[longest], start[longest], end[longest]
    row = np.searchsorted(offsets, start, side="right") - 1
    return np.stack((row, entity, start - offsets[row], end - offsets[row]))


def _joined(texts: pa.Array) -> tuple[Bytes, Ints]:
    """Return all texts as one run of bytes, a gap around each, and where each begins in it."""
    apart = pa.concat_arrays([_EMPTY, texts.cast(_EMPTY.type), _EMPTY])
    whole = pa.LargeListArray.from_arrays(pa.array([0, len(apart)], pa.int64()), apart)
    joined = pc.binary_join(whole, pa.scalar(_GAP, _EMPTY.type))
    lengths = np.asarray(pc.binary_length(apart).to_numpy(), dtype=np.int64)
    return np.frombuffer(joined[0].as_buffer(), dtype=np.uint8), np.cumsum(lengths + 1)[:-2]


def _is_word(cased: Bytes, pattern: Ints, start: Ints, end: Ints, patterns: Patterns) -> Flags:
    """Return whether a match ends where words end; texts have a byte before and behind them."""
    before, first, last, behind = (cased[at] for at in (start - 1, start, end - 1, end))
    second, next_ = (
        cased[np.minimum(start + 1, end - 1)],
        cased[np.minimum(end + 1, cased.size - 1)],
    )
    capitals = patterns.capitals[pattern]
    # #ourTern, #TernFails, #NOTern
    begins = _upper(first) & (_lower(before) | _lower(second)) & capitals
    ends = _upper(behind) & (_lower(last) | _lower(next_)) & capitals
    letter_before = _letter(before) | _accented(cased[start - 2], before)
    letter_behind = _letter(behind) | ((behind >= 0xC3) & (behind < 0xE0))
    left = ~patterns.left[pattern] | ~letter_before | begins
    right = ~patterns.right[pattern] | ~letter_behind | ends
    return left & right


def _upper(byte: Bytes) -> Flags:
    return (byte >= ord("A")) & (byte <= ord("Z"))


def _lower(byte: Bytes) -> Flags:
    """Return what is a small letter or a digit."""
    return ((byte >= ord("a")) & (byte <= ord("z"))) | _digit(byte)


def _digit(byte: Bytes) -> Flags:
    return (byte >= ord("0")) & (byte <= ord("9"))


def _letter(byte: Bytes) -> Flags:
    return _upper(byte) | _lower(byte)


def _accented(lead: Bytes, last: Bytes) -> Flags:
    """Return what is a letter of two bytes: Latin with marks, Greek, Cyrillic, Hebrew, Arabic."""
    return (lead >= 0xC3) & (lead < 0xE0) & (last >= 0x80) & (last < 0xC0)


def _hidden(entity: Ints, start: Ints, end: Ints, excludes: Flags) -> Flags:
    """Return which matches lie within a longer word that is excluded for their entity."""
    hidden = np.zeros(entity.size, dtype=np.bool_)
    for each in np.unique(entity[excludes]):
        words = np.flatnonzero(excludes & (entity == each))
        words = words[np.argsort(start[words], kind="stable")]
        reach = np.maximum.accumulate(end[words])
        mine = np.flatnonzero(~excludes & (entity == each))
        place = np.searchsorted(start[words], start[mine], side="right") - 1
        hidden[mine] = (place >= 0) & (reach[np.maximum(place, 0)] >= end[mine])
    return hidden


def _leftmost_longest(start: Ints, end: Ints) -> Ints:
    """Return the matches that stand when the leftmost, and of these the longest, is taken first."""
    order = np.lexsort((-end, start))
    start, end = start[order], end[order]
    reached = np.concatenate(([0], np.maximum.accumulate(end)[:-1]))
    first = start >= reached  # a run of matches that overlap begins
    alone = first & np.append(first[1:], [True])
    taken = alone.copy()
    crowded = np.flatnonzero(~alone)
    free = 0
    for place, begin, stop in zip(
        crowded.tolist(), start[crowded].tolist(), end[crowded].tolist(), strict=True
    ):
        if begin >= free:
            taken[place] = True
            free = stop
    return order[taken]


def _find_handles(written: pa.Array, patterns: Patterns) -> Ints:
    """Return the accounts that are addressed by a name of the list (`@name`), as columns."""
    rows = np.flatnonzero(pc.match_substring(written, "@").to_numpy(zero_copy_only=False))
    parts: pa.Array = pc.split_pattern(written.take(pa.array(rows)), "@")
    parent = np.asarray(pc.list_parent_indices(parts).to_numpy(), dtype=np.int64)
    behind = np.concatenate((np.zeros(min(parent.size, 1), dtype=np.bool_), np.diff(parent) == 0))
    said = pc.struct_field(
        pc.extract_regex(pc.utf8_lower(parts.flatten()), r"^(?P<name>[\p{L}\p{N}_\-]+)"), "name"
    )
    place = pc.fill_null(pc.index_in(said, pa.array(list(patterns.handles), said.type)), -1)
    place = np.asarray(place.to_numpy(zero_copy_only=False), dtype=np.int64)
    named = np.flatnonzero(behind & (place >= 0))
    entity = np.array(list(patterns.handles.values()), dtype=np.int64)[place[named]]
    nowhere = np.full(named.size, -1, dtype=np.int64)
    return np.stack((rows[parent[named]], entity, nowhere, nowhere))
