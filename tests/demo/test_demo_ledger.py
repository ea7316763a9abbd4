from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from demo.clock import DAY_S, HOURS, ZONE_H, Period, after_sleep, lag, waking_times
from demo.ledger import NONE, Kind, Ledger
from demo.options import CampaignOptions
from demo.voices import Voice


def test_posts_come_out_in_order_of_time_and_keep_what_they_refer_to() -> None:
    ledger = Ledger()
    late, early = ledger.add([50, 10], [1, 2], Kind.ORIGINAL, Voice.CHAT)
    ledger.add([60, 20], [3, 4], Kind.REPOST, Voice.SILENT, target=[late, early])
    times = ledger.close(0, 100)
    assert times.at.tolist() == [10, 20, 50, 60]
    assert times.target.tolist() == [NONE, 0, NONE, 2]
    assert times.account.tolist() == [2, 4, 1, 3]


def test_what_lies_outside_the_period_is_left_out_with_all_that_refers_to_it() -> None:
    ledger = Ledger()
    rows = ledger.add([5, 99], [1, 1], Kind.ORIGINAL, Voice.CHAT)
    ledger.add([20, 100], [2, 2], Kind.REPLY, Voice.REPLY, target=rows)
    assert len(ledger.close(10, 100)) == 1


def test_an_answer_never_comes_before_the_question() -> None:
    ledger = Ledger()
    row = ledger.add([50], [1], Kind.ORIGINAL, Voice.CHAT)
    ledger.add([50, 51], [2, 2], Kind.REPLY, Voice.REPLY, target=row[0])
    assert ledger.close(0, 100).at.tolist() == [50, 51]


def test_a_second_repost_by_the_same_account_is_left_out() -> None:
    ledger = Ledger()
    row = ledger.add([10], [1], Kind.ORIGINAL, Voice.CHAT)
    ledger.add([20, 30, 40], [2, 2, 3], Kind.REPOST, Voice.SILENT, target=row[0])
    assert ledger.close(0, 100).at.tolist() == [10, 20, 40]


def test_people_sleep() -> None:
    period = Period.of(CampaignOptions())
    platform = np.repeat([0, 1], 20_000)
    at = waking_times(period, platform, np.random.default_rng(1))
    local_h = (at // 3600 + ZONE_H[platform]) % 24
    counts = np.bincount(local_h.astype(int), minlength=24)
    assert counts[2:6].sum() < counts[20:22].sum() / 2
    assert abs(counts[21] / len(at) - HOURS[21] / HOURS.sum()) < 0.01


def test_the_launch_lies_in_the_middle() -> None:
    period = Period.of(CampaignOptions(days=45))
    assert abs((period.launch - period.start) / (period.end - period.start) - 0.5) < 0.02


@given(st.integers(0, 1000))
def test_sleep_only_delays_and_by_less_than_a_day(seed: int) -> None:
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 10 * DAY_S, 200)
    later = after_sleep(at, np.zeros(200, dtype=np.int64), rng)
    assert (later >= at).all()
    assert (later - at < DAY_S).all()


def test_the_median_of_a_lag_is_the_one_asked_for() -> None:
    found = lag(600.0, 1.0, 20_001, np.random.default_rng(0))
    assert abs(np.median(found) / 600 - 1) < 0.05
    assert found.min() >= 1
