"""One form for each URL, found without the network.

Scheme and host in lower case and `https`, default port, `www.`, fragment, tracking parameters and
the order of the others, percent-encoding, mobile hosts, pages that only send on, the items of
platforms. What was seen is always kept beside it. Our choice: `http` and `https` are taken for one
page, since sites redirect and people copy either. Above all, two pages never become one: a link
that two accounts only seem to have shared would accuse them wrongly.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote_plus, urlsplit

from w3lib.url import canonicalize_url

from loaders.canonical.amp import may_be_amp, without_amp
from loaders.canonical.hosts import Place, domain_of, place_of
from loaders.canonical.tracking import TRACKING

__all__ = ("MAX_URL_CHARACTERS", "Url", "canonical_url", "domain_of")

MAX_URL_CHARACTERS = 8192
MAX_WRAPPERS = 8

# Most URLs are like this: no escapes, no port, no user. They are rewritten here by hand, in
# a tenth of the time of the general way; a test holds the two to the same results.
_PLAIN = re.compile(
    r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})"
    r"(/[A-Za-z0-9_~./-]*)?(?:\?([A-Za-z0-9_~.=&-]*))?(?:#(?![/!])[A-Za-z0-9_~.&/-]*)?"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_ROUTE = re.compile(r"(?:!/?|/)(?=.)")
# Letters that the older standard of international names takes for others: straße.de is not
# strasse.de. https://www.unicode.org/reports/tr46/#Deviations
_DEVIATIONS = re.compile("[ßς\u200c\u200d]")


class Url(NamedTuple):
    """A canonical URL and the domain that somebody registered."""

    url: str
    domain: str


class _Parts(NamedTuple):
    """A URL taken apart, in the normal form of RFC 3986; the parameters are sorted."""

    host: str
    port: int | None
    path: str
    query: str
    fragment: str


class _TooDeepError(Exception):
    """Wrappers lie in wrappers more often than people put them there."""


@lru_cache(maxsize=1 << 16)
def canonical_url(seen: str) -> Url | None:
    """Return the canonical form, or None where there is no web address.

    A canonical URL is its own canonical form.
    """
    parts = _plain_parts(seen)
    if parts is None:
        return _rewrite(seen)
    place = place_of(parts.host)
    if place.special:
        return _rewrite(seen)
    if parts.query or may_be_amp(parts.path):
        return _page(place, parts)
    return Url(f"https://{place.host}{parts.path}", place.domain)


def _plain_parts(text: str) -> _Parts | None:
    """Take a URL apart that needs no more; None where it may."""
    plain = _PLAIN.fullmatch(text)
    if not plain or "/." in text or text.find("//", 8) > 0 or len(text) > MAX_URL_CHARACTERS:
        return None
    host, path, query = plain.groups()
    if query:
        pairs = query.split("&")
        for pair in pairs:
            if pair.count("=") != 1 or pair[0] == "=":
                return None
        if len(pairs) > 1:
            query = _sorted(pairs)
    return _Parts(host, None, path or "/", query or "", "")


def _sorted(pairs: list[str]) -> str:
    # By name and then value, as the general way does: `a-b=1` comes behind `a=1`.
    return "&".join(sorted(pairs, key=lambda pair: pair.split("=")))


def _rewrite(seen: str) -> Url | None:
    text = seen.strip().strip("\ufeff\u200b")
    if not text or len(text) > MAX_URL_CHARACTERS:
        return None
    if text.startswith("//"):
        text = "https:" + text
    elif not _SCHEME.match(text):
        text = "https://" + text
    try:
        return _settle(text)
    except ValueError:  # no host, a port that is no number, brackets that do not close
        return None


def _settle(text: str) -> Url | None:
    """Rewrite until nothing changes any more: what one rule leaves may be the matter of another."""
    url: Url | None = None
    for _ in range(8):
        try:
            url = _canonical(text, MAX_WRAPPERS)
        except _TooDeepError:
            url = _canonical(text, 0)
        if url is None or url.url == text:
            break
        text = url.url
    return url


def _canonical(text: str, wrappers: int) -> Url | None:
    """Rewrite once.

    Args:
        text: With its scheme.
        wrappers: How many may lie in one another; 0: none is opened.

    Raises:
        ValueError: There is no host, or a port that is no number.
    """
    parts = _plain_parts(text) or _normal(text)
    if parts is None:
        return None
    place = place_of(parts.host)
    if parts.port is not None or not place.special:
        return _page(place, parts)
    query = _parameters(parts.query)
    if wrappers:
        found = _behind(place, parts, query, wrappers)
        if found is not None:
            return found
    for rule in place.items:
        item = rule.item(place.host, parts.path, query)
        if item is not None:
            return Url(f"https://{item}", domain_of(item.partition("/")[0]))
    if place.short and parts.path != "/":
        return Url(f"https://{place.host}{parts.path.rstrip('/')}", place.domain)
    return _page(place, parts)


def _behind(place: Place, parts: _Parts, query: dict[str, str], wrappers: int) -> Url | None:
    """Return the page that a wrapper sends on to, or None: then the wrapper stays as it is."""
    for wrapper in place.wrappers:
        target = wrapper.target(parts.path, query, parts.query)
        if target is None:
            continue
        if wrappers == 1:
            raise _TooDeepError
        try:
            return _canonical(target, wrappers - 1)
        except ValueError:
            return None
    return None


def _page(place: Place, parts: _Parts) -> Url:
    path = without_amp(parts.path) if may_be_amp(parts.path) else parts.path
    query = _without_tracking(parts.query, place.domain) if parts.query else ""
    end = f"?{query}" if query else ""
    if parts.port is None and not parts.fragment and ":" not in place.host:
        return Url(f"https://{place.host}{path}{end}", place.domain)
    host = f"[{place.host}]" if ":" in place.host else place.host
    port = "" if parts.port is None else f":{parts.port}"
    fragment = _kept_fragment(parts.fragment, place.domain)
    return Url(f"https://{host}{port}{path}{end}{fragment}", place.domain)


def _kept_fragment(fragment: str, domain: str) -> str:
    """Return what a fragment says of the page that is shown: `#/detail/12`, `#id=12`; else nothing.

    Applications keep there what others keep in the path; most fragments only tell where to scroll.
    """
    if _ROUTE.match(fragment):
        return f"#{fragment}"
    if "=" not in fragment or fragment.startswith((":~:", "t=")):  # words to mark; seconds
        return ""
    kept = _without_tracking(fragment, domain)
    return f"#{kept}" if "=" in kept else ""


def _normal(text: str) -> _Parts | None:
    """Take a URL apart in normal form; None where it is no address of the web."""
    if len(text) > MAX_URL_CHARACTERS:
        return None
    if _DEVIATIONS.search(text):
        text = _with_ascii_host(urlsplit(text))
    parts = urlsplit(canonicalize_url(text, keep_fragments=True))
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".")
    if "." not in host and ":" not in host:
        return None
    port = None if parts.port in {80, 443} else parts.port
    return _Parts(host, port, parts.path or "/", parts.query, parts.fragment)


def _with_ascii_host(parts: SplitResult) -> str:
    labels = (parts.hostname or "").split(".")
    ascii_labels = [
        "xn--" + label.encode("punycode").decode() if _DEVIATIONS.search(label) else label
        for label in labels
    ]
    port = "" if parts.port is None else f":{parts.port}"
    return parts._replace(netloc=".".join(ascii_labels) + port).geturl()


def _parameters(query: str) -> dict[str, str]:
    """Return the parameters decoded; of one that stands twice the first."""
    if not query:
        return {}
    return dict(reversed(parse_qsl(query, keep_blank_values=True)))


def _without_tracking(query: str, domain: str) -> str:
    pairs = query.split("&")
    kept: list[str] = []
    for pair in pairs:
        name, _, value = pair.partition("=")
        if not TRACKING.has(unquote_plus(name) if "%" in name else name, value, domain):
            kept.append(pair)
    return query if len(kept) == len(pairs) else "&".join(kept)
