"""What servers of the Fediverse write: their HTML, and numbers that only they understand."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

# The HTML that servers hand out was cleaned by them; patterns read it ten times as fast as a
# parser. None of them goes past the next `<`, so that broken HTML costs no more than its length.
_TAG = re.compile(r"""<(?:[^<>"']++|"[^"<]*"|'[^'<]*')*+>""")
_BREAK = re.compile(r"<br ?/?>|</p>\s*(?=<p)")
_ANCHOR = re.compile(r"""<a\b(?:[^<>"']++|"[^"<]*"|'[^'<]*')*+>""")
_HREF = re.compile(r"""\bhref=(?:"(https?://[^"<]*)"|'(https?://[^'<]*)')""")
_NAME = re.compile(r"""\bclass=["'][^"'<]*\b(?:mention|hashtag)\b""")
_QUOTATION = re.compile(
    r"""<(p|span) class=["']quote-inline["']>(?:(?!</\1>).){0,4000}</\1>""", re.DOTALL
)
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]++)/")
_KEPT = 100_000


def text_of_html(html: str) -> str:
    """Return the text; paragraphs become lines."""
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<") == 2:  # most are so
        html = html[3:-4]
    elif "<" in html:
        if "<br" in html or "<p" in html[1:]:
            html = _BREAK.sub("\n", html)
        html = _TAG.sub("", html)
    return unescape(html).strip() if "&" in html else html.strip()


def without_quotation(html: str) -> str:
    """Return HTML without the link to the quoted status.

    Servers put it there (`RE: https://...`) for those that show no quotes.
    """
    return _QUOTATION.sub("", html) if "quote-inline" in html else html


def links_in_html(html: str) -> Iterator[str]:
    """Yield where the links lead; hashtags and mentions are no links."""
    if "http" not in html or "<a" not in html:
        return
    for anchor in _ANCHOR.findall(html):
        found = _HREF.search(anchor)
        if found and not _NAME.search(anchor):
            yield unescape(found[1] or found[2])


def host_of(url: object) -> str | None:
    """Return the host of a URL, with its port; None where there is none."""
    if isinstance(url, str) and (plain := _PLAIN_HOST.match(url)):
        return plain[1]  # ten times as fast
    try:
        return (urlsplit(url).netloc.lower() or None) if isinstance(url, str) else None
    except ValueError:
        return None


class Names:
    """The global names of the statuses that were read last, by their number on the instance.

    A status names the one that it answers by that number only, which no other instance knows.

    Attributes:
        instance: The host of the instance that was asked, once that is known.
    """

    def __init__(self) -> None:
        self._uris: OrderedDict[str, str] = OrderedDict()
        self.instance: str | None = None

    def learn_instance(self, acct: object, url: object) -> None:
        """Learn from an account which instance was asked: its own are named without it."""
        if self.instance is None and isinstance(acct, str) and "@" not in acct:
            self.instance = host_of(url)

    def learn(self, number: object, uri: object) -> None:
        """Learn the name of a status."""
        if isinstance(number, str) and isinstance(uri, str):
            self._uris[number] = uri
            if len(self._uris) > _KEPT:
                self._uris.popitem(last=False)

    def find(self, number: object) -> str | None:
        """Return the name of a status: its URI, else `INSTANCE/NUMBER`, else None."""
        if not isinstance(number, str) or not number:
            return None
        known = self._uris.get(number)
        return known or (f"{self.instance}/{number}" if self.instance else None)
