"""Ids of X: what they tell by themselves."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from loaders.canonical.time import c_time_us, iso_us, snowflake_us
from loaders.records import BadRecord

PLATFORM = "x"
FIRST_SNOWFLAKE = 10**13
"""Ids that carry their time are bigger; those before November 2010 were counted one by one."""

NativeId = str | int | None

_KEY_CHARACTERS = 11  # of base64, hold 64 bits
_KEYED = ("media", "tweet_video_thumb")
_PICTURE = re.compile(r"/(?:photo|video)/\d{1,2}$")
_STATUS = re.compile(r"(?:twitter|x)\.com/.{1,40}/status(?:es)?/", re.IGNORECASE)
_NUMBERED = ("ext_tw_video_thumb", "ext_tw_video", "amplify_video_thumb", "amplify_video")


def x_id(*native: NativeId) -> str | None:
    """Return `x:ID` of the first id that is known; 0 and -1 stand for none."""
    for one in native:
        if one and one not in ("0", "-1", -1):
            return f"{PLATFORM}:{one}"
    return None


@lru_cache(maxsize=1 << 16)  # accounts come again and again
def api_time_us(text: str) -> int:
    """Read a time of API v1.1, `Sat Mar 01 12:00:00 +0000 2025`, or `2013-03-01 12:00:00 +0000`."""
    return iso_us(text.replace(" +", "+")) if text[:4].isdigit() else c_time_us(text)


def created_us(text: str | None, native: NativeId) -> int:
    """Return the time of a post: as written, else the one in its id.

    Raises:
        BadRecord: Neither is there.
    """
    return api_time_us(text) if text else time_in_id(native)


def time_in_id(native: NativeId) -> int:
    """Return the time in the id of a tweet.

    Raises:
        BadRecord: The tweet is older than ids with a time, or there is no id.
    """
    digits = str(native or "")
    if digits.isdigit() and int(digits) >= FIRST_SNOWFLAKE:
        return snowflake_us(digits)
    raise BadRecord("the tweet has no created_at, and its id tells no time")


def links_elsewhere(
    links: Iterable[str], post_id: str | None, quote_of: str | None
) -> tuple[str, ...]:
    """Return the links of a post without those that X added itself.

    Some exports give the address of the post that is quoted, of the post itself where its text is
    cut, or of its own picture as a link in the text. The first is `quote_of` already, the others
    lead nowhere else.
    """
    found = tuple(links)
    if not any(map(_STATUS.search, found)):
        return found
    own = tuple(f"/{name.partition(':')[2]}" for name in (post_id, quote_of) if name)
    return tuple([url for url in found if not (_STATUS.search(url) and _path(url).endswith(own))])


def _path(url: str) -> str:
    return _PICTURE.sub("", url.partition("?")[0].partition("#")[0].rstrip("/"))


@lru_cache(maxsize=1 << 16)
def media_id_in(url: str | None) -> str | None:
    """Return the id of the picture or film at an address of pbs.twimg.com or video.twimg.com.

    A picture's file name is base64: its first 64 bits are the id. So the same picture has the same
    id in exports that give the number and in those that only give the address.
    """
    if not url or "twimg.com/" not in url:
        return None
    parts = urlsplit(url).path.split("/")
    if len(parts) < 3:
        return None
    kind, name = parts[1], parts[2]
    if kind in _NUMBERED and name.isdigit():
        return f"{PLATFORM}:{name}"
    if kind in _KEYED and len(name) > _KEY_CHARACTERS:
        try:
            return (
                f"{PLATFORM}:{int.from_bytes(urlsafe_b64decode(name[:_KEY_CHARACTERS] + '=')[:8])}"
            )
        except ValueError:
            return None
    return None
