"""A watch list in memory."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

KINDS = ("brand", "product", "person", "community", "term", "event")
SIDES = ("own", "competitor", "other")


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something that posts may name.

    Attributes:
        entity_id: `ent:` and the slug of its name.
        name: Its name, for people.
        kind: brand, product, person, community, term or event.
        side: own, competitor or other; None for terms and events.
        aliases: All that it is called, its name included, without repetition.
        of: entity_id of what it belongs to: the brand of a product, the idol of a community.
        explanation: What a term of the trade means; courts ask for it.
        at: When an event happens, UTC.
        excluded: Longer words that hold one of its aliases and do not mean it.
    """

    entity_id: str
    name: str
    kind: str
    side: str | None = None
    aliases: tuple[str, ...] = ()
    of: str | None = None
    explanation: str | None = None
    at: datetime | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watchlist:
    """What to look for.

    Attributes:
        name: Of the list, for people.
        entities: In the order of the file.
        source: The bytes of the file.
        zone: Name of the zone in which its days are meant; empty: UTC.
    """

    name: str = ""
    entities: tuple[Entity, ...] = ()
    source: bytes = b""
    zone: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the file; empty for an empty list."""
        return hashlib.sha256(self.source).hexdigest() if self.source else ""

    def of_kind(self, *kinds: str) -> tuple[Entity, ...]:
        """Return the entities of some kinds."""
        return tuple(entity for entity in self.entities if entity.kind in kinds)
