"""The Word_Break class of every character, from Unicode's general categories and their exceptions.

Source: Unicode Standard Annex 29, Unicode Text Segmentation, table 3; ranges that categories do not
give are those of Unicode 17. Characters that are newer than the Unicode of this Python are OTHER.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Classes: TypeAlias = npt.NDArray[np.uint8]

OTHER: Final = 0
CR: Final = 1
LF: Final = 2
NEWLINE: Final = 3
EXTEND: Final = 4
ZWJ: Final = 5
FORMAT: Final = 6
SPACE: Final = 7
LETTER: Final = 8
HEBREW: Final = 9
NUMERIC: Final = 10
KATAKANA: Final = 11
JOINER: Final = 12  # ExtendNumLet
MID_LETTER: Final = 13
MID_NUMBER: Final = 14
MID_BOTH: Final = 15  # MidNumLet
APOSTROPHE: Final = 16
QUOTE: Final = 17
FLAG: Final = 18
PICTURE: Final = 64
"""Added to the class of a character that is Extended_Pictographic."""

_BY_CATEGORY: Final = {
    **dict.fromkeys(("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"), LETTER),
    **dict.fromkeys(("Mn", "Mc", "Me"), EXTEND),
    "Nd": NUMERIC,
    "Cf": FORMAT,
}
_RANGES: Final = (
    # ideographs, hiragana and the scripts of South East Asia that put no space between words
    (OTHER, "e01-e30 e32-e33 e40-e46 e81-ebd ec0-ec6 edc-edf 1000-102a 103f 1050-1055 105a-105d"),
    (OTHER, "1061 1065-1066 106e-1070 1075-1081 108e 1780-17b3 17d7 17dc 1950-19c9 1a20-1a54 1aa7"),
    (OTHER, "200b 3006-3007 3021-3029 3038-303a 3041-3096 309d-309f 3400-4dbf 4e00-9fff a9e0-a9e4"),
    (OTHER, "a9e6-a9ef a9fa-a9fe aa60-aa7a aa7e-aaaf aab1 aab5-aab6 aab9-aabd aac0 aac2 aadb-aadd"),
    (OTHER, "f900-fad9 11700-1171a 11740-11746 17000-18d08 1b001-1b2fb 20000-3134a"),
    (EXTEND, "eb1 eb4-ebc aa7b aa7d 1a55-1a5e 200c ff9e-ff9f 1f3fb-1f3ff e0020-e007f"),
    (LETTER, "b8 2c2-2c5 2d2-2d7 2de-2df 2e5-2eb 2ed 2ef-2ff 55a-55c 55e 58a 5f3 70f 24b6-24e9"),
    (LETTER, "a708-a716 a720-a721 a789-a78a ab5b 1f130-1f149 1f150-1f169 1f170-1f189"),
    (HEBREW, "5d0-5ea 5ef-5f2 fb1d fb1f-fb28 fb2a-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44"),
    (HEBREW, "fb46-fb4f"),
    (NUMERIC, "600-605 66b 6dd 890-891 8e2 19da 110bd 110cd"),
    (KATAKANA, "3031-3035 309b-309c 30a0-30fa 30fc-30ff 31f0-31ff 32d0-32fe 3300-3357 ff66-ff9d"),
    (KATAKANA, "1aff0-1aff3 1aff5-1affb 1affd-1affe 1b000 1b120-1b122 1b155 1b164-1b167"),
    (JOINER, "5f 202f 203f-2040 2054 fe33-fe34 fe4d-fe4f ff3f"),
    (MID_LETTER, "3a b7 387 55f 5f4 2027 fe13 fe55 ff1a"),
    (MID_NUMBER, "2c 3b 37e 589 60c-60d 66c 7f8 2044 fe50 fe54 ff0c ff1b"),
    (MID_BOTH, "2e 2018-2019 2024 fe52 ff07 ff0e"),
    (SPACE, "20 1680 2000-2006 2008-200a 205f 3000"),
    (NEWLINE, "b-c 85 2028-2029"),
    (FLAG, "1f1e6-1f1ff"),
    (CR, "d"),
    (LF, "a"),
    (ZWJ, "200d"),
    (APOSTROPHE, "27"),
    (QUOTE, "22"),
)
_PICTURES: Final = (
    "a9 ae 203c 2049 2122 2139 2194-2199 21a9-21aa 231a-231b 2328 23cf 23e9-23f3 23f8-23fa "
    "24c2 25aa-25ab 25b6 25c0 25fb-25fe 2600-2604 260e 2611 2614-2615 2618 261d 2620 "
    "2622-2623 2626 262a 262e-262f 2638-263a 2640 2642 2648-2653 265f-2660 2663 2665-2666 "
    "2668 267b 267e-267f 2692-2697 2699 269b-269c 26a0-26a1 26a7 26aa-26ab 26b0-26b1 "
    "26bd-26be 26c4-26c5 26c8 26ce-26cf 26d1 26d3-26d4 26e9-26ea 26f0-26f5 26f7-26fa 26fd "
    "2702 2705 2708-270d 270f 2712 2714 2716 271d 2721 2728 2733-2734 2744 2747 274c 274e "
    "2753-2755 2757 2763-2764 2795-2797 27a1 27b0 27bf 2934-2935 2b05-2b07 2b1b-2b1c 2b50 "
    "2b55 3030 303d 3297 3299 1f004 1f02c-1f02f 1f094-1f09f 1f0af-1f0b0 1f0c0 1f0cf-1f0d0 "
    "1f0f6-1f0ff 1f170-1f171 1f17e-1f17f 1f18e 1f191-1f19a 1f1af-1f1e5 1f201-1f20f 1f21a "
    "1f22f 1f232-1f23a 1f23c-1f23f 1f249-1f25f 1f266-1f321 1f324-1f393 1f396-1f397 "
    "1f399-1f39b 1f39e-1f3f0 1f3f3-1f3f5 1f3f7-1f3fa 1f400-1f4fd 1f4ff-1f53d 1f549-1f54e "
    "1f550-1f567 1f56f-1f570 1f573-1f57a 1f587 1f58a-1f58d 1f590 1f595-1f596 1f5a4-1f5a5 "
    "1f5a8 1f5b1-1f5b2 1f5bc 1f5c2-1f5c4 1f5d1-1f5d3 1f5dc-1f5de 1f5e1 1f5e3 1f5e8 1f5ef "
    "1f5f3 1f5fa-1f64f 1f680-1f6c5 1f6cb-1f6d2 1f6d5-1f6e5 1f6e9 1f6eb-1f6f0 1f6f3-1f6ff "
    "1f7dc-1f7f0 1f80c-1f80f 1f848-1f84f 1f85a-1f85f 1f888-1f88f 1f8ae-1f8af 1f8bc-1f8bf "
    "1f8c2-1f8cf 1f8d9-1f8ff 1f90c-1f93a 1f93c-1f945 1f947-1f9ff 1fa58-1fa5f 1fa6e-1faff "
    "1fc00-1fffd "
)


def _spans(ranges: str) -> list[slice]:
    ends = [part.partition("-") for part in ranges.split()]
    return [slice(int(low, 16), int(high or low, 16) + 1) for low, _, high in ends]


@cache
def word_classes() -> Classes:
    """Return the class of each code point, shape (0x110000,); pictures have `PICTURE` added."""
    categories = map(unicodedata.category, map(chr, range(sys.maxunicode + 1)))
    found = [_BY_CATEGORY.get(category, OTHER) for category in categories]
    classes = np.array(found, dtype=np.uint8)
    for name, ranges in _RANGES:
        for span in _spans(ranges):
            classes[span] = name
    for span in _spans(_PICTURES):
        classes[span] += PICTURE
    classes.setflags(write=False)
    return classes
