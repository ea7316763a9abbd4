"""What the author of a post on Weibo wrote, and what stands there of others.

A repost of a repost carries what those before wrote: `own words//@b:their words//@c:...`. The text
is kept whole, but topics, names and links of others are none of the author's: with them, everybody
who passed on one post would have shared its links, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from loaders.canonical.markup import Markup, read_markup
from loaders.canonical.text import own_words

_CHAIN = re.compile(r"(?://|／／)\s*(?:<a\b[^>]*>)?\s*[@＠]")
# Most tags in texts: a little picture with its name, a name that is mentioned, a topic. To write
# them out at once saves the reading of four tags each.
_PLAIN_TAGS = re.compile(
    r"<span class=[\"']url-icon[\"']><img\s+alt="
    r"(?:\"([^\"<>&]*)\"|'([^'<>&]*)'|([^\s<>&\"'=`]+))(?:\s[^<>]*)?></span>"
    r"|<a\s+href=[\"']?/n/[^<>\"'\s]*[\"']?\s*>([@＠][^<>]*)</a>"
    r"|<a\s+href=[\"']?https://m\.weibo\.cn/search\?[^<>\"'\s]*[\"']?(?:\s+data-hide=\"\")?\s*>"
    r"<span class=[\"']surl-text[\"']>([^<>]*)</span></a>"
)
# What Weibo makes of a topic, a name or a place in a text, and adds to it as a place: no page that
# somebody shares. Strangers in one town have its page in common.
_OWN_PAGE = (
    r"(?:https?:)?//(?:m\.weibo\.cn/(?:search|n/|u/|profile/)|s\.weibo\.com/|huati\.weibo\.com/"
    r"|(?:www\.)?weibo\.com/n/"
    r"|(?:www\.|m\.)?weibo\.(?:com|cn)/p/(?:index\?[^\s\"'>]*?containerid=)?"
    r"(?:100101|100103|100808|230657|231522))"
)
_OWN_LINK = re.compile(_OWN_PAGE)
_SHORT_FOR_OWN = re.compile(
    rf"<a\b[^>]*?data-url=[\"']?([^\s\"'>]+)[\"']?[^>]*?href=[\"']?{_OWN_PAGE}"
)


class Words(NamedTuple):
    """A text as it was received, the author's part of it, and the links in that part."""

    text: str
    own: str
    links: tuple[str, ...] = ()


def words_in(html: str) -> Words:
    """Read the text of a post, with its HTML where it has any."""
    if "<" in html:
        html = _PLAIN_TAGS.sub(_plain, html)
    markup = read_markup(html)
    text = markup.text
    if "//" not in text and "／／" not in text:
        return Words(text, text, _pages(html, markup))
    own = own_words(text)
    if own == text or not markup.links:
        return Words(text, own, _pages(html, markup))
    chain = _CHAIN.search(html)
    written = html[: chain.start()] if chain else ""
    return Words(text, own, _pages(written, read_markup(written)))


def _plain(tags: re.Match[str]) -> str:
    return tags[tags.lastindex or 0]


def _pages(html: str, markup: Markup) -> tuple[str, ...]:
    if not markup.links or "/p/" not in html:
        return markup.links
    short = set(_SHORT_FOR_OWN.findall(html))
    return tuple(link for link in markup.links if link not in short) if short else markup.links


def web_links(found: Iterable[str]) -> tuple[str, ...]:
    """Return the links that lead to a page, each once: no searches for topics, names, places."""
    web = ("http://", "https://", "//")
    pages = (url for url in found if url.startswith(web) and not _OWN_LINK.match(url))
    return tuple(dict.fromkeys(pages))


def in_own_words(told: Iterable[str], words: Words) -> list[str]:
    """Return those of some topics or names that stand in the author's words.

    Crawlers collect them over the whole text, that of others included.
    """
    if words.own == words.text:
        return list(told)
    return [each for each in told if each.lstrip("@＠") in words.own]
