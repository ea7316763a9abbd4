"""Posts that may say what a manuscript says in other words: proposals, never evidence.

A language model that paraphrases leaves no words in common, so nothing that compares words finds
its copies. A function that turns texts into vectors may, if one is at hand: Marionet ships none.
What comes back is *proposed*: two people with one complaint write texts just as close, so nothing
here enters a table of copies, a ring or its score. A person reads the proposals.

Invariants:
- A text is compared with one centroid of each manuscript: the cost is texts times manuscripts.
- The limit comes from texts that are no copies: the `null`, organic texts of the same period. It is
  the similarity that of all of them, each against its nearest manuscript, a share `false` exceeds;
  with too few of them nothing is proposed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from detection.arrays import Ints
from marionet.errors import UsageError

Vectors: TypeAlias = npt.NDArray[np.float32]
Embedding: TypeAlias = Callable[[Sequence[str]], Vectors]
"""Texts -> one vector each, shape (n, d); of any length, not zero, the same for the same text."""

FALSE: Final = 0.001
"""Share of the texts of the null that are proposed by mistake."""
BATCH: Final = 1_000
MOST_COPIES: Final = 200
"""Copies of a manuscript that its centroid is the mean of, the first ones given."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A text that may be a copy of a manuscript. It proves nothing.

    Attributes:
        text: Its place among the texts given.
        manuscript_id: The manuscript that it is nearest to.
        similarity: Cosine to the mean of its copies, -1..1.
        limit: What a share `FALSE` of texts that are no copies exceed.
    """

    text: int
    manuscript_id: str
    similarity: float
    limit: float


def join_by_meaning(
    texts: Sequence[str],
    embed: Embedding,
    manuscripts: Mapping[str, Sequence[str]],
    null: Sequence[str],
    false: float = FALSE,
) -> list[Proposed]:
    """Propose further copies of manuscripts, nearest first.

    With c the mean of the unit vectors of a manuscript's copies, made a unit vector, and v that of
    a text, the similarity is c . v. Source: our choice; the limit is an empirical quantile, taken
    so that of n + 1 exchangeable texts no more than a share `false` exceed it.
    Complexity: one embedding of each text, and texts * manuscripts * d.

    Args:
        texts: Texts that are not known to be copies.
        embed: Turns texts into vectors; called with at most `BATCH` at once.
        manuscripts: manuscript_id -> the texts of its copies.
        null: Texts of the same period that are no copies, drawn by lot from organic accounts.
        false: Share of such texts that may be proposed, 0..1, not 0.

    Returns:
        One for each text that is nearer to a manuscript than the limit; none where the null has
        fewer than 1 / false texts, or where there is no manuscript.

    Raises:
        UsageError: `embed` gives something else than one finite vector for each text.
    """
    needed = math.ceil(1 / false)
    names = [name for name, copies in manuscripts.items() if copies]
    if not names or len(null) < needed or not texts:
        return []
    centroids = np.stack([_centroid(manuscripts[name], embed) for name in names])
    limit = _limit(_nearest(null, embed, centroids)[1], false)
    place, similarity = _nearest(texts, embed, centroids)
    found = [
        Proposed(int(text), names[place[text]], float(similarity[text]), limit)
        for text in np.flatnonzero(similarity > limit)
    ]
    return sorted(found, key=lambda one: (-one.similarity, one.text))


def _centroid(copies: Sequence[str], embed: Embedding) -> Vectors:
    return _units(_embedded(copies[:MOST_COPIES], embed).mean(axis=0, keepdims=True))[0]


def _nearest(texts: Sequence[str], embed: Embedding, centroids: Vectors) -> tuple[Ints, Vectors]:
    """Return the nearest centroid of each text and the similarity to it."""
    places: list[Ints] = []
    similarities: list[Vectors] = []
    for start in range(0, len(texts), BATCH):
        cosine = _embedded(texts[start : start + BATCH], embed) @ centroids.T
        places.append(cosine.argmax(axis=1))
        similarities.append(cosine.max(axis=1))
    return np.concatenate(places), np.concatenate(similarities)


def _limit(similarity: Vectors, false: float) -> float:
    """Return the similarity that at most a share `false` of n + 1 such texts exceeds."""
    allowed = math.floor(false * (similarity.size + 1))
    return float(np.sort(similarity)[similarity.size - allowed])


def _embedded(texts: Sequence[str], embed: Embedding) -> Vectors:
    """Return unit vectors of texts."""
    vectors = np.asarray(embed(texts), dtype=np.float32)
    if vectors.ndim != 2 or vectors.shape[0] != len(texts) or not np.isfinite(vectors).all():
        raise UsageError(
            f"The embedding gave an array of shape {vectors.shape} for {len(texts)} texts. "
            "It must give one vector of finite numbers for each text: shape (texts, dimensions)."
        )
    return _units(vectors)


def _units(vectors: Vectors) -> Vectors:
    """Return vectors of length 1; a vector of zeros stays."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(length > 0, length, 1)).astype(np.float32)
