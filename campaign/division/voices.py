"""How a post speaks of a community: as one of its fans, or against it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from campaign.watchlist import Entity, Watchlist
from campaign.wording import MARK, Marked, Marks, Table, read_table

FAN: Final = "fan"
ATTACK: Final = "attack"
LANGUAGES: Final = ("zh", "en")

_SCRIPTS = {"zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[A-Za-z]{2}")}
_TAGGED = re.compile(f"#([{MARK}])")
_FIRST_PERSON = re.compile(r"我们|咱们|俺们|\b(?:we|us|our|ours)\b", re.IGNORECASE)


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


def hints() -> str:
    """Return an expression in RE2's syntax: texts without a match have no voice."""
    return "|".join(table.hints for table in tables())


def voices_of(text: Marked, marks: Marks, communities: Communities) -> set[tuple[str, str]]:
    """Return (entity_id of a community, FAN or ATTACK) of a text.

    Who speaks of "us" under the hashtag of a community speaks as its fan. Who attacks a community
    is no fan of it in the same post, whatever else he says.
    """
    found = {
        (community, voice)
        for sentence in text.sentences()
        if sentence.names
        for entity_id, voice in _voices_in(sentence, marks)
        for community in communities.of.get(entity_id, ())
    }
    if _FIRST_PERSON.search(text.text):
        tagged = {marks.entity(mark).entity_id for mark in _TAGGED.findall(text.text)}
        found |= {
            (entity.entity_id, FAN) for entity in communities.all if entity.entity_id in tagged
        }
    attacked = {community for community, voice in found if voice == ATTACK}
    return {(c, voice) for c, voice in found if voice == ATTACK or c not in attacked}


def _voices_in(sentence: Marked, marks: Marks) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for table in tables():
        if not _SCRIPTS[table.language].search(sentence.text):
            continue
        for pattern in table.patterns:
            for match in pattern.finds.finditer(sentence.text):
                entity = marks.entity(match["M"])
                fits = not pattern.kinds or entity.kind in pattern.kinds
                if fits and not table.takes_back(sentence.text, match):
                    found.add((entity.entity_id, pattern.says))
    return found
