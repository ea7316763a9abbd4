"""Every pattern finds its own examples, the right way round, and spares what it promises to."""

from __future__ import annotations

from functools import cache

import pyarrow as pa
import pytest

from campaign.comparison.sentences import LANGUAGES, Said, compare, hints, tables
from campaign.watchlist import Entity, Watchlist
from campaign.wording import Marks, Pattern, find_sentences, read_table

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


@cache
def said() -> dict[str, list[Said]]:
    """What is found in each example; all are read at once, as posts of a collection are."""
    texts = [filled(lang, text) for lang, _pattern, text in (*MATCHES, *SPARES)]
    found: dict[str, list[Said]] = {text: [] for text in texts}
    for place, each in compare(pa.array(texts), MARKS):
        found[texts[place]].append(each)
    return found


@pytest.mark.parametrize(("language", "pattern"), PATTERNS, ids=lambda x: getattr(x, "name", x))
def test_a_pattern_finds_its_examples(language: str, pattern: Pattern) -> None:
    for text in pattern.matches:
        found = [(each.better, each.worse) for each in said()[filled(language, text)]]
        assert (text, found) == (text, [("ent:one", "ent:other")])


@pytest.mark.parametrize(("language", "pattern"), PATTERNS, ids=lambda x: getattr(x, "name", x))
def test_a_pattern_itself_finds_its_examples(language: str, pattern: Pattern) -> None:
    texts = pa.array([filled(language, text) for text in pattern.matches])
    sentences = find_sentences(MARKS.mark(texts).texts, 2, hints())
    places = zip(sentences.text.tolist(), sentences.sentence.tolist(), strict=True)
    found = {text for text, s in places if pattern.finds.search(sentences.distinct[s])}
    assert found == set(range(len(pattern.matches)))


@pytest.mark.parametrize(("language", "pattern"), PATTERNS, ids=lambda x: getattr(x, "name", x))
def test_a_pattern_spares_what_it_must_not_find(language: str, pattern: Pattern) -> None:
    for text in pattern.spares:
        assert (text, said()[filled(language, text)]) == (text, [])


def test_names_of_patterns_are_unique() -> None:
    names = [pattern.name for table in tables() for pattern in table.patterns]
    assert len(names) == len(set(names))
