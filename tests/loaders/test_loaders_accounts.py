from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ibis
import pyarrow.parquet as pq

from loaders import load
from vault import Vault
from vault.tables import Tables


def observed(day: int, **account: Any) -> dict[str, Any]:
    return {
        "post_id": f"{account.get('handle')}-{day}",
        "platform": "x",
        "account_id": "17",
        "created_at": f"2025-03-{day:02}T12:00:00Z",
        "account": account,
    }


def loaded(folder: Path, *lines: dict[str, Any]) -> Vault:
    path = folder / "posts.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    vault = Vault(folder / "vault")
    load(vault, [str(path)])
    return vault


def history(vault: Vault, *columns: str) -> list[tuple[Any, ...]]:
    parts = vault.parts("accounts", vault.batches())
    rows = [row for part in parts for row in pq.read_table(part).to_pylist()]
    return [(row["observed_at"].day, *(row[name] for name in columns)) for row in rows]


def test_each_handle_is_kept_with_when_it_was_first_and_last_seen(tmp_path: Path) -> None:
    days = {1: "old", 2: "old", 3: "old", 4: "new", 5: "new", 6: "new", 7: "old"}
    vault = loaded(tmp_path, *(observed(day, handle=handle) for day, handle in days.items()))

    assert history(vault, "handle") == [(1, "old"), (3, "old"), (4, "new"), (6, "new"), (7, "old")]


def test_order_of_the_file_does_not_matter(tmp_path: Path) -> None:
    lines = [observed(day, handle="a" if day < 4 else "b", followers=day // 3) for day in (5, 1, 3)]
    vault = loaded(tmp_path, *lines)

    assert history(vault, "handle", "followers") == [(1, "a", 0), (3, "a", 1), (5, "b", 1)]


def test_later_counter_does_not_lose_the_earlier_one(tmp_path: Path) -> None:
    vault = loaded(tmp_path, observed(1, followers=10), observed(2, followers=900))

    assert history(vault, "followers") == [(1, 10), (2, 900)]
    [now] = (
        Tables(ibis.duckdb.connect(), vault, vault.batches()).accounts().to_pyarrow().to_pylist()
    )
    assert now["followers"] == 900


def test_account_is_counted_once_however_often_it_was_observed(tmp_path: Path) -> None:
    vault = loaded(tmp_path, *(observed(day, handle=f"h{day}") for day in range(1, 6)))

    [batch] = vault.batches()
    assert (batch.counts["accounts"], batch.counts["observations"]) == (1, 5)
