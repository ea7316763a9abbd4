"""The normal form of a text: what is left when all that costs nothing to change is taken away."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from marionet.comparable import comparable_texts

# In this order: what follows a quotation is not the author's own; a URL may hold any of the rest.
# RE2 knows letters of all scripts only as \p{L}: its \w and \s are ASCII.
_REMOVED = (
    r"(?s)//\s*@.*",  # Weibo's chain of quoted reposts, newest first: "own words//@b: ...//@c: ..."
    # ASCII only: Chinese text often goes on right behind a URL.
    r"(?:https?://|www\.)[!-~]+"
    r"|#[^#\s]{1,40}#"  # #Weibo tag#
    r"|[#@][\p{L}\p{N}_\-]+"  # #tag, @name
    r"|\[[^\[\]]{1,8}\]"  # [emoji code]
    r"|^\s*rt\b",
    # Space, punctuation, emoji, accents that do not compose, zero-width marks; the last two are
    # letters by category that show nothing (Hangul fillers).
    r"(?:[^\p{L}\p{N}]|[\x{115F}\x{1160}])+",
)


def normal_form(texts: pa.Array) -> pa.Array:
    """Return texts as they are compared: letters and digits alone, in lower case.

    Unicode compatibility forms become one (NFKC: full-width letters, ligatures, circled digits),
    so do cases, and traditional and simplified characters. Quoted chains, URLs, hashtags, mentions,
    emoji codes, punctuation, space and zero-width marks go. Not undone: letters of another alphabet
    that look alike.

    Args:
        texts: Strings, null where there is none.

    Returns:
        Large strings, one for each text in its order; null stays null.
    """
    form = pc.utf8_lower(comparable_texts(texts))
    for pattern in _REMOVED:
        form = pc.replace_substring_regex(form, pattern, "")
    return form
