from datetime import UTC, datetime

import pytest

from api.views import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (12_345, "12,345"),
        (2.0, "2"),
        (2.5, "2.5"),
        (None, "–"),
        ("7", "–"),
        (True, "–"),
    ],
)
def test_numbers_have_thousands_separators(value, text):
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "< 1e-99"),
        (3e-41, "3e−41"),
        (0.0009, "9e−4"),
        (0.0301, "0.03"),
        (1.0, "1"),
        (None, "–"),
    ],
)
def test_small_chances_keep_their_order_of_magnitude(value, text):
    assert words.q_value(value) == text


def test_a_score_is_never_rounded_up_to_certainty():
    assert words.score(0.9999) == "0.99+"
    assert words.score(1) == "1.00"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2024-12-03T08:00:00Z", "2024-12-03T09:00:00Z", "3 Dec 2024"),
        ("2024-12-03T08:00:00Z", "2024-12-09T09:00:00Z", "3 – 9 Dec 2024"),
        ("2024-11-03T08:00:00Z", "2024-12-09T09:00:00Z", "3 Nov – 9 Dec 2024"),
        ("2024-11-03T08:00:00Z", "2025-01-09T09:00:00Z", "3 Nov 2024 – 9 Jan 2025"),
        (None, None, "–"),
        ("no time", "2025-01-09", "9 Jan 2025"),
    ],
)
def test_a_period_repeats_nothing(first, last, text):
    assert words.period(first, last) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.25, "250 ms"),
        (59, "59 s"),
        (3600, "1 h"),
        (200, "3 min 20 s"),
        (190_000, "2 d 4 h"),
        (None, "–"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds, text):
    assert words.duration(seconds) == text


def test_moments_are_read_as_utc():
    assert words.moment("2025-01-01T10:00:00+08:00") == datetime(2025, 1, 1, 2, tzinfo=UTC)
    assert words.moment("2025-01-01T10:00:00") == datetime(2025, 1, 1, 10, tzinfo=UTC)
    assert words.moment("soon") is None


def test_signals_are_listed_by_their_number_of_bursts():
    assert words.signal_counts('{"co_url": 2, "text": 9}') == [("text", 9), ("co_url", 2)]
    assert words.signal_counts("not json") == []
    assert words.signal_counts("[1]") == []


def test_an_account_is_called_by_the_first_name_it_has():
    assert words.account_title({"name": " ", "handle": "ann", "account_id": "x:1"}) == "ann"
    assert words.account_title({"name": None, "handle": None, "account_id": "x:1"}) == "x:1"


def test_a_cut_text_says_that_it_is_cut():
    assert words.shorten("a  b\nc", 5) == "a b c"
    assert words.shorten("abcdef", 4) == "abc…"
    assert len(words.shorten("汉" * 500, 120)) == 120


def test_gap_is_no_more_exact_than_its_times() -> None:
    assert words.gap(3, ("second", "second")) == "+3 s"
    assert words.gap(0, ("minute", "second")) == "the same minute"
    assert words.gap(120, ("minute", "minute")) == "about +2 min"
    assert words.gap(0, ("second", "day")) == "the same day"
    assert words.gap(None, ("second", "second")) == words.DASH
