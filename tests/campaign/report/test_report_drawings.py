"""Charts, graphs and manuscripts as numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.report.arrows_picture import HEIGHT, MAX_NODES, WIDTH, picture
from campaign.report.bars_chart import MAX_BARS, sparkline, time_chart
from campaign.report.bars_chart import WIDTH as CHART_WIDTH
from campaign.report.spun_view import MAX_ALTERNATIVES, spun_view, view_of
from campaign.section import Arrows, Bars
from manuscripts.template import Fixed, Line, Slot, Template
from tests.campaign.report.hand_made import TEMPLATE

START = datetime(2025, 3, 1, tzinfo=UTC)


def bars(hours: list[int], values: list[float], marks: dict[str, str] | None = None) -> Bars:
    labels = tuple((START + timedelta(hours=hour)).isoformat() for hour in hours)
    return Bars("b", labels, {"posts": tuple(values)}, marks or {})


@given(st.lists(st.integers(0, 50_000), min_size=1, max_size=300, unique=True))
def test_a_chart_stays_in_its_frame_and_loses_no_count(hours: list[int]):
    chart = time_chart(bars(sorted(hours), [1.0] * len(hours)))
    assert chart is not None
    [panel] = chart.panels
    assert panel.total == len(hours)
    assert len(panel.bars) <= MAX_BARS + 1
    assert all(bar.x >= 0 and bar.x + bar.width <= CHART_WIDTH + 1 for bar in panel.bars)
    assert len(chart.ticks) <= 10
    assert all(0 <= tick.x <= CHART_WIDTH for tick in chart.ticks)


def test_steps_without_a_label_stay_empty():
    chart = time_chart(bars([0, 1, 9], [5.0, 5.0, 5.0]))
    assert chart is not None
    left, next_to_it, far = chart.panels[0].bars
    assert far.x - left.x == pytest.approx(9 * (next_to_it.x - left.x), rel=0.01)


def test_marks_beyond_the_bars_are_drawn_and_in_order():
    chart = time_chart(bars([0, 24], [1, 2], {"2025-03-09": "launch", "2025-02-20": "before"}))
    assert chart is not None
    assert [(mark.number, mark.text) for mark in chart.marks] == [(1, "before"), (2, "launch")]
    assert [mark.x for mark in chart.marks] == [0, CHART_WIDTH]


def test_names_are_no_axis_of_time():
    assert time_chart(Bars("b", ("under 1 min", "more"), {"": (1.0, 2.0)})) is None
    assert time_chart(Bars("b", (), {})) is None


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0], [1.0] * 1_000, [1e15, 1.0]])
def test_a_line_of_bars_is_short(values: list[float]):
    assert len(sparkline(values)) <= 60


def graph(nodes: int) -> Arrows:
    names = {str(n): f"node {n}" for n in range(nodes)}
    return Arrows(
        "g", names, tuple((a, b, float(int(a) + 1)) for a in names for b in names), "replies"
    )


@pytest.mark.parametrize("nodes", [1, 2, 3, 7, 40])
def test_a_graph_is_drawn_within_its_frame_always_the_same(nodes: int):
    drawn = picture(graph(nodes))
    assert drawn is not None
    assert drawn == picture(graph(nodes))
    assert len(drawn.dots) == min(nodes, MAX_NODES)
    assert drawn.nodes_left_out == nodes - len(drawn.dots)
    assert all(0 < dot.x < WIDTH and 0 < dot.y < HEIGHT for dot in drawn.dots)
    assert drawn.arrows_left_out == nodes * nodes - len(drawn.arrows)


def test_arrows_to_nodes_that_are_not_there_are_left_out_and_counted():
    drawn = picture(Arrows("g", {"a": "A", "b": "B"}, (("a", "b", 1.0), ("a", "c", 9.0)), "n"))
    assert drawn is not None
    assert (len(drawn.arrows), drawn.arrows_left_out) == (1, 1)
    assert picture(Arrows("g", {}, (), "n")) is None


def test_slots_are_numbered_through_all_lines():
    view = view_of(TEMPLATE)
    assert [slot.number for slot in view.slots] == [1, 2, 3, 4]
    assert [slot.text for slot in view.slots] == ["说句实话", "S7", "不行", "…"]
    assert [a.text for a in view.slots[1].alternatives] == ["S7", "新车", "(nothing)"]
    assert view.slots[3].left_out == 86
    assert [line.share for line in view.lines] == [1.0, 0.12]


def test_a_giant_template_is_bounded_and_says_what_is_left_out():
    slot = Slot(tuple((f"{n}" * 5_000, 1) for n in range(500)), 9_000)
    view = view_of(Template(tuple(Line((Fixed("x" * 100_000), slot), 1) for _ in range(200)), 1))
    assert view.lines_left_out == 140
    assert len(view.lines[0].pieces[0].text) == 600
    assert len(view.slots[0].alternatives) == MAX_ALTERNATIVES
    assert view.slots[0].left_out == 9_000 - MAX_ALTERNATIVES


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"lines": 3}', "null"])
def test_a_template_that_cannot_be_read_is_none(text: str | None):
    assert spun_view(text) is None


def test_empty_slots_and_no_copies_are_no_error():
    view = view_of(Template((Line((Slot((), 0),), 0),), 0))
    assert view.slots[0].text == "(nothing)"
    assert view.lines[0].share == 0.0
