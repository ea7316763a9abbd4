"""How a post speaks of a community: as one of its fans, or against it."""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported: the checker cannot see them.

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from campaign.watchlist import Entity, Watchlist
from campaign.wording import MARK, Marked, Marks, Table, batches, find_sentences, read_table

FAN: Final = "fan"
ATTACK: Final = "attack"
LANGUAGES: Final = ("zh", "en")

_SCRIPTS = {"zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[A-Za-z]{2}")}
_TAGGED = re.compile(f"#([{MARK}])")
_FIRST_PERSON = r"(?i)我们|咱们|俺们|\b(?:we|us|our|ours)\b"


@dataclass(frozen=True, slots=True)
class Voice:
    """How somebody speaks: `entity_id` of a community, and FAN or ATTACK."""

    entity_id: str
    voice: str


@dataclass(frozen=True, slots=True)
class Communities:
    """The fan communities of a watch list.

    Attributes:
        all: In the order of the list.
        of: entity_id of a community, or of what communities are of -> the communities.
    """

    all: tuple[Entity, ...]
    of: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, watchlist: Watchlist, marks: Marks) -> Communities:
        """Return the communities of a watch list; fans of a product are those of its brand."""
        known = {entity.entity_id for entity in watchlist.entities}
        of: dict[str, tuple[str, ...]] = {}
        found = watchlist.of_kind("community")
        for entity in found:
            of[entity.entity_id] = (entity.entity_id,)
        for entity in found:
            if entity.of in known:
                root = marks.root(entity.of)
                of[root] = (*of.get(root, ()), entity.entity_id)
        return cls(found, of)


@cache
def tables() -> tuple[Table, ...]:
    """Return the patterns of each language."""
    return tuple(read_table("campaign.division", language) for language in LANGUAGES)


@cache
def hints() -> str:
    """Return an expression in RE2's syntax: texts without a match have no voice."""
    return "|".join(table.hints for table in tables())


def voices_of(texts: pa.Array, marks: Marks, communities: Communities) -> list[tuple[int, Voice]]:
    """Return (number of the text, in which voice it speaks of whom), by text.

    Who speaks of "us" under the hashtag of a community speaks as its fan. Who attacks a community
    is no fan of it in the same text, whatever else he says.
    """
    return [
        (start + text, voice)
        for start, batch in batches(texts)
        for text, voice in _voices_of_batch(batch, marks, communities)
    ]


def _voices_of_batch(
    texts: pa.Array, marks: Marks, communities: Communities
) -> list[tuple[int, Voice]]:
    marked = marks.mark(texts)
    sentences = find_sentences(marked.texts, 1, hints())
    of_sentence = [_voices_in(sentence, marked, communities) for sentence in sentences.distinct]
    found: dict[int, set[Voice]] = {}
    for text, sentence in zip(sentences.text.tolist(), sentences.sentence.tolist(), strict=True):
        if of_sentence[sentence]:
            found.setdefault(text, set()).update(of_sentence[sentence])
    for text, community in _in_colours(marked, communities):
        found.setdefault(text, set()).add(Voice(community, FAN))
    return [(text, voice) for text in sorted(found) for voice in _consistent(found[text])]


def _consistent(voices: set[Voice]) -> list[Voice]:
    attacked = {voice.entity_id for voice in voices if voice.voice == ATTACK}
    kept = {v for v in voices if v.voice == ATTACK or v.entity_id not in attacked}
    return sorted(kept, key=lambda voice: (voice.entity_id, voice.voice))


def _voices_in(sentence: str, marked: Marked, communities: Communities) -> set[Voice]:
    found: set[Voice] = set()
    for table in tables():
        if not _SCRIPTS[table.language].search(sentence):
            continue
        for pattern in table.patterns:
            for match in pattern.finds.finditer(sentence):
                entity = marked.owners[match["M"]]
                fits = not pattern.kinds or entity.kind in pattern.kinds
                if fits and not table.takes_back(sentence, match):
                    of = communities.of.get(entity.entity_id, ())
                    found |= {Voice(community, pattern.says) for community in of}
    return found


def _in_colours(marked: Marked, communities: Communities) -> Iterator[tuple[int, str]]:
    """Yield the texts that speak of "us" under the hashtag of a community, with that community."""
    both = pc.and_(
        pc.match_substring_regex(marked.texts, f"#[{MARK}]"),
        pc.match_substring_regex(marked.texts, _FIRST_PERSON),
    )
    places = pc.indices_nonzero(both)
    known = {entity.entity_id for entity in communities.all}
    for place, text in zip(places.to_pylist(), marked.texts.take(places).to_pylist(), strict=True):
        for mark in _TAGGED.findall(text):
            if marked.owners[mark].entity_id in known:
                yield place, marked.owners[mark].entity_id
