"""Signs of rings: what members have in common, against everybody else; they flag nobody."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest

from detection.support.signs import SIGNS, in_words, signs
from vault.schema import CANONICAL, RUN

Row = dict[str, Any]
DAY = datetime(2025, 1, 6, 12, tzinfo=UTC)


class Invented:
    """Canonical tables in memory, as signs read them."""

    def __init__(self, **rows: list[Row]) -> None:
        self._rows = rows

    def table(self, name: str) -> Any:
        schema = CANONICAL[name]
        rows = [dict.fromkeys(schema.names) | row for row in self._rows.get(name, [])]
        return ibis.memtable(pa.Table.from_pylist(rows, schema=schema))


def told(tables: Any, **rings: list[str]) -> list[Row]:
    rows = [{"ring_id": r, "account_id": a} for r, accounts in rings.items() for a in accounts]
    schema = pa.schema([("ring_id", pa.string()), ("account_id", pa.string())])
    found = signs(tables, pa.Table.from_pylist(rows, schema=schema))
    assert found.schema == RUN["signs"]
    return found.to_pylist()


def people(count: int, of: Callable[[int], Row]) -> list[Row]:
    return [{"account_id": f"x:{n}", "platform": "x", **of(n)} for n in range(count)]


RING = [f"x:{n}" for n in range(8)]
OTHERS = [f"x:{n}" for n in range(50, 58)]


def test_a_client_of_the_ring_alone_is_told_with_its_chance() -> None:
    posts = people(100, lambda n: {"post_id": f"x:p{n}", "client": "Farm" if n < 6 else "Web"})
    (row,) = told(Invented(posts=posts), r1=RING)
    assert (row["sign"], row["value"], row["members"]) == ("client", "Farm", 6)
    assert (row["share"], row["elsewhere"]) == (0.75, 0.0)
    by_lot = math.comb(8, 6) * math.comb(92, 0) / math.comb(100, 6)
    assert row["p"] == pytest.approx(by_lot, rel=1e-6)
    assert in_words(row) == (
        "6 members posted from “Farm”: 75% of the members and 0.0% of all others, among accounts "
        "of which a client is known (p = 2e-08)."
    )


def test_what_everybody_has_is_no_sign() -> None:
    posts = people(100, lambda n: {"post_id": f"x:p{n}", "client": "Web"})
    named = people(100, lambda n: {"handle": f"user{n:04}", "created_at": DAY})
    assert told(Invented(posts=posts, accounts=named), r1=RING) == []


def test_generated_handles_share_a_shape_and_a_stem() -> None:
    def handle(n: int) -> Row:
        return {"handle": f"Sunny{4711 + n}" if n < 8 else "person" + "abcdefgh"[n % 8] * (n // 8)}

    rows = told(Invented(accounts=people(200, handle)), r1=RING)
    assert {(row["sign"], row["value"], row["members"]) for row in rows} == {
        ("names", "a0000", 8),
        ("names", "sunny…", 8),
    }


def test_accounts_opened_in_one_week_are_told_and_those_of_a_year_are_not() -> None:
    def opened(n: int) -> Row:
        return {"created_at": DAY + timedelta(days=n % 5 if n < 8 else 20 * n)}

    rows = told(Invented(accounts=people(300, opened)), r1=RING, r2=OTHERS)
    assert {(row["ring_id"], row["value"], row["members"]) for row in rows} == {
        ("r1", "week of 2025-01-06", 8)
    }


def test_at_most_three_values_of_a_sign_are_told_the_clearest_first() -> None:
    posts = [
        {"post_id": f"x:p{n}-{k}", "account_id": f"x:{n}", "client": f"Farm {k}"}
        for n in range(8)
        for k in range(6)
    ]
    posts += people(200, lambda n: {"post_id": f"x:q{n}", "client": "Web"})
    rows = told(Invented(posts=posts), r1=RING)
    assert [row["value"] for row in rows] == ["Farm 0", "Farm 1", "Farm 2"]


def test_nothing_known_tells_nothing() -> None:
    assert told(Invented(), r1=RING) == []
    assert told(Invented(posts=people(9, lambda n: {"post_id": f"x:{n}"}))) == []
    odd = people(9, lambda n: {"handle": [" ", "", None][n % 3], "name": "\u0000"})
    assert told(Invented(accounts=odd), r1=RING) == []


def test_every_sign_has_a_name_and_a_place_of_its_own() -> None:
    assert len({sign.name for sign in SIGNS}) == len({sign.order for sign in SIGNS}) == 3
