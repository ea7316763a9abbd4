from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collect.failures import Temporary, refusal
from collect.waiting import LONGEST_ASKED_S, Backoff, asked_wait
from marionet.errors import CollectError

NOW_S = 1_740_830_400.0  # 2025-03-01 12:00 UTC


def test_delays_double_up_to_the_maximum() -> None:
    backoff = Backoff(Random(1), first_s=1, most_s=10)
    delays = [backoff.next() for _ in range(6)]
    for delay, step in zip(delays, (1, 2, 4, 8, 10, 10), strict=True):
        assert step / 2 <= delay <= step


def test_delays_begin_anew_when_the_source_works() -> None:
    backoff = Backoff(Random(1))
    for _ in range(20):
        backoff.next()
    backoff.reset()
    assert backoff.next() <= 1


def test_what_the_server_asks_for_is_the_least() -> None:
    assert Backoff(Random(1)).next(77.0) == 77.0


@given(st.integers(0, 10_000))
def test_delays_stay_below_the_maximum(failures: int) -> None:
    backoff = Backoff(Random(failures), most_s=300)
    backoff.failures = failures
    assert 0 < backoff.next() <= 300


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Sat, 01 Mar 2025 12:00:30 GMT"}, 30.0),
        ({"retry-after": "Sat, 01 Mar 2025 11:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "99999999"}, LONGEST_ASKED_S),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2025-03-01T12:05:00.000Z"}, 300.0),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1740830460"}, 60.0),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset": "1740830460"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "?"}, None),
        (
            {"retry-after": "5", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1740830460"},
            60.0,
        ),
    ],
)
def test_wait_is_read_from_the_headers(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_wait(headers, NOW_S) == seconds


@given(st.text(), st.text())
def test_no_header_ends_in_an_error(retry: str, reset: str) -> None:
    headers = {"retry-after": retry, "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}
    wait = asked_wait(headers, NOW_S)
    assert wait is None or 0 <= wait <= LONGEST_ASKED_S


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 530])
def test_what_passes_is_temporary(status: int) -> None:
    assert isinstance(refusal("a.example", status, {}, NOW_S), Temporary)


@pytest.mark.parametrize("status", [204, 302, 400, 401, 403, 404, 405, 410, 418, 451])
def test_what_does_not_pass_is_said_once(status: int) -> None:
    error = refusal("a.example", status, {}, NOW_S)
    assert isinstance(error, CollectError)
    assert f"a.example answered {status}" in error.message
