"""One form for each URL, found without the network.

Scheme and host in lower case and `https`, default port, fragment, tracking parameters and their
order, percent-encoding, mobile hosts. What was seen is always kept beside it. Our choice: `http`
and `https` are taken for one page, since sites redirect and people copy either.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import tldextract
from w3lib.url import canonicalize_url

from loaders.canonical.tracking import SAME_HOST, TRACKING, TRACKING_PREFIXES

MAX_URL_CHARACTERS = 8192

# Most URLs are like this: no escapes, no port, no user. They are rewritten here by hand, in
# a tenth of the time of the general way; a test holds the two to the same results.
_PLAIN = re.compile(
    r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})"
    r"(/[A-Za-z0-9_~./-]*)?(?:\?([A-Za-z0-9_~.=&-]*))?(?:#[A-Za-z0-9_~.=&/-]*)?"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")

# The list that the library ships, and never the network.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


class Url(NamedTuple):
    """A canonical URL and the domain that somebody registered."""

    url: str
    domain: str


@lru_cache(maxsize=1 << 16)
def canonical_url(seen: str) -> Url | None:
    """Return the canonical form, or None where there is no web address.

    A canonical URL is its own canonical form.
    """
    plain = _PLAIN.fullmatch(seen)
    if plain and "/." not in seen and "//" not in seen[8:] and len(seen) <= MAX_URL_CHARACTERS:
        host, path, query = plain.groups()
        kept = _plain_query(query) if query else ""
        if kept is not None:
            host = host.lower()
            host = SAME_HOST.get(host, host)
            end = "?" + kept if kept else ""
            return Url(f"https://{host}{path or '/'}{end}", domain_of(host))
    return _rewrite(seen)


def _plain_query(query: str) -> str | None:
    """Return a query sorted and without tracking; None where it is no plain list of `a=b`."""
    pairs = [pair.split("=") for pair in query.split("&")]
    if any(len(pair) != 2 or not pair[0] for pair in pairs):
        return None
    return "&".join("=".join(pair) for pair in sorted(pairs) if not _tracks(pair[0].lower()))


@lru_cache(maxsize=1 << 16)
def domain_of(host: str) -> str:
    """Return the registered domain of a host by the public suffix list, or the host itself."""
    return _SUFFIXES.extract_str(host).top_domain_under_public_suffix or host


def _rewrite(seen: str) -> Url | None:
    text = seen.strip().strip("\ufeff\u200b")
    if not text or len(text) > MAX_URL_CHARACTERS:
        return None
    if text.startswith("//"):
        text = "https:" + text
    elif not _SCHEME.match(text):
        text = "https://" + text
    try:
        settled = _settle(text)
    except ValueError:  # no host, a port that is no number, brackets that do not close
        return None
    return settled


def _settle(text: str) -> Url | None:
    """Rewrite until nothing changes any more: escapes may hold escapes."""
    for _ in range(8):
        url = _once(text)
        if url is None or url.url == text:
            return url
        text = url.url
    return None


def _once(text: str) -> Url | None:
    parts = urlsplit(canonicalize_url(text, keep_fragments=False))
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return None
    host = parts.hostname.rstrip(".")
    if "." not in host and ":" not in host:
        return None
    host = SAME_HOST.get(host, host)
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port not in {None, 80, 443}:
        netloc = f"{netloc}:{port}"
    url = urlunsplit(("https", netloc, parts.path or "/", _without_tracking(parts.query), ""))
    return Url(url, domain_of(host))


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _tracks(name.lower())]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
