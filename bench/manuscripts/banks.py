"""Manuscripts in invented words that draw on one bank of sentences, among chatter.

Around them: a petition and a slogan copied as they stand, a share button with a title of its own
each time, and a stock phrase at the end of everybody's texts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.detection.ledger import CHINESE, Ints
from bench.detection.words import Sentences, Words, joined, new_sentences, new_words
from bench.manuscripts.score import Planted
from vault.schema import TIME

BANK, MANUSCRIPTS, DRAWN, COPIES = 24, 12, 5, 120
"""Sentences of the bank, manuscripts drawn from it, sentences of each, copies of each."""
CHATTER, PEOPLE, MEMBERS, DAYS = 20_000, 6_000, 300, 30
LAG_DAYS = 4 / 24  # median time from an order to a copy
PLATFORMS = np.array([int(CHINESE[0]), 1 - int(CHINESE[0])])
STOPS = {True: "。", False: ". "}


@dataclass(frozen=True, slots=True)
class Level:
    """How copies are disguised: shares 0..1, and the chatter that is put between."""

    spun: float
    dropped: float
    shuffled: bool
    padded: float  # probability of a sentence of chatter before, and of one behind


LEVELS = {
    "naive": Level(spun=0.15, dropped=0.0, shuffled=False, padded=0.0),
    "moderate": Level(spun=0.25, dropped=0.15, shuffled=True, padded=0.25),
    "hard": Level(spun=0.35, dropped=0.35, shuffled=True, padded=0.5),
}


def plant(level: str, seed: int) -> Planted:
    """Write the texts; certain are copies whose sentences stand together in one manuscript only."""
    rng = np.random.default_rng([seed, list(LEVELS).index(level)])
    how, words = LEVELS[level], new_words(rng)
    texts, truth, account, at = list[str](), list[int](), list[int](), list[float]()
    certain: list[bool] = []
    for number, platform in enumerate(PLATFORMS.tolist()):
        bank = new_sentences(words, BANK, how.spun, rng)
        drawn = np.array([rng.choice(BANK, DRAWN, replace=False) for _ in range(MANUSCRIPTS)])
        of = np.repeat(np.arange(MANUSCRIPTS), COPIES)
        kept = [_kept(drawn[manuscript], how, rng) for manuscript in of.tolist()]
        texts += _copies(bank, words, kept, platform, how, rng)
        truth += (number * MANUSCRIPTS + of).tolist()
        account += (PEOPLE + number * MEMBERS + rng.integers(0, MEMBERS, of.size)).tolist()
        orders = rng.random(MANUSCRIPTS) * DAYS
        at += (orders[of] + rng.lognormal(np.log(LAG_DAYS), 1.0, of.size)).tolist()
        certain += [sum(np.isin(one, other).all() for other in drawn) == 1 for one in kept]
        everyday = _everyday(words, platform, rng)
        texts += everyday
        truth += [-1] * len(everyday)
        account += rng.integers(0, PEOPLE, len(everyday)).tolist()
        at += (rng.random(len(everyday)) * DAYS).tolist()
        certain += [False] * len(everyday)
    rows = pa.table(
        {
            "post_id": [f"x:{k:07}" for k in range(len(texts))],
            "account_id": [f"x:{k}" for k in account],
            "at": pa.array((np.array(at) * 86_400_000_000).astype(np.int64)).cast(TIME),
            "text": texts,
            "long": [False] * len(texts),
            "truth": truth,
            "certain": certain,
        }
    ).sort_by([("at", "ascending"), ("post_id", "ascending")])
    manuscript = rows["truth"].to_numpy()
    return Planted(rows, manuscript, ["copy"] * rows.num_rows, rows["certain"].to_numpy())


def _kept(sentences: Ints, how: Level, rng: np.random.Generator) -> Ints:
    kept = sentences[rng.random(sentences.size) >= how.dropped]
    kept = kept if kept.size else sentences[:1]
    return rng.permutation(kept) if how.shuffled else kept


def _copies(
    bank: Sentences,
    words: Words,
    kept: list[Ints],
    platform: int,
    how: Level,
    rng: np.random.Generator,
) -> list[str]:
    """Spin a copy of each list of sentences."""
    every = np.concatenate(kept)
    lines = bank.copies(words, every[:, np.newaxis], np.full(every.size, platform), rng)
    ends = np.cumsum([one.size for one in kept])
    spun = [part.tolist() for part in np.split(np.array(lines.to_pylist(), object), ends[:-1])]
    padding = words.chatter(np.full(2 * len(kept), platform), rng).to_pylist()
    padded = (rng.random((len(kept), 2)) < how.padded).astype(int).tolist()
    return [
        STOPS[platform in CHINESE].join(
            [*[padding[2 * k]] * padded[k][0], *spun[k], *[padding[2 * k + 1]] * padded[k][1]]
        )
        for k in range(len(kept))
    ]


def _everyday(words: Words, platform: int, rng: np.random.Generator) -> list[str]:
    """Return chatter of one to three sentences, and what people copy."""
    where = np.full(CHATTER, platform)
    stop = STOPS[platform in CHINESE]
    texts = words.chatter(where, rng)
    for share in (0.5, 0.3):
        more = pa.array(rng.random(CHATTER) < share)
        texts = joined(texts, pc.if_else(more, words.chatter(where, rng), None), gap=stop)
    phrase, petition, slogan, button = words.chatter(where[:4], rng).to_pylist()
    lines: list[str] = texts.to_pylist()
    lines[:2_000] = [f"{line}{stop}{phrase}" for line in lines[:2_000]]
    titles = words.chatter(where[:600], rng).to_pylist()
    buttons = [f"{button} {title}" for title in titles]
    return [*lines, *[f"{petition}{stop}{slogan}"] * 500, *[slogan] * 300, *buttons]
