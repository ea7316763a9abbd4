"""From the texts of a manuscript to its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from detection.arrays import Ints
from manuscripts.recovery.alike import similarity, tokens_of
from manuscripts.recovery.fitting import fit
from manuscripts.recovery.frame import Variants, frame_of
from manuscripts.recovery.lines import find_lines
from manuscripts.recovery.order import usual_order
from manuscripts.recovery.parsing import parse
from manuscripts.recovery.reading import Reading, read
from manuscripts.recovery.shown import Readings
from manuscripts.recovery.wording import Worded, worded
from manuscripts.template import Line, Template

EXPLAINED: Final = 0.8
"""Share of a copy's characters from which the template explains the copy."""
ALIGNED: Final = 96
"""Variants of a line that are aligned; the others are read by the frame that comes out."""
ALIGNED_TOKENS: Final = 6_000
"""Of all aligned variants of a line: fewer variants of a long one."""
FEWEST_ALIGNED: Final = 12
LEAST_SAID: Final = 0.3
"""Share of a line's characters that are not in free slots; below it nothing is written there."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was recovered of a manuscript.

    Attributes:
        template: Its lines.
        explained: Of each text: share of its characters, without URLs, mentions, hashtags and free
            slots, that the template explains, 0..1.
        coverage: Share of the copies of which it explains at least `EXPLAINED`.
    """

    template: Template
    explained: Sequence[float]
    coverage: float


def recover(texts: Sequence[str], counts: Sequence[int]) -> Recovery:
    """Recover the template of a manuscript from its copies.

    Args:
        texts: Its different texts as they are shown, in any order.
        counts: Copies of each, at least 1.
    """
    copies = np.array(counts, dtype=np.int64)
    reading = read(texts)
    if not reading.forms:
        explained = [0.0] * len(texts)
        return Recovery(Template((), int(copies.sum())), explained, 0.0)
    of_form = find_lines(reading, texts, copies)
    found = [
        (line, words)
        for line in range(int(of_form.max(initial=-1)) + 1)
        if (words := _line(reading, np.flatnonzero(of_form == line), copies)) is not None
    ]
    return _put_together(reading, of_form, dict(found), copies)


def _line(reading: Reading, forms: Ints, copies: Ints) -> Worded | None:
    """Return a line in words; None where its variants have next to nothing in common."""
    token, row = tokens_of(reading, forms)
    _found, number = np.unique(reading.key[token], return_inverse=True)
    start = np.searchsorted(row, np.arange(forms.size + 1))
    held, copied = _held(reading, copies)
    variants = Variants(number, start, held[forms].astype(np.float64), _found.size)
    cuts = _read(reading, forms, variants)
    frame, own = frame_of(variants, cuts)
    words = worded(reading, Readings(frame, cuts, own, forms, token, copied[forms], held[forms]))
    size = words.explained.sum() + words.free.sum()
    return words if words.explained.sum() >= LEAST_SAID * size else None


def _held(reading: Reading, copies: Ints) -> tuple[Ints, Ints]:
    """Return how many texts hold each form, and how many copies these have."""
    pairs = np.unique(reading.form * reading.characters.size + reading.text_of)
    form, text = pairs // reading.characters.size, pairs % reading.characters.size
    held = np.bincount(form, minlength=reading.forms)
    copied = np.bincount(form, weights=copies[text], minlength=reading.forms)
    return held, copied.astype(np.int64)


def _read(reading: Reading, forms: Ints, variants: Variants) -> Ints:
    """Return the cuts of all variants: fitted to some, read from the others."""
    most = max(FEWEST_ALIGNED, ALIGNED_TOKENS * forms.size // max(1, variants.token.size))
    drawn = np.lexsort((reading.identity[forms], -np.minimum(variants.weight, 3)))
    drawn = np.sort(drawn[: min(ALIGNED, most)])
    typical = np.argsort(-similarity(reading, forms[drawn]).sum(axis=1), kind="stable")
    some = variants.some(drawn)
    cuts = fit(some, typical)
    if drawn.size == forms.size:
        return cuts
    frame, _own = frame_of(some, cuts)
    nobody = np.zeros((0, frame.pieces), dtype=np.int64)
    cuts, _chosen = parse(
        variants.token,
        variants.start,
        frame.kernel,
        frame.pieces,
        nobody,
        variants.weight,
        variants.bits,
    )
    return cuts


def _put_together(
    reading: Reading, of_form: Ints, found: dict[int, Worded], copies: Ints
) -> Recovery:
    """Return the template and what it explains."""
    explained = np.zeros(reading.forms)
    free = np.zeros(reading.forms)
    number = np.full(reading.forms, -1, dtype=np.int64)
    for place, (line, words) in enumerate(found.items()):
        forms = np.flatnonzero(of_form == line)
        explained[forms], free[forms], number[forms] = words.explained, words.free, place
    line_of = number[reading.form]
    order, shuffled = usual_order(reading.text_of, line_of, len(found), copies)
    held = _copies_of_lines(reading, line_of, len(found), copies)
    pieces = [words.pieces for words in found.values()]
    lines = tuple(Line(pieces[k], int(held[k])) for k in order.tolist())
    texts = reading.characters.size
    known = np.bincount(reading.text_of, weights=explained[reading.form], minlength=texts)
    apart = np.bincount(reading.text_of, weights=free[reading.form], minlength=texts)
    shares = known / np.maximum(reading.characters - apart, 1.0)
    coverage = float(copies[shares >= EXPLAINED].sum() / max(1, copies.sum()))
    template = Template(lines, int(copies.sum()), shuffled)
    return Recovery(template, shares.tolist(), coverage)


def _copies_of_lines(reading: Reading, line_of: Ints, lines: int, copies: Ints) -> Ints:
    said = line_of >= 0
    texts = reading.characters.size
    pairs = np.unique(line_of[said] * texts + reading.text_of[said])
    held = np.bincount(pairs // texts, weights=copies[pairs % texts], minlength=lines)
    return held.astype(np.int64)
