from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from marionet.errors import NotFound, VaultError
from vault import Run, Vault
from vault.schema import RUN


def make_run(vault: Vault, seed: int = 0) -> Run:
    rows = pa.Table.from_pylist([{"ring_id": "r1", "account_id": "x:1"}], schema=RUN["members"])
    with vault.begin_run(
        collection="default", batches=["000001-a"], parameters={"seed": seed}, version="1"
    ) as writer:
        writer.write("members", rows)
        return writer.commit(counts={"posts": 3}, notes=[])


def test_run_has_every_table_and_its_counts(tmp_path: Path) -> None:
    run = make_run(Vault(tmp_path))

    assert {table: run.read(table).schema for table in RUN} == RUN
    assert run.read("members").num_rows == run.counts["members"] == 1
    assert (run.counts["posts"], run.counts["rings"]) == (3, 0)


def test_same_question_has_the_same_id_and_stands_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    first, second = make_run(vault), make_run(vault)

    assert first.run_id == second.run_id
    assert [run.run_id for run in vault.runs()] == [first.run_id]


def test_run_is_found_by_latest_and_by_its_beginning(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    first, second = make_run(vault, 1), make_run(vault, 2)

    assert vault.run("latest").run_id == second.run_id
    assert vault.run(first.run_id[:-1]).run_id == first.run_id
    with pytest.raises(NotFound, match="There is no run 'run-nothing'"):
        vault.run("run-nothing")
    with pytest.raises(NotFound, match="Several runs begin with 'run-'"):
        vault.run("run-")


def test_run_without_commit_leaves_nothing(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    with vault.begin_run(collection="c", batches=[], parameters={}, version="1"):
        pass
    assert vault.runs() == []
    with pytest.raises(NotFound):
        vault.run()


def test_run_that_cannot_take_its_place_leaves_the_former_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(tmp_path)
    former = make_run(vault)
    rename = Path.rename

    def full_disk(self: Path, target: Path) -> Path:
        if self.name.startswith(former.run_id) and target == former.folder:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(VaultError, match="No space left"):
        make_run(vault)

    assert vault.runs() == [former]
    assert former.read("members").num_rows == 1


def test_run_made_again_leaves_nothing_of_the_former_one(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    make_run(vault)
    make_run(vault)
    assert list(tmp_path.glob("staging/*")) == []
