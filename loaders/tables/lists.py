"""URLs, hashtags, mentions and media of rows: from their columns, or out of the text."""

# pyarrow.compute makes its functions when it is imported: the checker cannot see them.
# pyright: reportAttributeAccessIssue=false
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from loaders.canonical.text import hashtags_in, mentions_in, own_words, urls_in
from loaders.records import Media, Mention, qualified
from loaders.tables.cells import items_of
from loaders.tables.faults import Faults
from loaders.tables.mapping import Mapping
from loaders.tables.texts import BlockTexts, Texts, as_text, plain_column

Items = Sequence[str]
_SIGNS = {"hashtags": ("#", "＃", "$"), "urls": ("://",), "mentions": ("@", "＠")}
"""Without one of these there is nothing of the kind in a text: it is not looked at further."""
_EXTRACTORS: dict[str, Callable[[str, str], Items]] = {
    "hashtags": hashtags_in,
    "urls": lambda text, _: urls_in(text),
    "mentions": mentions_in,
}
PostLists = tuple[
    Sequence[Items], Sequence[Items], Sequence[Sequence[Mention]], Sequence[Sequence[Media]]
]


def lists_of(
    texts: BlockTexts, mapping: Mapping, text: Texts, platforms: Sequence[str], faults: Faults
) -> PostLists:
    """Return the URLs, hashtags, mentions and media of each row."""

    def find(name: str) -> Sequence[Items] | None:
        if name in mapping.post:
            return _from_column(texts, mapping, name, faults)
        return _from_text(name, text, platforms) if name in mapping.extract else None

    nothing: Sequence[tuple[()]] = [()] * texts.rows
    return (
        find("urls") or nothing,
        find("hashtags") or nothing,
        _mentions(find("mentions"), find("mention_ids"), platforms) or nothing,
        _media(find("media_urls"), find("media_hashes"), platforms) or nothing,
    )


def _from_text(name: str, text: Texts, platforms: Sequence[str]) -> Sequence[Items]:
    extract = _EXTRACTORS[name]
    column = pa.array(text, pa.string())
    signed = [pc.match_substring(column, sign) for sign in _SIGNS[name]]
    found: list[Items] = [()] * len(text)
    for row in np.flatnonzero(reduce(pc.or_, signed).fill_null(fill_value=False)).tolist():
        each, platform = text[row] or "", platforms[row]
        if platform == "weibo" and "//" in each:
            # What a repost quotes of those before it (`//@a:...`) is not its author's.
            each = own_words(each)
        found[row] = extract(each, platform)
    return found


def _from_column(texts: BlockTexts, mapping: Mapping, name: str, faults: Faults) -> Sequence[Items]:
    source, how = mapping.post[name], mapping.lists.get(name)
    raw = texts.columns.get(plain_column(source) or "", ())

    def read(text: str) -> Items:
        return (text,) if how is None else tuple(map(as_text, items_of(text, how, name)))

    found = [items or () for items in faults.read(read, texts.of(source))]
    if not any(isinstance(value, list) for value in raw):
        return found
    return [
        tuple(as_text(item) for item in value if item is not None)
        if isinstance(value, list)
        else items
        for value, items in zip(raw, found, strict=True)
    ]


def _mentions(
    handles: Sequence[Items] | None, ids: Sequence[Items] | None, platforms: Sequence[str]
) -> Sequence[Sequence[Mention]] | None:
    if handles is None and ids is None:
        return None
    nothing: Sequence[Items] = [()] * len(platforms)
    rows = zip(handles or nothing, ids or nothing, platforms, strict=True)
    return [
        (
            *(Mention(handle=name.lstrip("@＠")) for name in named),
            *(Mention(account_id=found) for one in known if (found := qualified(platform, one))),
        )
        if named or known
        else ()
        for named, known, platform in rows
    ]


def _media(
    urls: Sequence[Items] | None, hashes: Sequence[Items] | None, platforms: Sequence[str]
) -> Sequence[Sequence[Media]] | None:
    if urls is None and hashes is None:
        return None
    nothing: Sequence[Items] = [()] * len(platforms)
    rows = zip(urls or nothing, hashes or nothing, platforms, strict=True)
    return [
        (
            *(Media(media_id=f"{platform}:{url}", url=url) for url in links),
            *(Media(media_id=f"{platform}:{each}", hash=each) for each in sums),
        )
        for links, sums, platform in rows
    ]
