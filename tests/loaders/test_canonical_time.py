from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.canonical.epoch import EPOCH, LAST_US, MICROSECOND, in_us
from loaders.canonical.time import Moment, moment
from loaders.records import BadRecord

CHINA = ZoneInfo("Asia/Shanghai")
CAPTURED = in_us(datetime(2025, 3, 5, 12, 30, 45, tzinfo=CHINA))  # a Wednesday


def told(text: str, *, captured_us: int | None = None) -> tuple[str, str]:
    """Return a time as China's clocks show it, and its precision."""
    found = moment(text, zone=CHINA, captured_us=captured_us)
    return (
        f"{(EPOCH + found.us * MICROSECOND).astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
        found.precision,
    )


NOON = "2025-03-01 12:00:00"
ABSOLUTE = {
    "2025-03-01T04:00:00Z": (NOON, "second"),
    "2025-03-01T04:00:00.000Z": (NOON, "second"),
    "2025-03-01T12:00:00+08:00": (NOON, "second"),
    "2025-03-01T12:00:00.0000000+08:00": (NOON, "second"),
    "2025-03-01 12:00:00": (NOON, "second"),
    "2025-03-01 12:00:00 +0800": (NOON, "second"),
    "2025-03-01 04:00:00 UTC": (NOON, "second"),
    "2025-02-28 23:00:00 EST": (NOON, "second"),
    "2025-03-01T04:00Z": (NOON, "minute"),
    "2025-03-01 12:00": (NOON, "minute"),
    "2025-03-01": ("2025-03-01 00:00:00", "day"),
    "20250301": ("2025-03-01 00:00:00", "day"),
    "202503011200": (NOON, "minute"),
    "20250301120005": ("2025-03-01 12:00:05", "second"),
    "1740801600": (NOON, "second"),
    "1740801600.0": (NOON, "second"),
    "1740801600000": (NOON, "second"),
    "1740801600000000": (NOON, "second"),
    "1740801600000000000": (NOON, "second"),
    "2025/3/1 12:00": (NOON, "minute"),
    "2025.3.1 12:00:00": (NOON, "second"),
    "2025年3月1日 12:00": (NOON, "minute"),
    "2025年03月01日 12:00:05": ("2025-03-01 12:00:05", "second"),
    "2025年3月1日12时5分": ("2025-03-01 12:05:00", "minute"),
    "2025年3月1日 下午3:05": ("2025-03-01 15:05:00", "minute"),
    "２０２５-03-01 12：00": (NOON, "minute"),
    "Sat Mar 01 12:00:00 +0800 2025": (NOON, "second"),
    "Sat Mar  1 12:00:00 2025": (NOON, "second"),
    "Sat Mar 01 12:00:00 CST 2025": (NOON, "second"),
    "Sat, 01 Mar 2025 04:00:00 GMT": (NOON, "second"),
    "Sat, 01 Mar 2025 12:00:00 +0800": (NOON, "second"),
    "01 Mar 2025 04:00 UT": (NOON, "minute"),
    "Saturday, 01-Mar-25 04:00:00 GMT": (NOON, "second"),
    "Mar 1, 2025": ("2025-03-01 00:00:00", "day"),
    "1 March 2025": ("2025-03-01 00:00:00", "day"),
    "March 1, 2025 at 12:00 PM": (NOON, "minute"),
    "Mar 1, 2025 · 4:00 AM UTC": (NOON, "minute"),
    "12:00 PM · Mar 1, 2025": (NOON, "minute"),
    "发布于 2025-03-01 12:00 广东": (NOON, "minute"),
}

RELATIVE = {
    "刚刚": ("2025-03-05 12:30:00", "minute"),
    "just now": ("2025-03-05 12:30:00", "minute"),
    "30秒前": ("2025-03-05 12:30:00", "minute"),
    "3分钟前": ("2025-03-05 12:27:00", "minute"),
    "3 minutes ago": ("2025-03-05 12:27:00", "minute"),
    "5m": ("2025-03-05 12:25:00", "minute"),
    "半小时前": ("2025-03-05 12:00:00", "minute"),
    "3小时前": ("2025-03-05 09:30:00", "day"),
    "2h": ("2025-03-05 10:30:00", "day"),
    "an hour ago": ("2025-03-05 11:30:00", "day"),
    "3天前": ("2025-03-02 00:00:00", "day"),
    "3天前 广东": ("2025-03-02 00:00:00", "day"),
    "1 day ago (edited)": ("2025-03-04 00:00:00", "day"),
    "今天 08:30": ("2025-03-05 08:30:00", "minute"),
    "今天08:30": ("2025-03-05 08:30:00", "minute"),
    "昨天 08:30:05": ("2025-03-04 08:30:05", "minute"),
    "昨天": ("2025-03-04 00:00:00", "day"),
    "前天 08:30": ("2025-03-03 08:30:00", "minute"),
    "Yesterday at 3:05 PM": ("2025-03-04 15:05:00", "minute"),
    "周二 12:00": ("2025-03-04 12:00:00", "minute"),
    "Monday at 9:00 AM": ("2025-03-03 09:00:00", "minute"),
    "12:29": ("2025-03-05 12:29:00", "minute"),
    "12:31": ("2025-03-04 12:31:00", "minute"),
    "03-01 12:00": (NOON, "minute"),
    "3月1日 12:00": (NOON, "minute"),
    "3月9日": ("2024-03-09 00:00:00", "day"),
    "12-31": ("2024-12-31 00:00:00", "day"),
    "02-29": ("2024-02-29 00:00:00", "day"),
    "Mar 5": ("2025-03-05 00:00:00", "day"),
    "Mar 6": ("2024-03-06 00:00:00", "day"),
    "编辑于 昨天 12:30 北京": ("2025-03-04 12:30:00", "minute"),
}


@pytest.mark.parametrize("text", ABSOLUTE)
def test_time_is_read_with_the_precision_of_its_source(text: str) -> None:
    assert told(text) == ABSOLUTE[text]


@pytest.mark.parametrize("text", ABSOLUTE)
def test_time_that_is_written_whole_needs_no_capture(text: str) -> None:
    assert told(text, captured_us=CAPTURED) == told(text)


@pytest.mark.parametrize("text", RELATIVE)
def test_time_that_counts_from_the_capture(text: str) -> None:
    assert told(text, captured_us=CAPTURED) == RELATIVE[text]


@pytest.mark.parametrize("text", RELATIVE)
def test_without_the_capture_the_option_is_named(text: str) -> None:
    with pytest.raises(BadRecord, match="--captured-at"):
        told(text)


def test_no_resolved_time_has_the_precision_of_a_second() -> None:
    assert {precision for _, precision in RELATIVE.values()} == {"minute", "day"}


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "0", "-1", "now or never", "12345", "2025-13-01", "2025-02-29 12:00", "02-30"),
        *("2025-03-01 25:00", "1970-01-01", "9999-01-01", "2025-03-01 12:00 XYZ", "半天前"),
        *("3/4/2025", "3/4", "2周前", "2 years ago", "3个月前", "5mo", "13:00 PM · Mar 5, 2025"),
    ],
)
def test_what_could_be_two_times_or_none_is_refused(text: str) -> None:
    with pytest.raises(BadRecord):
        told(text, captured_us=CAPTURED)


def test_a_day_begins_in_the_zone_of_the_source() -> None:
    late = in_us(datetime(2025, 3, 5, 23, tzinfo=UTC))  # the sixth, in China
    assert told("昨天", captured_us=late)[0] == "2025-03-05 00:00:00"
    utc = moment("昨天", zone=UTC, captured_us=late)
    assert utc == Moment(in_us(datetime(2025, 3, 4, tzinfo=UTC)), "day")


def test_cst_is_of_america_where_the_source_is_not_chinese() -> None:
    found = moment("Sat, 01 Mar 2025 12:00:00 CST", zone=UTC)
    assert found.us == in_us(datetime(2025, 3, 1, 18, tzinfo=UTC))


PIECES = st.sampled_from(
    [
        *"0123456789 :-/.TZ+年月日时分秒前天小今昨周",
        "ago",
        "Mar",
        "Sat",
        "PM",
        "UTC",
        "分钟",
        "\x00",
        "²",
        "٣",
    ]
)


@given(st.one_of(st.text(max_size=30), st.lists(PIECES, max_size=14).map("".join)))
def test_any_text_is_a_believable_time_or_refused(text: str) -> None:
    with contextlib.suppress(BadRecord):
        assert 0 < moment(text, zone=CHINA, captured_us=CAPTURED).us <= LAST_US


@given(st.integers(631_200_000, 4_133_000_000))
def test_iso_epoch_and_mail_tell_the_same_time(seconds: int) -> None:
    us = seconds * 1_000_000
    aware = EPOCH + us * MICROSECOND
    forms = (aware.isoformat(), str(us), f"{aware:%a, %d %b %Y %H:%M:%S +0000}")
    assert {moment(form, zone=CHINA) for form in forms} == {Moment(us, "second")}
