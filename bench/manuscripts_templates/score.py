"""How near a recovered template is to the grammar."""

from __future__ import annotations

from dataclasses import dataclass, fields

from bench.manuscripts_templates.copies import Copies
from bench.manuscripts_templates.pieces import (
    Piece,
    edges,
    fixed_words,
    found_pieces,
    slots,
    true_pieces,
)
from manuscripts.recovery import Recovery

COMPARED = 60
"""Variants of a line on which slot boundaries are compared."""
SAME_LINE = 0.5
"""Dice coefficient of the characters of two lines from which they are one."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts that add up over manuscripts.

    Attributes:
        lines: True lines that at least two copies hold.
        lines_matched: Recovered lines that are one of them.
        lines_found: Recovered lines.
        lines_recovered: True lines that are among them.
        fixed_exact: Lines whose fixed texts are all as written, and no others.
        slots: True slots.
        slots_exact: Of these with exactly the alternatives that copies used.
        slots_found: Recovered slots.
        alternatives: True alternatives that copies used.
        alternatives_right: Of these in a slot of the line.
        alternatives_found: Recovered alternatives.
        written: Alternatives of the grammar, used or not.
        edges: True slot boundaries in copies.
        edges_right: Of these recovered.
        edges_found: Recovered slot boundaries.
        covered: Sum of coverages.
        manuscripts: How many.
        order_right: Whether `shuffled` is right, added up.
    """

    lines: int = 0
    lines_matched: int = 0
    lines_found: int = 0
    lines_recovered: int = 0
    fixed_exact: int = 0
    slots: int = 0
    slots_exact: int = 0
    slots_found: int = 0
    alternatives: int = 0
    alternatives_right: int = 0
    alternatives_found: int = 0
    written: int = 0
    edges: int = 0
    edges_right: int = 0
    edges_found: int = 0
    covered: float = 0.0
    manuscripts: int = 0
    order_right: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Score)))


def score(copies: Copies, recovery: Recovery, *, shuffled: bool) -> Score:
    """Compare a recovered template with what the copies were written from."""
    found = [found_pieces(line) for line in recovery.template.lines]
    lines = [said for said in copies.said if len(said) > 1]
    several = sum(len(said) > 0 for said in copies.said) > 1
    total = Score(
        lines=len(lines),
        lines_found=len(found),
        lines_matched=sum(
            any(_overlap(true_pieces(said), pieces) > SAME_LINE for said in lines)
            for pieces in found
        ),
        covered=recovery.coverage,
        manuscripts=1,
        order_right=recovery.template.shuffled == (shuffled and several),
        written=sum(
            len(set(piece))
            for pattern in copies.manuscript.lines
            for piece in pattern
            if not isinstance(piece, str) and len(set(piece)) > 1
        ),
    )
    for said in lines:
        true = true_pieces(said)
        near = max(found, key=lambda pieces: _overlap(true, pieces), default=())
        total += _line_score(true, near, said)
    return total


def _line_score(
    true: tuple[Piece, ...], near: tuple[Piece, ...], said: tuple[tuple[str, ...], ...]
) -> Score:
    right, recovered = slots(true), slots(near)
    words, given = [w for s in right for w in s], [w for s in recovered for w in s]
    sentences = sorted({"".join(words) for words in said})[:COMPARED]
    pairs = [(edges(true, s), edges(near, s)) for s in sentences]
    there = [(a or frozenset(), b or frozenset()) for a, b in pairs]
    return Score(
        lines_recovered=int(_overlap(true, near) > SAME_LINE),
        fixed_exact=int(fixed_words(true) == fixed_words(near)),
        slots=len(right),
        slots_exact=sum(slot in recovered for slot in right),
        slots_found=len(recovered),
        alternatives=len(words),
        alternatives_right=_shared(words, given),
        alternatives_found=len(given),
        edges=sum(len(a) for a, _b in there),
        edges_right=sum(len(a & b) for a, b in there),
        edges_found=sum(len(b) for _a, b in there),
    )


def _shared(words: list[str], given: list[str]) -> int:
    left = list(given)
    shared = 0
    for word in words:
        if word in left:
            left.remove(word)
            shared += 1
    return shared


def _overlap(true: tuple[Piece, ...], found: tuple[Piece, ...]) -> float:
    """Return the Dice coefficient of the characters of two lines, alternatives counted once."""
    one, other = _characters(true), _characters(found)
    return 2 * _shared(one, other) / max(1, len(one) + len(other))


def _characters(pieces: tuple[Piece, ...]) -> list[str]:
    parts = [p if isinstance(p, str) else "".join(sorted(p)) for p in pieces]
    return list("".join(parts).replace(" ", "").casefold())
