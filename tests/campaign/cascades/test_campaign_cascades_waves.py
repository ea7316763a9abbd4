"""Copies of a manuscript in waves."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from campaign.cascades.waves import WAVE_GAP_S, copy_steps
from tests.campaign.invented_collection import at
from vault.schema import TIME

COPIES = pa.schema(
    [
        ("manuscript_id", pa.string()),
        ("post_id", pa.string()),
        ("account_id", pa.string()),
        ("at", TIME),
        ("exact", pa.int64()),
        ("linked", pa.bool_()),
    ]
)
MEMBERS = pa.array(["x:1", "x:2", "x:3"])


def steps(*copies: tuple[str, str, float], exact: int = 1) -> list[dict[str, Any]]:
    """Return the steps of copies: manuscript, account, minutes."""
    rows = [
        {
            "manuscript_id": manuscript,
            "post_id": f"p{number}",
            "account_id": account,
            "at": at(0, minutes),
            "exact": exact,
            "linked": False,
        }
        for number, (manuscript, account, minutes) in enumerate(copies)
    ]
    table = pa.Table.from_pylist(rows, schema=COPIES)
    return copy_steps(table, MEMBERS, 2).to_pylist()


def test_silence_ends_a_wave_and_delays_count_from_its_first_copy() -> None:
    day = WAVE_GAP_S / 60 + 1
    found = steps(("m", "x:1", 0), ("m", "x:2", 5), ("m", "x:3", 5 + day), ("m", "x:1", 9 + day))
    assert [(row["wave"], row["leader"], row["delay"]) for row in found] == [
        (0, None, 0.0),
        (0, "x:1", 300.0),
        (1, None, 0.0),
        (1, "x:3", 240.0),
    ]
    assert [row["first"] for row in found] == [True, False, True, False]


def test_where_two_accounts_are_first_at_once_nobody_leads() -> None:
    found = steps(("m", "x:1", 0), ("m", "x:2", 0), ("m", "x:3", 3))
    assert {row["author"] for row in found} == {None}
    assert not any(row["first"] for row in found)


def test_times_that_are_days_give_neither_delays_nor_leaders() -> None:
    found = steps(("m", "x:1", 0), ("m", "x:2", 3), exact=86_400)
    assert {(row["author"], row["delay"]) for row in found} == {(None, None)}


def test_texts_that_one_member_copied_are_left_out_and_organic_copies_stay() -> None:
    found = steps(
        ("m", "x:1", 0), ("n", "x:1", 0), ("n", "x:2", 1), ("n", "x:9", 2), ("m", "x:8", 3)
    )
    assert {(row["root"], row["account_id"]) for row in found} == {
        ("n", "x:1"),
        ("n", "x:2"),
        ("n", "x:9"),
    }


def test_no_copies_make_no_steps() -> None:
    assert steps() == []
