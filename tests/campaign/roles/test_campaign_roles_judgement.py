"""Which role counts speak for."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from campaign.roles.judgement import ROLES, SURE, judge
from campaign.roles.roles import role_table

ACTS = {
    "seeded": 0,
    "lot": 0.0,
    "followed": 0,
    "commented": 0,
    "provoked": 0,
    "aside": 0,
    "received": 0,
    "median_delay": None,
    "followers": None,
    "many": None,
}
REALS = ("lot", "median_delay", "followers", "many")
SCHEMA = pa.schema(
    [
        ("subject", pa.string()),
        ("account_id", pa.string()),
        *(
            (
                name,
                pa.float64()
                if name in {"lot", "median_delay", "followers", "many"}
                else pa.int64(),
            )
            for name in ACTS
        ),
    ]
)


def acts(*members: dict[str, Any]) -> pa.Table:
    rows = [
        {"subject": "r", "account_id": f"x:{n}", **ACTS, **member}
        for n, member in enumerate(members)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@pytest.mark.parametrize(
    ("member", "role"),
    [
        ({"followed": 12}, "amplifier"),
        ({"commented": 9, "followed": 1}, "commenter"),
        ({"followed": 2}, "undecided"),
        ({"followed": 10, "commented": 10}, "undecided"),
        ({"seeded": 8, "lot": 0.4, "followed": 5}, "author"),
        ({"seeded": 8, "lot": 0.4, "followers": 90_000.0, "many": 2_000.0}, "front account"),
        ({"seeded": 8, "lot": 0.4, "followers": 100.0, "many": 2_000.0}, "author"),
        ({"seeded": 8, "lot": 0.4}, "author"),
        ({"seeded": 8, "lot": 0.4, "followed": 9, "followers": 9e4, "many": 2e3}, "author"),
        ({"seeded": 2, "lot": 0.1, "followers": 90_000.0, "many": 2_000.0}, "undecided"),
        ({"provoked": 9, "aside": 4, "followed": 20}, "provocateur"),
        ({"provoked": 9, "aside": 1, "followed": 20}, "amplifier"),
        ({"provoked": 100, "aside": 2}, "undecided"),
        ({}, "undecided"),
    ],
)
def test_counts_speak_for_a_role(member: dict[str, Any], role: str) -> None:
    assert judge(acts(member)).role.tolist() == [role]


def test_somebody_who_was_first_as_often_as_lots_would_have_it_is_no_author() -> None:
    by_lot = {"seeded": 4, "lot": 3.5, "followed": 20}
    assert judge(acts(by_lot)).role.tolist() == ["amplifier"]


def test_among_thousands_a_few_firsts_make_no_author() -> None:
    lucky = {"seeded": 3, "lot": 0.6, "followed": 20}
    others = [{"lot": 0.6, "followed": 20}] * 3_000
    assert judge(acts(lucky)).role.tolist() == ["author"]
    assert set(judge(acts(lucky, *others)).role.tolist()) == {"amplifier"}


def test_more_of_the_same_is_surer_and_every_role_told_is_sure_enough() -> None:
    verdicts = judge(acts({"followed": 3}, {"followed": 6}, {"followed": 30}, {"followed": 1}))
    few, more, many, unknown = verdicts.confidence.tolist()
    assert SURE <= few < more < many <= 1
    assert unknown != unknown


def test_every_reason_tells_the_counts_it_rests_on() -> None:
    table = role_table(
        acts(
            {"followed": 12, "median_delay": 300.0},
            {"commented": 9},
            {"followed": 1},
            {"followed": 10, "commented": 10},
            {"seeded": 8, "lot": 0.4},
            {"seeded": 8, "lot": 0.4, "followers": 9e4, "many": 2e3},
            {"provoked": 9, "aside": 4},
        )
    )
    reasons = dict(zip(table["role"].to_pylist(), table["reason"].to_pylist(), strict=True))
    assert set(reasons) == set(ROLES)
    assert "passed on 12 joint posts or texts, in the median 5 min after" in reasons["amplifier"]
    assert "commented under 9" in reasons["commenter"]
    assert "began 8" in reasons["author"]
    assert "0.4 would be expected by lot" in reasons["author"]
    assert "90,000 followers" in reasons["front account"]
    assert "9 attacks on communities, 4 of them on others" in reasons["provocateur"]


def test_too_little_is_said_to_be_too_little() -> None:
    reason = role_table(acts({"followed": 2}))["reason"].to_pylist()[0]
    assert reason.startswith("Too little is known")
    assert role_table(acts({"followed": 2}))["confidence"].to_pylist() == [None]
