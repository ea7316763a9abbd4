"""Who is set under whom in a sentence.

Precision before recall: what is asked, supposed, denied or put into other mouths is no comparison,
and a sentence that says both that one is better and that the other is says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from campaign.wording import Marked, Marks, Pattern, Table, read_table

LANGUAGES = ("zh", "en")
COMPARED = ("brand", "product", "person")
"""Kinds of entities that are compared."""

_SCRIPTS = {"zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[A-Za-z]{2}|>")}


@dataclass(frozen=True, slots=True)
class Said:
    """One thing set under another.

    Attributes:
        better: entity_id, a product as its brand.
        worse: The same.
        words: The sentence.
        rule: Name of the pattern.
    """

    better: str
    worse: str
    words: str
    rule: str


@cache
def tables() -> tuple[Table, ...]:
    """Return the patterns of each language."""
    return tuple(read_table("campaign.comparison", language) for language in LANGUAGES)


def hints() -> str:
    """Return an expression in RE2's syntax: texts without a match compare nothing."""
    return "|".join(table.hints for table in tables())


def compare(text: Marked, marks: Marks) -> list[Said]:
    """Return what a text sets under what, each pair once, as it is said first.

    Args:
        text: As `marks` marked it.
        marks: Whose names.

    Complexity: letters of the text times patterns; gaps in patterns are bounded.
    """
    first: dict[tuple[str, str], Said] = {}
    for sentence in text.sentences():
        if len(sentence.names) > 1:
            for said in _compare_in(sentence, marks):
                first.setdefault((said.better, said.worse), said)
    return list(first.values())


def _compare_in(sentence: Marked, marks: Marks) -> list[Said]:
    found: dict[tuple[str, str], Said] = {}
    for table in tables():
        if not _SCRIPTS[table.language].search(sentence.text):
            continue
        for pattern in table.patterns:
            for match in pattern.finds.finditer(sentence.text):
                said = _said(sentence, match, pattern, table, marks)
                if said is not None:
                    found.setdefault((said.better, said.worse), said)
    return [said for (better, worse), said in found.items() if (worse, better) not in found]


def _said(
    sentence: Marked, match: re.Match[str], pattern: Pattern, table: Table, marks: Marks
) -> Said | None:
    better, worse = marks.entity(match["B"]), marks.entity(match["W"])
    if better == worse or not {better.kind, worse.kind} <= set(COMPARED):
        return None
    if table.takes_back(sentence.text, match):
        return None
    return Said(better.entity_id, worse.entity_id, sentence.words(), pattern.name)
