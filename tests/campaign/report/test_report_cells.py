import math
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.report.cells import plain, shown


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (None, "count", "–"),
        (math.nan, "ratio", "–"),
        (True, "text", "yes"),
        (1234567, "count", "1,234,567"),
        (0.375, "share", "38%"),
        (0.0, "share", "0%"),
        (1.0, "share", "100%"),
        (0.0002, "share", "0.02%"),
        (1e-9, "share", "< 0.001%"),
        (3.44, "ratio", "3.4×"),
        (math.inf, "ratio", "∞"),
        (1200.0, "ratio", "1,200×"),
        (2e-9, "p", "2e−9"),
        (0.031, "p", "0.031"),
        (0.0, "p", "< 1e−50"),
        (1.0, "p", "1"),
        (0.25, "seconds", "250 ms"),
        (200.0, "seconds", "3 min 20 s"),
        (-90.0, "seconds", "−1 min 30 s"),
        (200_000, "seconds", "2 d 7 h"),
        ("2025-03-01T10:00:00+02:00", "time", "2025-03-01 08:00:00"),
        ("not a time", "time", "not a time"),
        (1.23456, "number", "1.23"),
        (1.0, "unheard of", "1"),
    ],
)
def test_each_kind_is_shown_in_its_own_way(cell: object, kind: str, text: str):
    assert shown(cell, kind) == text  # type: ignore[arg-type]


def test_times_of_any_zone_are_shown_in_utc():
    east = timezone(timedelta(hours=8))
    assert shown(datetime(2025, 3, 1, 8, 0, 1, tzinfo=east), "time") == "2025-03-01 00:00:01"


@given(st.text())
def test_nothing_that_steers_is_left_in_a_plain_text(text: str):
    found = plain(text)
    assert not set(found) & set("\x00\x1b\r\n\t\u202e\u2066\u2028\ufeff")
    assert found == plain(found)


def test_emoji_that_are_joined_stay_joined():
    assert plain("👩\u200d🔧  ok") == "👩\u200d🔧 ok"
