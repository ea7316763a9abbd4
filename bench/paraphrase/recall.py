"""How many paraphrased copies each method finds, by how strong the paraphrase is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import ibis
import numpy as np
import pyarrow as pa

from bench.paraphrase.generator import STRENGTHS, Manuscript, Strength, manuscripts
from demo.language import load_language
from demo.options import EVASIONS
from demo.speaker import Speaker
from demo.voices import Voice
from detection.text.copies import find_copies
from detection.text.forms import forms_of
from manuscripts.bodies import read_bodies
from manuscripts.embedding import Embedding, join_by_meaning
from manuscripts.find import find_manuscripts
from vault.schema import TIME

ANCHOR: Final = STRENGTHS[1]
"""How the copies that are known anyway are spun."""
ANCHORS: Final = 20
TRIALS: Final = 12
ALONE: Final = 1
TOGETHER: Final = 40
CHATTER: Final = 300
NULL: Final = 1_000
START: Final = datetime(2026, 3, 2, tzinfo=UTC)

Finder = Callable[[Any], tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]
"""Posts -> rows of posts (by time) that are copies, and the cluster of each."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    found: int
    all: int

    def told(self) -> str:
        """Return it in words."""
        return f"{self.found / self.all:.2f}" if self.all else "-"


def by_texts(posts: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Find copies of whole texts, as the signal `text` does."""
    copies = find_copies(forms_of(posts))
    return np.array([int(name) for name in copies.rows["post_id"].to_pylist()]), copies.head


def by_sentences(posts: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Find copies by their sentences, as a study does."""
    bodies = read_bodies(posts)
    copies = find_manuscripts(bodies)
    names = bodies.rows["post_id"].take(pa.array(copies.row)).to_pylist()
    return np.array([int(name) for name in names]), copies.manuscript


FINDERS: Final[dict[str, Finder]] = {"whole texts": by_texts, "sentences": by_sentences}


def recall(find: Finder, language: str, strength: Strength, copies: int, trials: int) -> Share:
    """Return how many paraphrased copies are found together with the copies known anyway.

    Args:
        find: The method.
        language: en or zh.
        strength: Of the paraphrase.
        copies: Paraphrased copies of each manuscript in one collection.
        trials: Collections.
    """
    found = 0
    for trial in range(trials):
        rng = np.random.default_rng([trial, copies, STRENGTHS.index(strength)])
        texts: list[str] = []
        for text in manuscripts(language):
            texts += [text.copy(ANCHOR, rng) for _ in range(ANCHORS)]
            texts += [text.copy(strength, rng) for _ in range(copies)]
        clusters = _clusters(find, texts + chatter(language, CHATTER, trial))
        for first in range(0, len(texts), ANCHORS + copies):
            home = Counter(clusters.get(n, -1 - n) for n in range(first, first + ANCHORS))
            main = home.most_common(1)[0][0]
            own = range(first + ANCHORS, first + ANCHORS + copies)
            found += sum(clusters.get(n) == main for n in own)
    return Share(found, trials * copies * len(manuscripts(language)))


def _clusters(find: Finder, texts: Sequence[str]) -> dict[int, int]:
    rows, cluster = find(posts_of(texts))
    return dict(zip(rows.tolist(), cluster.tolist(), strict=True))


def posts_of(texts: Sequence[str]) -> Any:
    """Return texts as posts, each by an account of its own, a minute apart."""
    count = len(texts)
    nothing = pa.nulls(count, pa.string())
    return ibis.memtable(
        pa.table(
            {
                "post_id": pa.array([str(n) for n in range(count)]),
                "account_id": pa.array([f"x:{n}" for n in range(count)]),
                "platform": pa.array(["x"] * count),
                "created_at": pa.array([START + timedelta(minutes=n) for n in range(count)], TIME),
                "text": pa.array(list(texts)),
                "repost_of": nothing,
            }
        )
    )


def chatter(language: str, count: int, seed: int) -> list[str]:
    """Return everyday texts and organic complaints, as the demo writes them."""
    speaker = Speaker(load_language(language), EVASIONS["naive"], seed)
    voices = (Voice.CHAT, Voice.CHAT, Voice.CRITIC, Voice.PRAISE)
    return [speaker.say(voices[n % len(voices)], n, n % 12) for n in range(count)]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an embedding proposes.

    Attributes:
        copies: Proposed paraphrases of each strength, of the right manuscript.
        chatter: Everyday texts that were proposed.
        others: Texts on the same subject by people themselves that were proposed.
    """

    copies: tuple[Share, ...]
    chatter: Share
    others: Share


def by_meaning(embed: Embedding, language: str, trials: int = TRIALS) -> Meaning:
    """Measure the proposals of an embedding against copies that are known."""
    rng = np.random.default_rng(7)
    texts = dict(enumerate(manuscripts(language)))
    known = {str(n): [text.copy(ANCHOR, rng) for _ in range(ANCHORS)] for n, text in texts.items()}
    null = chatter(language, NULL, 99)

    def proposed(said: list[tuple[str, str]]) -> Share:
        found = join_by_meaning([text for _, text in said], embed, known, null)
        right = sum(said[one.text][0] in ("", one.manuscript_id) for one in found)
        return Share(right, len(said))

    return Meaning(
        tuple(proposed(_said(texts, strength, trials, rng)) for strength in STRENGTHS),
        proposed([("", text) for text in chatter(language, NULL, 98)]),
        proposed([("", other) for text in texts.values() for other in text.others]),
    )


def _said(
    texts: dict[int, Manuscript], strength: Strength, trials: int, rng: np.random.Generator
) -> list[tuple[str, str]]:
    return [(str(n), text.copy(strength, rng)) for n, text in texts.items() for _ in range(trials)]
