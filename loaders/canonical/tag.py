"""One form for each hashtag."""

from __future__ import annotations

import re
from functools import lru_cache

from marionet.comparable import comparable

MAX_TAG_CHARACTERS = 280

_WHITE = re.compile(r"\s+")
_SUPER_TOPIC = re.compile(r"\[(?:超话|超級話題|超级话题)\]$")


@lru_cache(maxsize=1 << 16)
def canonical_tag(seen: str) -> str | None:
    """Return a hashtag as it is compared, in lower case, without `#`; None where nothing is left.

    Weibo's super topic `#车[超话]#` is the community of the topic `#车#`, and has its name.
    """
    text = seen
    for _ in range(4):  # until nothing changes: lower case and NFKC can undo each other's work
        before = text
        text = comparable(text).lower()
        text = _WHITE.sub(" ", text.strip("#").strip()).strip("#").strip()
        text = _SUPER_TOPIC.sub("", text)
        if text == before:
            break
    return text[:MAX_TAG_CHARACTERS].strip() or None
