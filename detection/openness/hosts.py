"""Hosts at which everybody may have a page: to name one says nothing about an owner.

Sites that give everybody a host of his own (`name.example-blogs.com`) stand in the private part of
the public suffix list; those that are missing there are here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import tldextract

_PLATFORMS = """
    x.com twitter.com weibo.com weibo.cn bsky.app youtube.com youtu.be tiktok.com douyin.com t.me
    telegram.me reddit.com bilibili.com xiaohongshu.com zhihu.com kuaishou.com facebook.com fb.com
    instagram.com threads.net threads.com linkedin.com pinterest.com twitch.tv snapchat.com vk.com
    ok.ru tumblr.com mastodon.social truthsocial.com gab.com rumble.com parler.com gettr.com
    discord.gg discord.com whatsapp.com wa.me line.me qq.com baidu.com toutiao.com douban.com
    spotify.com soundcloud.com github.com
"""
PLATFORMS: Final = frozenset(_PLATFORMS.split())
"""Domains of platforms. A page there is an account's, and names it; the domain names nobody."""

_COMMON = """
    t.cn t.co url.cn dwz.cn suo.im sinaurl.cn b23.tv bili2233.cn xhslink.com tb.cn jd.com 3.cn
    163.fm bit.ly j.mp tinyurl.com goo.gl is.gd v.gd ow.ly buff.ly dlvr.it ift.tt trib.al lnkd.in
    fb.me fb.watch amzn.to wp.me reut.rs nyti.ms wapo.st bbc.in cnn.it bloom.bg on.ft.com
    econ.st gu.com rebrand.ly cutt.ly shorturl.at rb.gy t.ly tiny.cc a.co ebay.us pin.it spoti.fi
    apple.co flip.it n.pr po.st shar.es soo.gd s.id clck.ru vk.cc
    linktr.ee bio.link lnk.bio beacons.ai campsite.bio solo.to taplink.cc linkin.bio allmylinks.com
    carrd.co about.me ko-fi.com patreon.com onlyfans.com paypal.me paypal.com cash.app venmo.com
    gofundme.com buymeacoffee.com substack.com medium.com wordpress.com blogspot.com blogger.com
    wixsite.com wix.com weebly.com squarespace.com livejournal.com ghost.io notion.site notion.so
    google.com apps.apple.com podcasts.apple.com amazon.com etsy.com ebay.com taobao.com tmall.com
    change.org wikipedia.org
    gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com proton.me
    protonmail.com gmx.de gmx.net web.de mail.ru yandex.ru 163.com 126.com 139.com sina.com
    sina.com.cn sina.cn sohu.com foxmail.com aliyun.com
"""
COMMON: Final = frozenset(_COMMON.split())
"""Hosts and domains of shorteners, pages of links, free pages, shops and mail for everybody."""

# The list that the library ships, and never the network.
_SUFFIXES = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
)


@lru_cache(maxsize=1 << 14)
def owned_domain(host: str, *, surely: bool) -> str | None:
    """Return the domain that somebody registered for itself, or None.

    Args:
        host: In lower case.
        surely: It stood in an address; otherwise only a known ending makes words a host.
    """
    parts = _SUFFIXES.extract_str(host)
    if parts.is_private or host in COMMON or not (parts.suffix or surely):
        return None
    domain = parts.top_domain_under_public_suffix or ".".join(host.split(".")[-2:])
    return None if domain in COMMON or domain in PLATFORMS else domain


@lru_cache(maxsize=1 << 14)
def platform_of(host: str) -> str | None:
    """Return the domain of the platform that a host belongs to, or None."""
    domain = _SUFFIXES.extract_str(host).top_domain_under_public_suffix
    return domain if domain in PLATFORMS else None
