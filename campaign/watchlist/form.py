"""The form in which names are looked for in texts: case, width and script make no difference."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from marionet.comparable import comparable_texts

HANDLE: Final = r"@[\p{L}\p{N}_\-]+"
# A space alone stays as it is; most other kinds are one in the comparable form.
_SPACES: Final = r"[\s\x{1680}\x{2028}\x{2029}]{2,}|[\t\n\f\r\v\x{1680}\x{2028}\x{2029}]"
_NOT_OWN = (
    (r"(?s)//\s*@.*", ""),  # Weibo's chain of quoted reposts: others said that
    # ASCII only: Chinese text often goes on right behind a URL.
    (r"(?:https?://|www\.)[!-~]+", " "),
)


@dataclass(frozen=True, slots=True)
class Forms:
    """Texts ready to be searched.

    Attributes:
        lowered: Large strings, without nulls, in lower case; one for each text.
        cased: The same with capitals where they were written, byte for byte beside `lowered`.
        written: The same before account names (`@name`) were taken out.
    """

    lowered: pa.Array
    cased: pa.Array
    written: pa.Array


def searched_forms(texts: pa.Array) -> Forms:
    """Return the own words of posts as names are looked for in them.

    Unicode compatibility forms, traditional characters, cases and white space are made one.
    Quoted chains, URLs and names of accounts (`@name`) are left out; hashtags stay.

    Args:
        texts: Strings, null where there is none.
    """
    written = pc.fill_null(comparable_texts(texts), "")
    for pattern, instead in _NOT_OWN:
        written = pc.replace_substring_regex(written, pattern, instead)
    cased = pc.replace_substring_regex(written, HANDLE, " ")
    cased = pc.replace_substring_regex(cased, _SPACES, " ")
    lowered = pc.utf8_lower(cased)
    # The lower case of a few letters is longer: such a text shows no capitals.
    aligned = pc.equal(pc.binary_length(cased), pc.binary_length(lowered))
    return Forms(lowered, pc.if_else(aligned, cased, lowered), written)


def name_forms(names: list[str]) -> list[str]:
    """Return names of a watch list in the form of `Forms.lowered`."""
    form = pc.utf8_lower(comparable_texts(pa.array(names, pa.large_string())))
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(form, _SPACES, " ")).to_pylist()
