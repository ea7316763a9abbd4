"""What may be wrong with a watch list that can be read: names that will be found too often."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.watchlist.form import name_forms
from campaign.watchlist.model import Entity, Watchlist

SHOWN = 20


def doubts(watchlist: Watchlist) -> list[str]:
    """Return what to look at, for people; at most SHOWN, and how many more there are."""
    found = [doubt for entity in watchlist.entities for doubt in _of_entity(entity)]
    more = len(found) - SHOWN
    return [*found[:SHOWN], f"and {more:,} more like these"] if more > 0 else found


def _of_entity(entity: Entity) -> Iterator[str]:
    for alias, form in zip(entity.aliases, name_forms(list(entity.aliases)), strict=True):
        if form.isascii() and form.isdigit():
            yield f"{entity.name}: {alias!r} is a number, and prices and dates hold it as well"
        elif form.isascii() and len(form) <= 2:
            yield f"{entity.name}: {alias!r} is short; it is found as a word of its own only"
        elif not form.isascii() and len(form) == 1:
            yield f"{entity.name}: {alias!r} is one character, which many other words hold"
    if entity.kind == "term" and not entity.explanation:
        yield f"{entity.name}: a term without `means:`; courts ask what it means"
    if entity.kind == "community" and entity.of is None:
        yield f"{entity.name}: a community without `of:`; whose it is stays unknown"
