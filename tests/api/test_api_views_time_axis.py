from hypothesis import given
from hypothesis import strategies as st

from api.views.time_axis import MAX_BARS, burst_axis, span_bar, timeline


def test_bars_of_one_day_are_stacked_and_fill_the_height():
    rows = [
        {"at": "2025-01-01T00:00:00Z", "signal": "text", "posts": 30},
        {"at": "2025-01-01T00:00:00Z", "signal": "co_url", "posts": 10},
        {"at": "2025-01-05T00:00:00Z", "signal": "text", "posts": 20},
    ]
    axis = timeline(rows, width=1400, height=100)
    assert axis is not None
    assert {(bar.signal, bar.y, bar.height) for bar in axis.bars} == {
        ("co_url", 75, 25),
        ("text", 0, 75),
        ("text", 50, 50),
    }
    assert axis.top == 40
    assert axis.unit == "day"


def test_a_long_time_has_no_more_bars_than_can_be_told_apart():
    rows = [{"at": f"{year}-06-01T00:00:00Z", "posts": 1} for year in range(1990, 2020)]
    axis = timeline(rows)
    assert axis is not None
    assert len({bar.x for bar in axis.bars}) <= MAX_BARS
    assert next(tick.label for tick in axis.ticks) == "1 Jan 1995"


def test_nothing_dated_makes_no_axis():
    assert timeline([{"at": None, "posts": 3}]) is None
    assert burst_axis([]) is None


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=60))
def test_dots_stay_inside_the_drawing_whatever_the_times(seconds):
    posts = [
        {"at": f"{1 + s // 31_622_400 % 9998:04}-01-01T00:00:{s % 60:02}Z", "account_id": "x:1"}
        for s in seconds
    ]
    axis = burst_axis(posts, width=600, height=50)
    assert axis is not None
    assert len(axis.dots) == len(posts)
    assert all(0 <= dot.x <= 600 and 0 <= dot.y <= 50 for dot in axis.dots)
    assert all(0 <= tick.x <= 600 for tick in axis.ticks)


def test_dots_of_others_are_told_apart_from_members():
    posts = [
        {"at": "2025-01-01T00:00:00Z", "account_id": "x:1", "member": True},
        {"at": "2025-01-01T00:01:00Z", "account_id": "x:2", "member": False},
    ]
    axis = burst_axis(posts)
    assert axis is not None
    assert [dot.member for dot in axis.dots] == [True, False]
    assert axis.dots[1].tip == "2025-01-01 00:01:00 (+1 min) x:2"


def test_a_span_is_drawn_where_it_lies_and_never_too_thin_to_see():
    bar = span_bar("2025-01-06", "2025-01-06", "2025-01-01", "2025-01-11", width=100)
    assert bar == (50.0, 53.0)
    assert span_bar(None, None, "2025-01-01", "2025-01-11") is None
