"""What can be taken from the text of a post where the export has no field for it.

Chinese is written without spaces: a mention or a link may stand right behind a word, and what
follows a link may be the next word. Nothing is taken that is only perhaps a link: `example.com`
without a scheme is none.
"""

from __future__ import annotations

import re

# Letters and digits of all scripts, with the signs of those that write vowels as signs.
_WORD = (
    r"\w\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f"
    r"\u1780-\u17d3"
)
# Weibo closes a topic with a second `#`; elsewhere a tag ends with the word.
_TOPIC = re.compile(r"[#＃]([^#＃\n]{1,80})[#＃]")
_TAG = re.compile(rf"(?<![\w&/])[#＃]([{_WORD}]{{1,140}})")
# Applications of films write one tag behind the other: `#车#刹车`.
_TAG_IN_ROW = re.compile(rf"(?<![A-Za-z0-9_&/])[#＃]([{_WORD}]{{1,140}})(?:\[话题\][#＃]?)?")
_CLOSED = frozenset(("weibo", "bilibili", "zhihu", "tieba"))
_IN_ROW = frozenset(("douyin", "xiaohongshu", "tiktok", "instagram"))
_COLOUR = re.compile(r"(?=.*\d)(?:[0-9a-f]{6}|[0-9a-f]{8})", re.IGNORECASE)
_CASHTAG = re.compile(
    r"(?<![\w$])\$(?:[^\s$()（）]{1,30}[(（]([A-Za-z]{0,4}\d{0,6}(?:[.:][A-Za-z]{1,4})?)[)）]\$"
    r"|([A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?|\d{4,6}\.(?:SZ|SH|SS|HK|BJ|TW))(?![\w$%]))"
)

_URL = re.compile(
    r"https?://[^\s<>\"'`\\^{}|\u2018-\u201f\u200b-\u200f\u2060\ufeff\u2600-\u27bf\u3000-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
    r"\U0001f000-\U0001faff]+",
    re.IGNORECASE,
)
_CUT_OFF = ("…", "...")
_TRAILING = ".,;:!?*"
_BRACKETS = {")": "(", "]": "["}

# Not behind what may be the name in an address of mail.
_MENTION = re.compile(
    r"(?<![A-Za-z0-9_.+@-])[@＠]([\w\-·]{1,40}(?:@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)?)"
)
_BLUESKY_MENTION = re.compile(r"(?<![A-Za-z0-9_.+@-])@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_CHAIN = re.compile(r"(?://|／／)\s*[@＠]([\w\-·]{1,40})\s*[:：]?")
_REPLY = re.compile(r"\s*回[复覆]\s*[@＠]([\w\-·]{1,40})\s*[:：]")


def hashtags_in(text: str, platform: str) -> tuple[str, ...]:
    """Return the hashtags of a text, then its cashtags, in order, each once.

    `#x#` where the platform closes them (Weibo), else `#x`; `$TSLA`, `$000001.SZ` and
    `$比亚迪(SZ002594)$` as `$` and the symbol. Numbers (`#1`), colours (`#ff8800`) and the ends of
    URLs are none.
    """
    found: list[str] = []
    if "#" in text or "＃" in text:
        pattern = _TOPIC if platform in _CLOSED else _TAG_IN_ROW if platform in _IN_ROW else _TAG
        plain = _URL.sub(" ", text) if "://" in text else text
        found += [tag for tag in pattern.findall(plain) if _is_tag(tag)]
    if "$" in text:
        found += [f"${symbol}" for symbol in cashtags_in(text)]
    return tuple(dict.fromkeys(found))


def _is_tag(tag: str) -> bool:
    """Whether there is a letter in it, and it is no colour."""
    return any(character.isalpha() for character in tag) and not _COLOUR.fullmatch(tag)


def cashtags_in(text: str) -> tuple[str, ...]:
    """Return the symbols of shares and coins that are named with `$`, in capitals, each once."""
    symbols = (named or plain for named, plain in _CASHTAG.findall(text))
    return tuple(dict.fromkeys(symbol.upper() for symbol in symbols if symbol))


def urls_in(text: str) -> tuple[str, ...]:
    """Return the URLs of a text, in order, each once, without the punctuation behind them.

    One that the platform cut off (`http://example.org/ab…`) is none: it would join strangers.
    """
    if "://" not in text:
        return ()
    text = text.replace("](", "] (")  # Markdown: [https://a](https://a)
    found = [url for url in _URL.findall(text) if not url.endswith(_CUT_OFF) and "…" not in url]
    stripped = (_without_end(url) for url in found)
    return tuple(dict.fromkeys(url for url in stripped if len(url) > len("https://")))


def _without_end(url: str) -> str:
    """Return a URL without punctuation at its end; a bracket stays if it was opened inside."""
    while url:
        last = url[-1]
        opening = _BRACKETS.get(last)
        if last not in _TRAILING and (opening is None or url.count(opening) >= url.count(last)):
            break
        url = url[:-1]
    return url


def mentions_in(text: str, platform: str = "") -> tuple[str, ...]:
    """Return the handles that are named with `@`, in order, each once; quoted reposts included."""
    if "@" not in text and "＠" not in text:
        return ()
    pattern = _BLUESKY_MENTION if platform == "bluesky" else _MENTION
    return tuple(dict.fromkeys(pattern.findall(text)))


def own_words(text: str) -> str:
    """Return what the author of a repost on Weibo wrote, without the chain `//@a:...//@b:...`."""
    found = _CHAIN.search(text)
    return text[: found.start()].rstrip() if found else text


def reposted_in(text: str) -> tuple[str, ...]:
    """Return whose reposts the chain `//@a:...//@b:...` of a text quotes, the nearest first."""
    return tuple(dict.fromkeys(_CHAIN.findall(text)))


def replied_in(text: str) -> str | None:
    """Return the handle behind `回复@a:` at the beginning of a text."""
    found = _REPLY.match(text)
    return found[1] if found else None
