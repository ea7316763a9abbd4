"""Sentences of marked texts, each distinct one once."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from campaign.wording.marking import MARK
from detection.arrays import Ints

BATCH_TEXTS: Final = 50_000
"""Texts that are read at a time: bounds the memory."""
LONGEST: Final = 400
"""Nobody says such things in sentences longer than that, and a text without stops costs no more."""

_HAN: Final = "\u4e00-\u9fff"
_STEPS: Final = (
    (r"\.{2,}", "。"),
    (r"\.(\s|$)", r"。\1"),
    # a hashtag that is a name stands for the name, any other is a sentence of its own
    (f"#([{MARK}])#", r"\1"),
    (f"#([{MARK}])([^\\p{{L}}\\p{{N}}_]|$)", r"\1\2"),
    (r"#([^#\s]{1,40})#", "\n\\1\n"),
    (r"#(\S+)", "\n\\1\n"),
    (f"([{_HAN}]) +([{_HAN}{MARK}])", r"\1\2"),
    (f"([{MARK}]) +([{_HAN}])", r"\1\2"),
    (r"([。!！?？;；]+)", "\\1\n"),
)


def batches(texts: pa.Array) -> Iterator[tuple[int, pa.Array]]:
    """Yield the number of the first text of each batch, and the batch."""
    for start in range(0, len(texts), BATCH_TEXTS):
        yield start, texts.slice(start, BATCH_TEXTS)


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of some texts that may say something.

    Attributes:
        text: Number of the text of each occurrence, ascending.
        sentence: Place of the occurrence in `distinct`.
        distinct: The sentences.
    """

    text: Ints
    sentence: Ints
    distinct: list[str]


def find_sentences(texts: pa.Array, names: int, hints: str) -> Sentences:
    """Return the sentences with some names and a hint.

    Args:
        texts: Marked texts, see campaign.wording.marking.
        names: Least names in a sentence.
        hints: In RE2's syntax; a sentence without a match, in lower case, is left out.
    """
    form = texts
    for pattern, instead in _STEPS:
        form = pc.replace_substring_regex(form, pattern, instead)
    pieces = pc.split_pattern(form, "\n")
    text = np.asarray(pc.list_parent_indices(pieces).to_numpy(), dtype=np.int64)
    flat = pieces.flatten()
    several = pc.greater_equal(pc.count_substring_regex(flat, f"[{MARK}]"), names)
    kept = np.flatnonzero(several.to_numpy(zero_copy_only=False))
    coded = pc.utf8_slice_codeunits(flat.take(pa.array(kept)), 0, LONGEST).dictionary_encode()
    hinted = pc.match_substring_regex(pc.utf8_lower(coded.dictionary), hints)
    codes = np.asarray(coded.indices.to_numpy(), dtype=np.int64)
    right = hinted.to_numpy(zero_copy_only=False)
    number = np.cumsum(right) - 1
    said = right[codes]
    distinct: list[str] = coded.dictionary.filter(hinted).to_pylist()
    return Sentences(text[kept][said], number[codes[said]], distinct)
