"""Writes the text of a post, from its voice and subject."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from demo.language import Language, Pattern, fill, roll, spin
from demo.options import Evasion
from demo.voices import COPIED, SPUN, Voice

CHANCE = 1 << 31


class Speaker:
    """One language in one campaign.

    Texts that a subject determines (articles, viral texts, manuscripts) are drawn from the seed and
    the subject alone, so that each copy is of the same text whoever posts it and whenever.
    """

    def __init__(self, language: Language, evasion: Evasion, seed: int) -> None:
        self._language = language
        self._evasion = evasion
        self._seed = seed
        self._dice = roll([seed, 77, ord(language.code[0])])
        # most articles and manuscripts are asked for many times; there are few of them
        self.manuscript = cache(self._write_manuscript)
        self.copied = cache(self._write_copied)

    def say(self, voice: Voice, subject: int, field: int) -> str:
        """Return the text of one post.

        Args:
            voice: How it speaks.
            subject: Which article, viral text, manuscript; without meaning for other voices.
            field: The field of everyday life that words are taken from.
        """
        if voice is Voice.SILENT:
            return ""
        if voice in SPUN:
            return self._copy(voice, subject)
        if voice is Voice.SHARE:
            line = self._one(voice, field)
            return line.replace("{headline}", self.copied(Voice.HEADLINE, subject, field))
        if voice in COPIED:
            return self.copied(voice, subject, field)
        if voice in (Voice.CHAT, Voice.PRAISE, Voice.CRITIC):
            clauses = 2 + (next(self._dice) % 3 if voice is Voice.CHAT else 0)
            second = Voice.CHAT
            lines = [self._one(voice, field)]
            lines += [self._one(second, field) for _ in range(clauses - 1)]
            return self._language.stop.join(lines)
        return self._one(voice, field)

    def _one(self, voice: Voice, field: int) -> str:
        patterns = self._language.patterns[voice][field]
        return fill(patterns[next(self._dice) % len(patterns)], self._dice)

    def _write_copied(self, voice: Voice, subject: int, field: int) -> str:
        dice = roll([self._seed, int(voice), subject])
        patterns = self._language.patterns[voice][field]
        return fill(patterns[subject % len(patterns)], dice)

    def _write_manuscript(self, voice: Voice, subject: int) -> tuple[Pattern, ...]:
        """Return the sentences of a manuscript; the first wording of each slot is its own."""
        dice = roll([self._seed, int(voice), subject])
        field = next(dice) % len(self._language.things)
        bank = list(self._language.patterns[voice][field])
        sentences: list[Pattern] = []
        if SPUN[voice].story:
            stories = self._language.stories[field]
            sentences.append((fill(stories[next(dice) % len(stories)], dice),))
        for _ in range(min(SPUN[voice].sentences, len(bank))):
            sentences.append(_reworded(bank.pop(next(dice) % len(bank)), dice))
        return tuple(sentences)

    def _copy(self, voice: Voice, subject: int) -> str:
        """Return one spun copy of a manuscript."""
        how, dice = self._evasion, self._dice
        sentences = list(self.manuscript(voice, subject))
        if len(sentences) > 1:
            kept = [s for s in sentences if next(dice) >= how.dropped * CHANCE]
            sentences = kept or sentences[:1]
            if how.shuffled:
                sentences = _shuffled(sentences, dice)
        lines = [spin(s, dice, how.synonyms) for s in sentences]
        return self._language.stop.join(lines)


def _reworded(pattern: Pattern, dice: Iterator[int]) -> Pattern:
    """Turn the alternatives of each slot, so that another one comes first."""
    pieces: list[str | tuple[str, ...]] = []
    for piece in pattern:
        if isinstance(piece, str):
            pieces.append(piece)
        else:
            start = next(dice) % len(piece)
            pieces.append(piece[start:] + piece[:start])
    return tuple(pieces)


def _shuffled(sentences: list[Pattern], dice: Iterator[int]) -> list[Pattern]:
    order = sorted(range(len(sentences)), key=lambda _: next(dice))
    return [sentences[i] for i in order]
