"""One form for each hashtag."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_TAG_CHARACTERS = 280

# Zero-width and direction marks are invisible and make two tags of one.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f]")
_WHITE = re.compile(r"\s+")


@lru_cache(maxsize=1 << 16)
def canonical_tag(seen: str) -> str | None:
    """Return a hashtag in NFKC, lower case, without `#`; None where nothing is left of it."""
    text = seen
    for _ in range(4):  # until nothing changes: lower case and NFKC can undo each other's work
        before = text
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()
        text = _WHITE.sub(" ", text.strip("#").strip()).strip("#").strip()
        if text == before:
            break
    return text[:MAX_TAG_CHARACTERS].strip() or None
