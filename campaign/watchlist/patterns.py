"""The names of a watch list as patterns of one automaton, and what must stand beside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from ahocorasick_rs import BytesAhoCorasick

from campaign.watchlist.form import name_forms
from campaign.watchlist.model import Watchlist
from detection.arrays import Flags, Ints

JOINTS: Final = (" ", "", "-", "_")
"""How people join the words of a name: Tern Club, #TernClub, tern-club, tern_club."""
CAPITALS: Final = 3
"""Letters from which a name may end where a capital begins the next word (#TernFails). Shorter
names need a real boundary: two letters stand inside anything."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What to search for; one row for each way to write a name.

    Attributes:
        automaton: Finds the patterns, over UTF-8 bytes in the form of `campaign.watchlist.form`.
        entity: Place of the entity in the watch list.
        excludes: Whether the pattern is a longer word that does not mean the entity.
        left: Whether its first character needs a boundary before it, as Latin letters do.
        right: The same of its last character.
        capitals: Whether a capital letter may be that boundary.
        handles: Names of accounts -> place of the entity that they are.
    """

    automaton: BytesAhoCorasick
    entity: Ints
    excludes: Flags
    left: Flags
    right: Flags
    capitals: Flags
    handles: dict[str, int]


def compile_patterns(watchlist: Watchlist) -> Patterns:
    """Return the patterns of a watch list that names at least one entity."""
    rows: dict[tuple[str, int, bool], None] = {}
    for excludes in (False, True):
        written = [
            (name, place)
            for place, entity in enumerate(watchlist.entities)
            for name in (entity.excluded if excludes else entity.aliases)
        ]
        forms = name_forms([name for name, _place in written])
        for form, (_name, place) in zip(forms, written, strict=True):
            rows |= dict.fromkeys((way, place, excludes) for way in _ways(form))
    taken = _first_owner(rows)
    names = [name for name, _place, _excludes in taken]
    return Patterns(
        automaton=BytesAhoCorasick([name.encode() for name in names]),
        entity=np.array([place for _name, place, _excludes in taken], dtype=np.int64),
        excludes=np.array([excludes for *_, excludes in taken], dtype=np.bool_),
        left=np.array([_needs_boundary(name[0]) for name in names], dtype=np.bool_),
        right=np.array([_needs_boundary(name[-1]) for name in names], dtype=np.bool_),
        capitals=np.array([len(name) >= CAPITALS for name in names], dtype=np.bool_),
        handles={name: place for name, place, excludes in taken if not excludes},
    )


def _ways(form: str) -> list[str]:
    """Return the ways to join the words of a name; one way is taken for all of its joints."""
    words = form.split(" ")
    return [form] if len(words) == 1 else [joint.join(words) for joint in JOINTS]


def _first_owner(rows: dict[tuple[str, int, bool], None]) -> list[tuple[str, int, bool]]:
    """Return the patterns without those that another entity was given as they are written."""
    owner: dict[tuple[str, bool], int] = {}
    for name, place, excludes in rows:
        owner.setdefault((name, excludes), place)
    return [row for row in rows if row[2] or owner[row[0], False] == row[1]]


def _needs_boundary(character: str) -> bool:
    """Return whether words of its script are told apart by what stands between them.

    Chinese, Japanese, Korean and Thai (from U+0E00 on) are written without spaces.
    """
    return character.isalnum() and character < "\u0e00"
