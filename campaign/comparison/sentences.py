"""Who is set under whom in a sentence.

Precision before recall: what is asked, supposed, denied or put into other mouths is no comparison,
and a sentence that says both that one is better and that the other is says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from campaign.wording import Marked, Marks, Pattern, Table, batches, find_sentences, read_table

LANGUAGES = ("zh", "en")
COMPARED = ("brand", "product", "person")
"""Kinds of entities that are compared."""

_SCRIPTS = {"zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[A-Za-z]{2}|[<>]")}


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


@cache
def hints() -> str:
    """Return an expression in RE2's syntax: sentences without a match compare nothing."""
    return "|".join(table.hints for table in tables())


def compare(texts: pa.Array, marks: Marks) -> list[tuple[int, Said]]:
    """Return (number of the text, what it says), by text; each pair once, as it is said first.

    Complexity: letters of the texts, and distinct sentences with two names and a hint times
    patterns; gaps in patterns are bounded.

    Args:
        texts: Strings, as they were posted.
        marks: Whose names.
    """
    return [
        (start + text, said)
        for start, batch in batches(texts)
        for text, said in _compare_batch(batch, marks)
    ]


def _compare_batch(texts: pa.Array, marks: Marks) -> list[tuple[int, Said]]:
    marked = marks.mark(texts)
    sentences = find_sentences(marked.texts, 2, hints())
    of_sentence = [compare_in(sentence, marked) for sentence in sentences.distinct]
    first: dict[tuple[int, str, str], Said] = {}
    for text, sentence in zip(sentences.text.tolist(), sentences.sentence.tolist(), strict=True):
        for said in of_sentence[sentence]:
            first.setdefault((text, said.better, said.worse), said)
    return [(text, said) for (text, _better, _worse), said in first.items()]


def compare_in(sentence: str, marked: Marked) -> list[Said]:
    """Return what a marked sentence sets under what.

    Args:
        sentence: A piece of one of the marked texts.
        marked: Those texts.
    """
    found: dict[tuple[str, str], Said] = {}
    for table in tables():
        if not _SCRIPTS[table.language].search(sentence):
            continue
        for pattern in table.patterns:
            for match in pattern.finds.finditer(sentence):
                said = _said(sentence, match, pattern, table, marked)
                if said is not None:
                    found.setdefault((said.better, said.worse), said)
    return [said for (better, worse), said in found.items() if (worse, better) not in found]


def _said(
    sentence: str, match: re.Match[str], pattern: Pattern, table: Table, marked: Marked
) -> Said | None:
    better, worse = marked.owners[match["B"]], marked.owners[match["W"]]
    if better == worse or not {better.kind, worse.kind} <= set(COMPARED):
        return None
    if table.takes_back(sentence, match):
        return None
    return Said(better.entity_id, worse.entity_id, marked.words(sentence), pattern.name)
