"""What can be taken from the text of a post where the export has no field for it."""

from __future__ import annotations

import re

# Weibo closes a topic with a second `#`; elsewhere a tag ends with the word.
_TOPIC = re.compile(r"[#＃]([^#＃\n]{1,80})[#＃]")
_TAG = re.compile(r"(?<![\w&/])[#＃](\w{1,140})")
_URL = re.compile(
    r"https?://[^\s<>\"'`\\^{}|\u2018-\u201f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\u4e00-\u9fff]+",
    re.IGNORECASE,
)
_CUT_OFF = ("…", "...")
_TRAILING = ".,;:!?)]*"
_MENTION = re.compile(r"(?<![\w.@])[@＠]([\w\-·]{1,40})")


def hashtags_in(text: str, platform: str) -> tuple[str, ...]:
    """Return the hashtags of a text, in order, each once: `#x#` on Weibo, `#x` elsewhere."""
    if "#" not in text and "＃" not in text:
        return ()
    pattern = _TOPIC if platform == "weibo" else _TAG
    return tuple(dict.fromkeys(tag for tag in pattern.findall(text) if not tag.isdigit()))


def urls_in(text: str) -> tuple[str, ...]:
    """Return the URLs of a text, in order, each once.

    One that the platform cut off (`http://example.org/ab…`) is none: it would join strangers.
    """
    if "http" not in text and "HTTP" not in text:
        return ()
    found = [url for url in _URL.findall(text) if not url.endswith(_CUT_OFF) and "…" not in url]
    stripped = (url.rstrip(_TRAILING) for url in found)
    return tuple(dict.fromkeys(url for url in stripped if len(url) > len("https://")))


def mentions_in(text: str) -> tuple[str, ...]:
    """Return the handles that are named with `@`, in order, each once."""
    if "@" not in text and "＠" not in text:
        return ()
    return tuple(dict.fromkeys(_MENTION.findall(text)))
