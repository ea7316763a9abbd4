"""Sentences of texts of any language: the one place that says where a sentence ends.

A sentence ends at a mark that ends sentences in some script, at a line break, at two full stops or
more, and at one full stop before white space. Commas end nothing: clauses are too short to
be told apart. What is quoted behind `//@name`, URLs, hashtags, mentions and emoji codes are no part
of a sentence; they hold such marks themselves, so they go first.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import re
from typing import Final

import numba
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from detection.arrays import Flags, Ints
from detection.text.minhash import SHINGLE_BYTES, buffers
from marionet.comparable import comparable_texts

# Both RE2 and Python's own engine read these two alike. The last marks: Arabic, Devanagari, Khmer,
# Armenian, Ethiopic, Mongolian, Burmese.
ENDS: Final = (
    r"[。！？｡!?;；\n\r…؟۔।॥។։።᠃။]+"
    r"|\.{2,}|\.(?:\s|$)"
)
ASIDE: Final = (
    r"(?s://\s*@.*)"  # Weibo's chain of quoted reposts: others' words
    r"|(?:https?://|www\.)[!-~]+"
    r"|#[^#\s]{1,40}#"
    r"|\[[^\[\]]{1,8}\]"  # [emoji code]
    r"|^\s*[Rr][Tt]\b"
)
_NAMES: Final = r"[#@][\p{L}\p{N}_\-]+"
_PYTHON_NAMES: Final = r"[#@][\w\-]+"
LEAST_SHINGLES: Final = 6
"""Shingles of a sentence that can be compared: 8 Chinese characters, 14 Latin letters."""

_LETTERS: Final = r"(?:[^\p{L}\p{N}]|[\x{115F}\x{1160}])+"
_ends = re.compile(ENDS)
_aside = re.compile(f"{ASIDE}|{_PYTHON_NAMES}")


def shown_sentences(text: str) -> list[str]:
    """Return the sentences of a text as they are written, without their ends and what is aside.

    They are not joined, however short; pieces without a letter or digit are left out.
    """
    pieces = (piece.strip() for piece in _ends.split(_aside.sub(" ", text)))
    return [piece for piece in pieces if any(map(str.isalnum, piece))]


def sentence_forms(texts: pa.Array) -> tuple[pa.Array, Ints]:
    """Return the normal forms of all sentences, and where those of each text begin.

    Args:
        texts: Strings without null.

    Returns:
        Large strings, none empty; offsets, one more than texts. A short sentence is joined to its
        neighbour: one of fewer than `LEAST_SHINGLES` shingles to the next,
        the last one to the one before.
    """
    whole = pc.utf8_lower(comparable_texts(texts)).cast(pa.large_string())
    whole = pc.replace_substring_regex(whole, f"{ASIDE}|{_NAMES}", " ")
    split = pc.split_pattern_regex(whole, ENDS)
    sizes = pc.list_value_length(split).to_numpy(zero_copy_only=False).astype(np.int64)
    pieces = pc.replace_substring_regex(pc.list_flatten(split), _LETTERS, "")
    owner = np.repeat(np.arange(sizes.size), sizes)
    return _joined(pieces.cast(pa.large_string()), owner, sizes.size)


def _joined(pieces: pa.Array, owner: Ints, texts: int) -> tuple[pa.Array, Ints]:
    """Join the short pieces of each text; they lie one behind the other, so their ends move."""
    content, ends = buffers(pieces)
    kept = np.flatnonzero(_last_pieces(content, np.asarray(ends), owner))
    begins = np.concatenate((ends[:1], ends[1:][kept]))
    forms = pa.LargeStringArray.from_buffers(
        kept.size, pa.py_buffer(begins.astype(np.int64)), pa.py_buffer(content)
    )
    offsets = np.zeros(texts + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner[kept], minlength=texts), out=offsets[1:])
    return forms, offsets


@numba.njit(cache=True, nogil=True)
def _long_enough(content: npt.NDArray[np.uint8], begin: int, end: int) -> bool:
    """Return whether a form has `LEAST_SHINGLES`; they need not be different."""
    count = 0
    for first in range(begin, end - SHINGLE_BYTES + 1):
        count += (content[first] & 0xC0) != 0x80  # not inside a character
        if count == LEAST_SHINGLES:
            break
    return count == LEAST_SHINGLES


@numba.njit(cache=True, nogil=True)
def _last_pieces(content: npt.NDArray[np.uint8], ends: Ints, owner: Ints) -> Flags:
    """Return which pieces are the last of their sentence."""
    last = np.zeros(owner.size, dtype=np.bool_)
    begin, before = 0, -1  # of the sentence that is being joined; end of the one before it
    for piece in range(owner.size):
        if piece == 0 or owner[piece] != owner[piece - 1]:
            begin, before = ends[piece], -1
        if _long_enough(content, begin, ends[piece + 1]):
            last[piece] = True
            begin, before = ends[piece + 1], piece
        ended = piece + 1 == owner.size or owner[piece + 1] != owner[piece]
        if ended and ends[piece + 1] > begin:
            last[piece] = True
            if before >= 0:
                last[before] = False
    return last
