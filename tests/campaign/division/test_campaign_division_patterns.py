"""Every pattern of voices finds its own examples and spares what it promises to."""

from __future__ import annotations

import re

import pytest

from campaign.division.voices import LANGUAGES, Communities, hints, tables, voices_of
from campaign.watchlist import Entity, Watchlist
from campaign.wording import Marks, Pattern, read_table

WATCHED = Watchlist(
    entities=(
        Entity("ent:car", "云鹭", "product", "own", ("云鹭", "Velmo")),
        Entity("ent:club", "云鹭会", "community", "own", ("云鹭会", "Velmo Circle"), "ent:car"),
    )
)
MARKS = Marks(WATCHED)
COMMUNITIES = Communities.read(WATCHED, MARKS)
NAMES = {"zh": ("云鹭会", "云鹭"), "en": ("Velmo Circle", "Velmo")}
PATTERNS = [
    (language, pattern)
    for language in LANGUAGES
    for pattern in read_table("campaign.division", language).patterns
]
MATCHES = [(lang, p, text) for lang, p in PATTERNS for text in p.matches]
SPARES = [(lang, p, text) for lang, p in PATTERNS for text in p.spares]


def filled(language: str, text: str) -> str:
    club, product = NAMES[language]
    return text.replace("{M}", club).replace("{P}", product)


def voices(text: str) -> set[tuple[str, str]]:
    return voices_of(MARKS.mark(text), MARKS, COMMUNITIES)


@pytest.mark.parametrize(("language", "pattern", "text"), MATCHES, ids=lambda x: str(x)[:40])
def test_a_pattern_finds_its_examples(language: str, pattern: Pattern, text: str) -> None:
    sentence = filled(language, text)
    marked = MARKS.mark(sentence)
    assert any(pattern.finds.search(piece.text) for piece in marked.sentences())
    assert voices(sentence) == {("ent:club", pattern.says)}
    assert re.search(hints(), sentence.lower())


@pytest.mark.parametrize(("language", "pattern", "text"), SPARES, ids=lambda x: str(x)[:40])
def test_a_pattern_spares_what_it_must_not_find(language: str, pattern: Pattern, text: str) -> None:
    assert ("ent:club", pattern.says) not in voices(filled(language, text))


def test_names_of_patterns_are_unique() -> None:
    names = [pattern.name for table in tables() for pattern in table.patterns]
    assert len(names) == len(set(names))
