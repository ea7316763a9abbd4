"""Whose page an address is: the account that a profile URL names."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NAME = r"@?([\w.\-]{1,100})"
_RULES: tuple[tuple[str, str, str, str], ...] = (
    # domain, path, platform, id ({} is what the path names; `@` before it marks a handle)
    ("x.com", r"/i/user/(\d+)", "x", "{}"),
    ("x.com", rf"/{_NAME}", "x", "@{}"),
    ("twitter.com", r"/i/user/(\d+)", "x", "{}"),
    ("twitter.com", rf"/{_NAME}", "x", "@{}"),
    ("weibo.com", r"/u/(\d+)", "weibo", "{}"),
    ("weibo.com", r"/(\d{6,})", "weibo", "{}"),
    ("weibo.com", r"/n/([^/]+)", "weibo", "@{}"),
    ("weibo.cn", r"/(?:u|profile)/(\d+)", "weibo", "{}"),
    ("bsky.app", r"/profile/(did:[\w:.\-]+)", "bluesky", "{}"),
    ("bsky.app", r"/profile/([\w.\-]+)", "bluesky", "@{}"),
    ("youtube.com", r"/channel/([\w\-]+)", "youtube", "{}"),
    ("youtube.com", rf"/@{_NAME}", "youtube", "@{}"),
    ("tiktok.com", rf"/@{_NAME}", "tiktok", "@{}"),
    ("t.me", r"/(?:s/)?(\w{4,64})", "telegram", "@{}"),
    ("reddit.com", r"/(?:u|user)/([\w\-]+)", "reddit", "@{}"),
    ("bilibili.com", r"/(\d+)", "bilibili", "{}"),
    ("xiaohongshu.com", r"/user/profile/(\w+)", "xiaohongshu", "{}"),
    ("douyin.com", r"/user/([\w\-]+)", "douyin", "{}"),
    ("zhihu.com", r"/people/([\w\-]+)", "zhihu", "@{}"),
    ("facebook.com", r"/profile\.php\?id=(\d+)", "facebook", "{}"),
    ("facebook.com", rf"/{_NAME}", "facebook", "@{}"),
    ("instagram.com", rf"/{_NAME}", "instagram", "@{}"),
)
_COMPILED = [(domain, re.compile(path), platform, form) for domain, path, platform, form in _RULES]
_FIRST_LEVEL = re.compile(r"^(?:www\.|m\.|mobile\.|old\.|space\.)")
_RESERVED = frozenset(
    (
        *("home", "search", "explore", "hashtag", "i", "share", "watch", "login", "signup"),
        *("settings", "messages", "notifications", "intent", "compose", "about", "privacy", "tos"),
        *("groups", "pages", "events", "marketplace", "reel", "reels", "stories", "joinchat"),
    )
)
_FEDIVERSE = re.compile(r"/@([\w.\-]+)(?:@([\w.\-]+))?")


def id_of_handle(platform: str, handle: str) -> str:
    """Return the id of an account that is known by its handle: `x:@ann`, `mastodon:ann@a.example`.

    Args:
        platform: Short name of the platform.
        handle: With or without `@` before it, in any case.
    """
    name = handle.lstrip("@").lower()
    mark = "" if platform == "mastodon" and "@" in name else "@"
    return f"{platform}:{mark}{name}"


def account_of_page(url: str) -> tuple[str, str] | None:
    """Return platform and account id of a profile's address; None where it is no known one.

    Of a page under `/@name` on any other host the account is one of the fediverse.
    """
    parts = urlsplit(url if "//" in url else f"https://{url}")
    host = _FIRST_LEVEL.sub("", (parts.hostname or "").lower())
    path = parts.path.rstrip("/") + (f"?{parts.query}" if parts.path == "/profile.php" else "")
    for domain, pattern, platform, form in _COMPILED:
        found = pattern.fullmatch(path) if host == domain else None
        if found and found[1].lower() not in _RESERVED:
            name = found[1].lower() if form.startswith("@") else found[1]
            return platform, f"{platform}:{form.format(name)}"
    known = any(host == domain for domain, *_ in _COMPILED)
    fediverse = None if known or "." not in host else _FEDIVERSE.fullmatch(path)
    if fediverse:
        return "mastodon", f"mastodon:{fediverse[1].lower()}@{fediverse[2] or host}"
    return None
