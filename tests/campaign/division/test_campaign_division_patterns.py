"""Every pattern of voices finds its own examples and spares what it promises to."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pytest

from campaign.division.voices import LANGUAGES, Communities, hints, tables, voices_of
from campaign.watchlist import Entity, Watchlist
from campaign.wording import Marks, Pattern, find_sentences, read_table

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


@cache
def voices() -> dict[str, set[tuple[str, str]]]:
    """The voices of each example; all are read at once, as posts of a collection are."""
    texts = [filled(lang, text) for lang, _pattern, text in (*MATCHES, *SPARES)]
    found: dict[str, set[tuple[str, str]]] = {text: set() for text in texts}
    for place, voice in voices_of(pa.array(texts), MARKS, COMMUNITIES):
        found[texts[place]].add((voice.entity_id, voice.voice))
    return found


@pytest.mark.parametrize(("language", "pattern"), PATTERNS, ids=lambda x: getattr(x, "name", x))
def test_a_pattern_finds_its_examples(language: str, pattern: Pattern) -> None:
    for text in pattern.matches:
        found = voices()[filled(language, text)]
        assert (text, found) == (text, {("ent:club", pattern.says)})


@pytest.mark.parametrize(("language", "pattern"), PATTERNS, ids=lambda x: getattr(x, "name", x))
def test_a_pattern_itself_finds_its_examples(language: str, pattern: Pattern) -> None:
    texts = pa.array([filled(language, text) for text in pattern.matches])
    sentences = find_sentences(MARKS.mark(texts).texts, 1, hints())
    places = zip(sentences.text.tolist(), sentences.sentence.tolist(), strict=True)
    found = {text for text, s in places if pattern.finds.search(sentences.distinct[s])}
    assert found == set(range(len(pattern.matches)))


@pytest.mark.parametrize(("language", "pattern"), PATTERNS, ids=lambda x: getattr(x, "name", x))
def test_a_pattern_spares_what_it_must_not_find(language: str, pattern: Pattern) -> None:
    for text in pattern.spares:
        assert (text, ("ent:club", pattern.says) in voices()[filled(language, text)]) == (
            text,
            False,
        )


def test_names_of_patterns_are_unique() -> None:
    names = [pattern.name for table in tables() for pattern in table.patterns]
    assert len(names) == len(set(names))
