from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from graph.ahead import ahead


def test_items_keep_their_order() -> None:
    assert list(ahead(range(1000))) == list(range(1000))


def test_an_error_of_the_source_comes_after_what_it_made() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    found = ahead(source())
    assert next(found) == 1
    with pytest.raises(ValueError, match="broken"):
        next(found)


def test_no_thread_is_left_when_the_consumer_stops_early() -> None:
    before = threading.active_count()
    found = ahead(iter(range(10**9)))
    assert next(found) == 0
    found.close()
    assert threading.active_count() == before


def test_no_more_than_the_depth_is_made_before_it_is_wanted() -> None:
    made: list[int] = []

    def source() -> Iterator[int]:
        for n in range(100):
            made.append(n)
            yield n

    found = ahead(source(), depth=2)
    assert next(found) == 0
    assert len(made) <= 5
    assert list(found) == list(range(1, 100))
