"""Ctrl-C in any step of a run leaves the vault as it was."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from detection.detect import detect
from detection.options import Options
from marionet.progress import SILENT, Step
from vault import Vault
from vault.schema import CANONICAL

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
STEPS = ("reading posts", "collecting events", "pairing bursts", "writing the run")


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    rows = [
        {"post_id": f"x:p{n}", "platform": "x", "account_id": f"x:a{n % 20}", "kind": "repost",
         "created_at": NOON + timedelta(hours=n // 20, seconds=n), "repost_of": f"x:r{n // 20}",
         "source": "0" * 64, "offset": n + 1}
        for n in range(200)
    ]  # fmt: skip
    vault = Vault(tmp_path_factory.mktemp("home") / "vault")
    with vault.begin_batch("test") as batch:
        batch.write("posts", pa.Table.from_pylist(rows, schema=CANONICAL["posts"]))
        batch.commit(
            collection="default", sources=["0" * 64], names=["test.jsonl"],
            format="interchange", duplicates=0, rejects=0, options={},
        )  # fmt: skip
    return vault


class Stopped:
    """Somebody presses Ctrl-C at the end of a step."""

    def __init__(self, at: str) -> None:
        self.at = at

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Generator[Step]:
        with SILENT.step(name, total, unit) as step:
            yield step
        if name == self.at:
            raise KeyboardInterrupt


def files(root: Path) -> set[Path]:
    """What is there but for what is kept of texts, which is whole or not there at all."""
    kept = root / "cache"
    everything = {path for path in root.rglob("*") if path.name != "staging"}
    return {path for path in everything if path != kept and kept not in path.parents}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_is_stopped_leaves_nothing(step: str, vault: Vault) -> None:
    before = files(vault.root)
    with pytest.raises(KeyboardInterrupt):
        detect(vault, "default", Options(), Stopped(step))
    assert files(vault.root) == before
    assert vault.runs() == []
