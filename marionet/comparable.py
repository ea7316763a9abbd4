"""Texts in the form in which they are compared; what was written is never changed.

One text can be written in many ways that look alike: full-width letters, invisible marks between
letters, traditional for simplified characters. Loaders compare hashtags so, detection whole texts;
this module is the one place that says what counts as the same.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import re
import threading
import unicodedata

import opencc
import pyarrow as pa
import pyarrow.compute as pc

# What shows nothing: soft hyphen, joiners, marks of zero width and of direction, variation
# selectors (also the ideographic ones), tags, Hangul fillers, separators of annotations.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_INVISIBLE_MARKS = re.compile(f"[{_INVISIBLE}]")
_HAS_HAN = re.compile(f"[{_HAN}]")


class _Converters(threading.local):
    """One converter per thread: nothing says that one may serve two."""

    def __init__(self) -> None:
        self.simplified = opencc.OpenCC("t2s")


_converters = _Converters()


def simplified(text: str) -> str:
    """Return a text with simplified for traditional characters, word by word (OpenCC, t2s)."""
    if not _HAS_HAN.search(text):
        return text
    try:
        return _converters.simplified.convert(text)
    except UnicodeEncodeError:  # half a character, which no table of characters has
        return text


def comparable(text: str) -> str:
    """Return a text as it is compared: NFKC, no invisible marks, simplified characters.

    Case, punctuation, white space and emoji stay.
    """
    if text.isascii():
        return text
    return simplified(_INVISIBLE_MARKS.sub("", unicodedata.normalize("NFKC", text)))


def comparable_texts(texts: pa.Array) -> pa.Array:
    """Return texts as `comparable` does, in bulk.

    Args:
        texts: Strings, null where there is none.

    Returns:
        Large strings, one for each text in its order; null stays null.
    """
    form = pc.utf8_normalize(texts.cast(pa.large_string()), "NFKC")
    form = pc.replace_substring_regex(form, f"[{_INVISIBLE}]+", "")
    han = pc.fill_null(pc.match_substring_regex(form, f"[{_HAN}]"), fill_value=False)
    if not pc.any(han).as_py():
        return form
    chinese = form.filter(han).dictionary_encode()
    convert = _converters.simplified.convert
    forms = pa.array([convert(text) for text in chinese.dictionary.to_pylist()], pa.large_string())
    return pc.replace_with_mask(form, han, forms.take(chinese.indices))
