from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from marionet.errors import NotFound, VaultError
from vault import BatchWriter, Vault
from vault.folders import stage
from vault.schema import CANONICAL

SHA = "ab" * 32


def tags(*rows: tuple[str, str, str]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    return pa.Table.from_arrays([pa.array(c) for c in columns], schema=CANONICAL["post_hashtags"])


def commit(writer: BatchWriter, collection: str = "default") -> str:
    return writer.commit(
        collection=collection,
        sources=[SHA],
        names=["a.jsonl"],
        format="interchange",
        duplicates=2,
        rejects=1,
        options={},
    ).batch_id


def test_batch_is_visible_only_after_commit(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.begin_batch("load") as writer:
        writer.write("post_hashtags", tags(("x:1", "a", "A")))
        assert vault.batches() == []
        commit(writer)

    [batch] = vault.batches()
    assert batch.counts["post_hashtags"] == 1
    assert (batch.counts["duplicates"], batch.counts["rejects"]) == (2, 1)
    assert batch.batch_id == "000001-abababab"


def test_batch_without_commit_leaves_nothing(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.begin_batch("load") as writer:
        writer.write("post_hashtags", tags(("x:1", "a", "A")))

    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_batches_are_numbered_in_order_of_commit(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.begin_batch("load") as first, vault.begin_batch("load") as second:
        assert (commit(second), commit(first)) == ("000001-abababab", "000002-abababab")


def test_rows_that_do_not_fit_the_schema_are_refused(tmp_path: Path) -> None:
    with Vault(tmp_path).begin_batch("load") as writer, pytest.raises(VaultError):
        writer.write("post_hashtags", pa.table({"post_id": ["x:1"]}))


def test_parts_can_be_rewritten(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.begin_batch("load") as writer:
        writer.write("post_hashtags", tags(("x:1", "a", "A")))
        writer.write("post_hashtags", tags(("x:2", "b", "B")))
        writer.rewrite("post_hashtags", [tags(("x:3", "c", "C"))])
        commit(writer)

    [batch] = vault.batches()
    assert batch.counts["post_hashtags"] == 1
    assert len(vault.parts("post_hashtags", [batch])) == 1


def test_opening_the_vault_removes_what_dead_processes_left(tmp_path: Path) -> None:
    dead = tmp_path / "staging" / "load.1.999999999"
    dead.mkdir(parents=True)
    alive = stage(tmp_path, "load")
    Vault(tmp_path)

    assert not dead.exists()
    assert alive.exists()


def test_unknown_collection_names_those_that_are_there(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.begin_batch("load") as writer:
        commit(writer, "spring")

    with pytest.raises(NotFound, match="there is: spring"):
        vault.need_collection("autumn")
    assert vault.collections() == ["spring"]


def test_two_writers_of_one_vault_take_turns(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.writing():
        pass
    with vault.writing():
        assert (tmp_path / "load.lock").exists()
