"""Hosts under other names, and what is special about each; the lists are data/*.txt."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import tldextract

from loaders.canonical.items import ITEM_RULES, ItemRule
from loaders.canonical.lists import read_words
from loaders.canonical.wrappers import Wrapper, wrappers_of

SHORTENERS = frozenset(words[0] for words in read_words("shorteners.txt"))
"""Hosts whose addresses stand for others that only a request can tell."""

_SAME = {seen: same for seen, _, same in read_words("hosts.txt") if not seen.startswith("*")}
_SAME_END = {
    seen[1:]: same[1:] for seen, _, same in read_words("hosts.txt") if seen.startswith("*")
}

# The list that the library ships, and never the network.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class Place(NamedTuple):
    """What is known of a host before its paths are looked at."""

    host: str
    domain: str
    wrappers: tuple[Wrapper, ...]
    items: tuple[ItemRule, ...]
    short: bool
    special: bool  # paths of this host have rules of their own: one of the three before


@lru_cache(maxsize=1 << 16)
def domain_of(host: str) -> str:
    """Return the registered domain of a host by the public suffix list, or the host itself."""
    return _SUFFIXES.extract_str(host).top_domain_under_public_suffix or host


@lru_cache(maxsize=1 << 16)
def place_of(seen: str) -> Place:
    """Return the one name of a host, and what is special about it."""
    host = seen.lower().rstrip(".")
    domain = domain_of(host)
    # `www.` in front of what somebody registered shows the same pages; deeper down it may not.
    if host == f"www.{domain}":
        host = domain
    host = _SAME.get(host, host)
    if ".m." in host:
        for end, same in _SAME_END.items():
            if host.endswith(end):
                host = host.removesuffix(end) + same
    domain = domain_of(host)
    wrappers, items, short = wrappers_of(host, domain), ITEM_RULES.get(host, ()), host in SHORTENERS
    return Place(host, domain, wrappers, items, short, bool(wrappers or items or short))
