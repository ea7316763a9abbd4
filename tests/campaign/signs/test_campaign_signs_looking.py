"""Signs of fake accounts: counted in rings and among organic accounts, never deciding."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaign.part import Findings
from campaign.parts.signs import PART
from campaign.signs.looking import is_striking, look, signs
from campaign.signs.shares import compared, is_known_enough
from tests.campaign.invented_collection import Invented, at
from vault.study_schema import STUDY

Tables = dict[str, list[dict[str, Any]]]
ORGANIC = 240
MEMBERS = 30
RING = tuple(f"x:{900_000 + n}" for n in range(MEMBERS))
NAMES = ("amelia", "benjamin", "charlotte", "dominique", "eleanore", "frederic", "gabriella")


def _id(n: int) -> str:
    return f"x:{1000 + 3000 * n + n * n % 701}"


def _crowd(invented: Invented) -> None:
    """240 organic accounts that live by day, have names, friends and pictures."""
    for n in range(ORGANIC):
        name = f"{NAMES[n % 7]}{NAMES[(n // 7) % 7]}"
        account = invented.account(
            _id(n),
            handle=name,
            bio="likes tea" if n % 3 else "",
            followers=10 + n,
            verified=n % 20 == 0,
            avatar=f"https://img.example/{n if n % 4 else 'plain'}.png?size=1",
            created_at=at(-2000 + 7 * n, n),
        )
        for k in range(22):
            gap = (n * 7 + k * k * 13) % 700
            client = ("phone", "web", "tablet")[(n + k * (n % 3)) % 3]
            invented.post(account, "life", at(k, gap), client=client)


def _ring(invented: Invented, **columns: Any) -> None:
    """30 members of a batch, who post every ten minutes at night from one program."""
    for n, account in enumerate(RING):
        row: dict[str, Any] = {
            "handle": f"qzxvkwjq{n:07}",
            "bio": "",
            "followers": 0,
            "verified": False,
            "avatar": "https://img.example/flag.png",
            "created_at": at(-30, n),
        }
        invented.account(account, **{**row, **columns})
        for k in range(22):
            post = {"client": "desk", "repost_of": "x:p00001"}
            invented.post(account, "go", at(5, 960 + 10 * k + n / 60), **post)
    invented.ring("ring-01", *RING)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    invented = Invented(tmp_path_factory.mktemp("signs"))
    _crowd(invented)
    _ring(invented)
    return invented.findings(PART)


@pytest.fixture(scope="module")
def seen(findings: Findings) -> Tables:
    return {name: findings.rows(name) for name in PART.tables}


def _whole(seen: Tables, subject: str = "ring-01") -> dict[str, dict[str, Any]]:
    rows = seen["fake_signs"]
    return {r["sign"]: r for r in rows if r["subject"] == subject and r["value"] is None}


PLANTED = {
    *("registration_batch", "registration_hour", "ids_in_row", "name_pattern", "number_suffix"),
    *("random_name", "shared_avatar", "no_followers", "no_bio", "one_client", "night"),
    *("regular_intervals", "young", "only_reposts"),
}


@pytest.mark.parametrize("sign", sorted(PLANTED))
def test_a_planted_sign_is_found_in_the_members(seen: Tables, sign: str) -> None:
    row = _whole(seen)[sign]
    assert row["share"] >= 0.9
    assert is_striking(row)
    assert row["organic_share"] < row["share"]


def test_signs_that_were_not_planted_are_told_and_not_striking(seen: Tables) -> None:
    whole = _whole(seen)
    assert set(whole) == {sign.name for sign in signs()}
    assert {name for name, row in whole.items() if not is_striking(row)} == {
        "default_avatar",
        "unverified",
    }


def test_the_picture_that_many_organic_accounts_have_is_a_default(seen: Tables) -> None:
    row = _whole(seen)["default_avatar"]
    assert (row["members"], row["organic"]) == (0, ORGANIC / 4)


def test_what_members_share_is_named(seen: Tables) -> None:
    values = {r["sign"]: r["value"] for r in seen["fake_signs"] if r["value"] is not None}
    assert values["one_client"] == "desk"
    assert values["shared_avatar"] == "https://img.example/flag.png"


def test_members_have_their_striking_signs_and_organic_accounts_have_none(seen: Tables) -> None:
    rows = [row for row in seen["account_signs"] if row["subject"] == "ring-01"]
    assert {row["account_id"] for row in rows} == set(RING)
    assert {row["sign"] for row in rows} == PLANTED
    young = {row["value"] for row in rows if row["sign"] == "young"}
    assert young <= {"35 days", "36 days"}


def test_the_run_as_a_whole_is_a_subject(seen: Tables) -> None:
    subjects = {row["subject"] for row in seen["fake_signs"]}
    assert len(subjects) == 2
    (whole,) = subjects - {"ring-01"}
    assert _whole(seen, whole)["young"]["members"] == MEMBERS


def test_a_ring_like_everybody_else_has_no_striking_sign(invented: Invented) -> None:
    _crowd(invented)
    invented.ring("ring-01", *(_id(n) for n in range(0, ORGANIC, 11)))
    with invented.case() as case:
        tables = look(case)
    assert tables["account_signs"].num_rows == 0


def test_what_is_not_known_is_not_a_sign(invented: Invented) -> None:
    for n in range(40):
        invented.account(f"x:{n}", handle=None, followers=None, bio=None)
        invented.post(f"x:{n}", "hello", at(0, n), client=None)
    invented.ring("ring-01", *(f"x:{n}" for n in range(10)))
    with invented.case() as case:
        rows = look(case)["fake_signs"].to_pylist()
    assert rows == []


def test_members_of_whom_nothing_is_loaded_are_no_error(invented: Invented) -> None:
    invented.post("x:1", "hello", at(0))
    invented.ring("ring-01", "x:77", "x:78")
    with invented.case() as case:
        assert look(case)["fake_signs"].num_rows == 0


def test_without_organic_accounts_shares_have_no_ratio(invented: Invented) -> None:
    for n in range(20):
        invented.account(f"x:{n}", followers=0, created_at=at(-10))
        invented.post(f"x:{n}", "hello", at(0, n))
    invented.ring("ring-01", *(f"x:{n}" for n in range(20)))
    findings = invented.findings(PART)
    rows = {row["sign"]: row for row in findings.rows("fake_signs", "ring-01")}
    assert (rows["no_followers"]["share"], rows["no_followers"]["ratio"]) == (1.0, None)
    assert findings.rows("account_signs") == []
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert "too few organic accounts" in section.told[-1]


def test_organic_accounts_of_other_platforms_are_not_compared_with(invented: Invented) -> None:
    for n in range(60):
        invented.account(f"weibo:{n}", followers=900)
        invented.account(f"x:{n}", followers=0)
    invented.ring("ring-01", *(f"x:{n}" for n in range(20)))
    with invented.case() as case:
        rows = {row["sign"]: row for row in look(case)["fake_signs"].to_pylist()}
    row = rows["no_followers"]
    assert (row["organic_known"], row["organic_share"]) == (40, 1.0)


def test_a_section_tells_striking_signs_with_their_innocent_bearers(findings: Findings) -> None:
    section = PART.section(findings, "ring-01")
    assert section is not None
    assert any("say nothing about themselves" in told for told in section.told)
    assert any("none decides" in limit for limit in section.limits)


@pytest.mark.parametrize(
    ("known", "members", "enough"),
    [
        (4, 4, False),
        (5, 8, True),
        (5, 30, False),
        (6, 30, True),
        (20, 10_000, True),
        (19, 500, False),
    ],
)
def test_a_share_is_told_of_twenty_members_or_a_fifth(
    known: int, members: int, enough: bool
) -> None:
    assert is_known_enough(known, members) is enough


def test_a_ratio_has_an_interval_around_it_and_a_chance() -> None:
    row = compared(50, 100, 50, 1000)
    assert row["ratio"] == pytest.approx(10, rel=0.02)
    assert row["low"] < 10 < row["high"]
    assert row["p"] < 1e-20


def test_of_what_no_organic_account_has_only_the_lower_end_is_known() -> None:
    row = compared(50, 100, 0, 1000)
    assert (row["ratio"], row["high"]) == (None, None)
    assert row["low"] > 10


def test_what_no_member_has_has_no_ratio() -> None:
    assert compared(0, 100, 10, 1000)["ratio"] is None
    assert compared(0, 100, 10, 1000)["p"] == 1


def test_signs_have_names_orders_and_limits_of_their_own() -> None:
    assert len({sign.name for sign in signs()}) == len(signs())
    assert len({sign.order for sign in signs()}) == len(signs())
    for sign in signs():
        assert sign.limits
        assert sign.known
        assert (sign.seen is None) != (sign.shared is None)


def test_signs_flag_nobody(invented: Invented) -> None:
    assert set(PART.tables) == {"fake_signs", "account_signs"}
    assert "tier" not in STUDY["fake_signs"].names
    invented.account("x:1", created_at=at(0) - timedelta(days=1), followers=0)
    invented.post("x:1", "hello", at(0))
    with invented.case() as case:
        tables = look(case)
    assert all(rows.num_rows == 0 for rows in tables.values())
