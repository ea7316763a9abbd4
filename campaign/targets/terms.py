"""Words of a ring that may be names: hashtags, Latin words, runs of Chinese characters.

A Latin word may be a name where it has a capital letter within sentences. What is a word in
Chinese is told by its neighbours: a name stands before and behind many different characters, a
piece of a fixed phrase always beside the same (accessor variety; Feng, Chen, Deng and Zheng 2004);
names hold none of the characters that grammar is made of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

HASHTAG, WORD, CHARACTERS = "hashtag", "word", "characters"

MAX_CHARACTERS: Final = 300
"""What is read of a text."""
MAX_TERMS: Final = 150
"""Terms of one ring that are compared with organic accounts."""
LEAST_TEXTS: Final = 5
LEAST_NEIGHBOURS: Final = 3
LONGEST: Final = 6
"""Characters of a Chinese name."""
CAPITALISED: Final = 0.8
"""Share of its places within sentences in which a name has a capital."""
CONTAINED: Final = 0.8
"""Share of a term's texts from which it is only a piece of a longer term."""

_HASHTAG: Final = re.compile(r"#([^#\s]{2,40})(?:#|(?=\s|$))")
_WORD: Final = re.compile(
    r"(?<=[^\s.!?:…] )(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9'\-]{2,29}(?![A-Za-z0-9])"
)
_GRAMMAR: Final = frozenset(
    "的了是我你他她它们不在就都和也还有可这那把被让很吗呢吧啊得地着过会要再去来上下里个什么怎为"
    "说给跟对从到与及而但或因所以才又没别请能想看太更最真只一二两三几多少自己"
)
_HAN_RUN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")


@dataclass(slots=True)
class _Seen:
    """Where a term was seen: in how many texts, beside which characters."""

    texts: int = 0
    last: int = -1
    before: set[str] = field(default_factory=set[str])
    behind: set[str] = field(default_factory=set[str])
    capitals: int = 0
    times: int = 0

    def may_be_name(self, kind: str) -> bool:
        """Return whether enough texts have it, in a way in which names are had."""
        if self.texts < LEAST_TEXTS:
            return False
        if kind == WORD:
            return self.capitals >= CAPITALISED * self.times
        return kind == HASHTAG or min(len(self.before), len(self.behind)) >= LEAST_NEIGHBOURS


def find_terms(texts: Iterable[str]) -> dict[str, str]:
    """Return term -> kind for what may be names, those of most texts first.

    Args:
        texts: Different texts with their capitals, as `campaign.watchlist.form.Forms.cased`.
    """
    seen: dict[tuple[str, str], _Seen] = defaultdict(_Seen)
    for number, text in enumerate(texts):
        for term, kind, before, behind in _terms_in(text[:MAX_CHARACTERS]):
            found = seen[term.lower(), kind]
            found.texts += found.last != number
            found.last = number
            found.times += 1
            found.capitals += term[0].isupper()
            found.before.add(before or f"{number}")
            found.behind.add(behind or f"{number}")
    return _whole({key: found.texts for key, found in seen.items() if found.may_be_name(key[1])})


def _terms_in(text: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield term, kind and the characters beside it; the edge of a run of text is no character."""
    for tag in _HASHTAG.finditer(text):
        yield tag[1], HASHTAG, "", ""
    plain = _HASHTAG.sub(" ", text)
    for word in _WORD.finditer(plain):
        yield word[0], WORD, "", ""
    for run in _HAN_RUN.finditer(plain):
        whole = run[0]
        for start in range(len(whole)):
            for end in range(start + 1, min(start + LONGEST, len(whole)) + 1):
                if whole[end - 1] in _GRAMMAR:
                    break
                if end - start > 1:
                    before = whole[start - 1] if start else ""
                    yield whole[start:end], CHARACTERS, before, whole[end : end + 1]


def _whole(texts: dict[tuple[str, str], int]) -> dict[str, str]:
    """Return the terms without those that are nearly always pieces of longer ones."""
    chosen: dict[str, str] = {}
    order = sorted(texts, key=lambda key: (-texts[key], -len(key[0]), key))
    longer = [key for key in order if key[1] != WORD][: 4 * MAX_TERMS]
    for term, kind in order:
        count = texts[term, kind]
        contained = kind == CHARACTERS and any(
            term != other and term in other and texts[other, of] >= CONTAINED * count
            for other, of in longer
        )
        if not contained and term not in chosen:
            chosen[term] = kind
        if len(chosen) == MAX_TERMS:
            break
    return chosen
