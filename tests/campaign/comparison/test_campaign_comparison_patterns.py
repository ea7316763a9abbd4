"""Every pattern finds its own examples, the right way round, and spares what it promises to."""

from __future__ import annotations

import re

import pytest

from campaign.comparison.sentences import LANGUAGES, compare, hints, tables
from campaign.watchlist import Entity, Watchlist
from campaign.wording import Marks, Pattern, read_table

WATCHED = Watchlist(
    entities=(
        Entity("ent:one", "云鹭", "brand", "own", ("云鹭", "Velmo")),
        Entity("ent:other", "沙狐", "brand", "competitor", ("沙狐", "Tarrin")),
    )
)
MARKS = Marks(WATCHED)
NAMES = {"zh": ("云鹭", "沙狐"), "en": ("Velmo", "Tarrin")}
PATTERNS = [
    (language, pattern)
    for language in LANGUAGES
    for pattern in read_table("campaign.comparison", language).patterns
]
MATCHES = [(lang, p, text) for lang, p in PATTERNS for text in p.matches]
SPARES = [(lang, p, text) for lang, p in PATTERNS for text in p.spares]


def filled(language: str, text: str) -> str:
    one, other = NAMES[language]
    for mark, name in (("{B}", one), ("{W}", other), ("{1}", one), ("{2}", other)):
        text = text.replace(mark, name)
    return text


@pytest.mark.parametrize(("language", "pattern", "text"), MATCHES, ids=lambda x: str(x)[:40])
def test_a_pattern_finds_its_examples(language: str, pattern: Pattern, text: str) -> None:
    sentence = filled(language, text)
    marked = MARKS.mark(sentence)
    assert any(pattern.finds.search(piece.text) for piece in marked.sentences())
    assert [(said.better, said.worse) for said in compare(marked, MARKS)] == [
        ("ent:one", "ent:other")
    ]


@pytest.mark.parametrize(("language", "pattern", "text"), SPARES, ids=lambda x: str(x)[:40])
def test_a_pattern_spares_what_it_must_not_find(language: str, pattern: Pattern, text: str) -> None:
    assert compare(MARKS.mark(filled(language, text)), MARKS) == []


@pytest.mark.parametrize(("language", "pattern", "text"), MATCHES, ids=lambda x: str(x)[:40])
def test_hints_pass_every_example(language: str, pattern: Pattern, text: str) -> None:
    assert re.search(hints(), filled(language, text).lower())


def test_names_of_patterns_are_unique() -> None:
    names = [pattern.name for table in tables() for pattern in table.patterns]
    assert len(names) == len(set(names))
