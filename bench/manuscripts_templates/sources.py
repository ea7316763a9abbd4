"""Manuscripts with a known grammar: those of the demo campaign, of invented words, and unseen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from bench.detection.words import Sentences, Words, new_sentences, new_words
from demo.language import Pattern, compile_pattern, load_language
from demo.options import EVASIONS, Evasion
from demo.speaker import Speaker
from demo.voices import SPUN

UNSEEN = Path(__file__).with_name("unseen.yaml")
SUBJECTS = 2
"""Manuscripts of each voice of the demo campaign."""
INVENTED_SPUN = 0.4
"""Share of the words of an invented sentence that have alternatives."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a copywriter has.

    Attributes:
        name: For reports.
        lines: Its sentences.
        stop: What stands behind each.
        chatter: Sentences that may be put between, at the hard level.
        addresses: Whether hashtags, mentions and URLs are put at the edges of copies.
    """

    name: str
    lines: tuple[Pattern, ...]
    stop: str
    chatter: tuple[str, ...] = ()
    addresses: bool = False


def demo_manuscripts(code: str, level: Evasion, seed: int) -> list[Manuscript]:
    """Return manuscripts of the demo campaign as its `Speaker` draws them."""
    language = load_language(code)
    speaker = Speaker(language, level, seed)
    return [
        Manuscript(f"{voice.name.lower()} {subject}", lines, language.stop)
        for voice in SPUN
        for subject in range(SUBJECTS)
        if (lines := speaker.manuscript(voice, subject))
    ]


def invented_manuscripts(chinese: bool, seed: int) -> list[Manuscript]:  # noqa: FBT001
    """Return manuscripts of invented words: nothing separates a slot from the next one."""
    rng = np.random.default_rng([seed, 4])
    words = new_words(rng)
    sentences = new_sentences(words, 12, INVENTED_SPUN, rng)
    patterns = _patterns(words, sentences, chinese=chinese)
    stop = "。" if chinese else ". "
    return [Manuscript(f"invented {k}", tuple(patterns[k : k + 3]), stop) for k in (0, 3, 6, 9)]


def unseen_manuscripts() -> list[Manuscript]:
    """Return the manuscripts of unseen.yaml."""
    raw = _unseen()
    return [
        Manuscript(
            name=f"{code} {number}",
            lines=tuple(compile_pattern(line, {}) for line in lines),
            stop=language["stop"],
            chatter=tuple(raw["chatter"][code]),
            addresses=True,
        )
        for code, language in raw.items()
        if code != "chatter"
        for number, lines in enumerate(language["manuscripts"])
    ]


def manuscripts_of(source: str, level: str, seed: int) -> list[Manuscript]:
    """Return the manuscripts of a source by its name."""
    if source.startswith("demo"):
        return demo_manuscripts(source[-2:], EVASIONS[level], seed)
    if source.startswith("invented"):
        return invented_manuscripts(source.endswith("zh"), seed)
    return unseen_manuscripts()


SOURCES = ("demo zh", "demo en", "invented zh", "invented latin", "unseen")


@cache
def _unseen() -> dict[str, Any]:
    return yaml.safe_load(UNSEEN.read_text("utf-8"))


def _patterns(words: Words, sentences: Sentences, *, chinese: bool) -> list[Pattern]:
    table = (words.chinese if chinese else words.latin).to_pylist()
    gap = "" if chinese else " "
    patterns: list[Pattern] = []
    for sentence in sentences.choices.tolist():
        pieces: list[str | tuple[str, ...]] = []
        for place, slot in enumerate(sentence):
            if place and gap:
                pieces.append(gap)
            pieces.append(tuple(dict.fromkeys(table[code] for code in slot)))
        patterns.append(tuple(pieces))
    return patterns
