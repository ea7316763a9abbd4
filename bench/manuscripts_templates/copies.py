"""Spun copies of a manuscript, with what was chosen in each slot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.manuscripts_templates.sources import Manuscript
from demo.language import Pattern, roll
from demo.options import EVASIONS, Evasion

CHANCE = 1 << 31
PADDED = 0.3
"""Chance of a sentence of chatter in a copy at the hard level."""
ADDRESSED = 0.3
"""Chance of a hashtag, mention or URL at an edge of a copy, above the naive level."""
ADDRESSES = ("#Tag{}", "#话题{}#", "@someone{}", "https://example.org/{}")


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of one manuscript.

    Attributes:
        manuscript: Which.
        texts: Different texts, in the order of their first copy.
        counts: Copies of each.
        said: For each line what each copy that holds it says: one word for each piece.
    """

    manuscript: Manuscript
    texts: tuple[str, ...]
    counts: tuple[int, ...]
    said: tuple[tuple[tuple[str, ...], ...], ...]


def spin_copies(manuscript: Manuscript, level: str, count: int, seed: int) -> Copies:
    """Write copies as `demo.speaker.Speaker` does, noting what each slot says."""
    how = EVASIONS[level]
    dice = roll([seed, count, sum(map(ord, manuscript.name))])
    said: list[list[tuple[str, ...]]] = [[] for _line in manuscript.lines]
    texts: Counter[str] = Counter()
    for _copy in range(count):
        sentences: list[str] = []
        for line in _chosen_lines(manuscript, how, dice):
            words = _spun(manuscript.lines[line], how.synonyms, dice)
            said[line].append(words)
            sentences.append("".join(words))
        texts[_dressed(manuscript, sentences, level, dice)] += 1
    return Copies(manuscript, tuple(texts), tuple(texts.values()), tuple(map(tuple, said)))


def _chosen_lines(manuscript: Manuscript, how: Evasion, dice: Iterator[int]) -> list[int]:
    lines = list(range(len(manuscript.lines)))
    if len(lines) == 1:
        return lines
    kept = [line for line in lines if next(dice) >= how.dropped * CHANCE] or lines[:1]
    return sorted(kept, key=lambda _line: next(dice)) if how.shuffled else kept


def _spun(pattern: Pattern, freedom: float, dice: Iterator[int]) -> tuple[str, ...]:
    return tuple(
        piece
        if isinstance(piece, str)
        else piece[next(dice) % len(piece)]
        if next(dice) < freedom * CHANCE
        else piece[0]
        for piece in pattern
    )


def _dressed(manuscript: Manuscript, sentences: list[str], level: str, dice: Iterator[int]) -> str:
    """Put a copy together, with chatter and addresses where the level has them."""
    if manuscript.chatter and level == "hard" and next(dice) < PADDED * CHANCE:
        chatter = manuscript.chatter[next(dice) % len(manuscript.chatter)]
        sentences.insert(next(dice) % (len(sentences) + 1), chatter)
    text = manuscript.stop.join(sentences)
    if not manuscript.addresses or level == "naive":
        return text
    for before in (True, False):
        if next(dice) < ADDRESSED * CHANCE:
            address = ADDRESSES[next(dice) % len(ADDRESSES)].format(next(dice) % 50)
            text = f"{address} {text}" if before else f"{text} {address}"
    return text
