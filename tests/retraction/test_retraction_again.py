from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq

from loaders import load
from marionet.progress import SILENT
from retraction.again import retract_again
from retraction.retract import retract
from vault import Vault
from vault.holds import Holds
from vault.tombstones import Tombstones


def export(path: Path, numbers: range) -> str:
    path.write_text(
        "".join(
            json.dumps(
                {
                    "post_id": f"80000{n}",
                    "platform": "x",
                    "account_id": "600000001" if n % 2 else "600000002",
                    "created_at": "2025-03-01T12:00:00Z",
                    "text": f"words {n}",
                }
            )
            + "\n"
            for n in numbers
        )
    )
    return str(path)


def purged(tmp_path: Path) -> Vault:
    vault = Vault(tmp_path / "vault")
    load(vault, [export(tmp_path / "a.jsonl", range(4))])
    retract(
        vault, "x:600000001", reason="asked", by="me", from_graph=lambda *_: None, progress=SILENT
    )
    retract_again(vault, SILENT)
    return vault


def authors(vault: Vault) -> set[str]:
    parts = vault.parts("posts", vault.batches())
    return {row["account_id"] for part in parts for row in pq.read_table(part).to_pylist()}


def test_account_that_comes_back_goes_again(tmp_path: Path) -> None:
    vault = purged(tmp_path)
    load(vault, [export(tmp_path / "b.jsonl", range(4, 9))])
    [stone] = retract_again(vault, SILENT)

    assert authors(vault) == {"x:600000002"}
    assert Tombstones(vault.root).all() == [stone]
    assert retract_again(vault, SILENT) == []


def test_others_are_not_touched(tmp_path: Path) -> None:
    vault = purged(tmp_path)
    load(vault, [export(tmp_path / "b.jsonl", range(4, 5))])

    assert retract_again(vault, SILENT) == []


def test_account_that_is_held_now_stays(tmp_path: Path) -> None:
    vault = purged(tmp_path)
    Holds(vault.root).place("x:600000001", reason="order", by="court")
    load(vault, [export(tmp_path / "b.jsonl", range(4, 9))])

    assert retract_again(vault, SILENT) == []
    assert authors(vault) == {"x:600000001", "x:600000002"}
