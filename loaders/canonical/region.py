"""The place that Chinese platforms show beside an account, from its address in the network."""

from __future__ import annotations

from functools import lru_cache

_WORDS = ("发布于", "来自", "IP属地：", "IP属地:", "IP属地", "IP 属地：", "IP 属地")
_NOWHERE = frozenset(("未知", "其他", "无", "None", "null", "-"))


@lru_cache(maxsize=4096)
def region_of(text: str | None) -> str | None:
    """Return the place in `发布于 湖北`, `来自湖北`, `IP属地：湖北` or `湖北`; None for none."""
    if not text:
        return None
    place = text.strip()
    for word in _WORDS:
        if place.startswith(word):
            place = place[len(word) :].strip()
            break
    return None if place in _NOWHERE else place or None
