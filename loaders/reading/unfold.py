"""Records out of the values of a file, where a value holds many: pages, listings, threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from loaders.format import Located, Rejected


def unfold_each(
    items: Iterable[Located | Rejected], unfold: Callable[[Any], Iterable[Any]]
) -> Iterator[Located | Rejected]:
    """Yield what `unfold` finds in each value, at the offset of the value.

    A value that is nested too deeply for it is a reject; what was found in it before is kept.
    """
    for item in items:
        if isinstance(item, Rejected):
            yield item
            continue
        try:
            for inner in unfold(item.value):
                yield Located(item.offset, inner)
        except RecursionError:
            yield Rejected(item.offset, "the record is nested too deeply", None)
