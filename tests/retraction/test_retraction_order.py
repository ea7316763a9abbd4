"""Purges one after the other, of crowds of files, stopped at any point, on a full disk."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from loaders import load
from marionet.errors import VaultError
from marionet.progress import SILENT
from retraction import batch_rows
from retraction.again import retract_again
from retraction.retract import retract
from tests.retraction.retraction_bytes import everything, rows_of
from vault import Vault
from vault.tombstones import Tombstone, Tombstones

ROOT = Path(__file__).parent.parent.parent
ANN, BOB, CARL = "x:700000001", "x:700000002", "x:700000003"


def post(number: int, author: str, **other: Any) -> dict[str, Any]:
    native = author.partition(":")[2]
    return {
        "post_id": f"90000000{number}",
        "platform": "x",
        "account_id": native,
        "created_at": "2025-03-01T12:00:00Z",
        "text": f"words of {native}, number {number}",
        "account": {"handle": f"handle_{native[-1]}"},
        **other,
    }


def write(path: Path, *posts: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(each) + "\n" for each in posts))
    return str(path)


def purge(vault: Vault, account: str) -> Tombstone:
    return retract(
        vault, account, reason="asked", by="me", from_graph=lambda *_: None, progress=SILENT
    )


def check(vault: Vault, gone: str, posts: int) -> None:
    """Nothing of an account is there, and every other record is where its row says."""
    left = everything(vault.root)
    assert gone.partition(":")[2].encode() not in left
    rows = [*rows_of(vault, "posts"), *rows_of(vault, "post_sources")]
    assert len(rows_of(vault, "posts")) == posts
    for row in rows:
        vault.originals.verify(row["source"])
        with vault.originals.open(row["source"]) as file:
            line = file.read().splitlines()[row["offset"] - 1]
        assert json.loads(line)["post_id"] == row["post_id"].partition(":")[2]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_crowd_of_files_loses_only_those_that_name_it(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "crowd"
    folder.mkdir()
    for number in range(1, 25):
        own = [post(100 + number, ANN)] if number % 5 == 0 else []
        answer = {"reply_to": "90000000105"} if number == 1 else {}
        write(folder / f"{number:02}.jsonl", post(number, BOB, **answer), *own)
    [report] = load(vault, [str(folder)])
    assert report.files == 24
    stone = purge(vault, ANN)

    assert len(stone.originals) == 5
    check(vault, ANN, 24)


def test_original_in_two_collections_is_replaced_in_both(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", post(1, ANN), post(2, BOB))
    load(vault, [path], collection="one")
    load(vault, [path], collection="two")
    stone = purge(vault, ANN)

    [copy] = stone.originals.values()
    assert [batch.sources for batch in vault.batches()] == [[copy], [copy]]
    check(vault, ANN, 2)


def test_second_purge_goes_on_from_the_copy_of_the_first(vault: Vault, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl", post(1, ANN), post(2, BOB, repost_of="900000001"), post(3, CARL)
    )
    load(vault, [path])
    first, second = purge(vault, ANN), purge(vault, BOB)

    [(received, copy)] = first.originals.items()
    [(once, twice)] = second.originals.items()
    assert (once, vault.originals.path(received).exists()) == (copy, False)
    assert [batch.sources for batch in vault.batches()] == [[twice]]
    check(vault, ANN, 1)
    check(vault, BOB, 1)


def test_file_that_is_loaded_again_after_two_purges_loses_both_again(
    vault: Vault, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", post(1, ANN), post(2, BOB), post(3, CARL))
    load(vault, [path])
    purge(vault, ANN)
    purge(vault, BOB)
    load(vault, [path])
    retract_again(vault, SILENT)

    check(vault, ANN, 1)
    check(vault, BOB, 1)


def test_post_that_a_later_batch_repeats_goes_there_too(vault: Vault, tmp_path: Path) -> None:
    load(vault, [write(tmp_path / "a.jsonl", post(1, ANN), post(2, BOB))])
    load(vault, [write(tmp_path / "b.jsonl", post(1, ANN, likes=7), post(4, BOB))])
    stone = purge(vault, ANN)

    assert len(stone.originals) == 2
    check(vault, ANN, 2)


def test_handle_of_another_and_other_platforms_are_not_touched(
    vault: Vault, tmp_path: Path
) -> None:
    same = {"account": {"handle": "handle_1"}}
    path = write(
        tmp_path / "a.jsonl",
        post(1, ANN),
        post(2, CARL, **same),
        post(3, BOB, mentions=["handle_1"]),
        post(4, "x:5", platform="mastodon", mentions=["handle_1"]),
    )
    load(vault, [path])
    purge(vault, ANN)

    mentions = {(row["post_id"], row["handle"]) for row in rows_of(vault, "post_mentions")}
    assert mentions == {("x:900000003", "handle_1"), ("mastodon:900000004", "handle_1")}
    check(vault, ANN, 3)


def test_rejects_and_beginnings_of_loads_lose_it(vault: Vault, tmp_path: Path) -> None:
    bad = post(8, ANN, created_at="never")
    load(vault, [write(tmp_path / "a.jsonl", post(1, ANN), bad, post(2, BOB))])
    (vault.root / "rejects").mkdir()
    line = json.dumps({"file": "x", "line": 1, "reason": "r", "record": bad})
    (vault.root / "rejects" / "x.jsonl").write_text(line + "\n")
    with (tmp_path / "a.jsonl").open("rb") as file:
        orphan = vault.originals.keep(file)
    purge(vault, ANN)

    check(vault, ANN, 1)
    assert not vault.originals.path(orphan.sha256).exists()


def test_tombstone_is_for_the_user_alone(vault: Vault, tmp_path: Path) -> None:
    load(vault, [write(tmp_path / "a.jsonl", post(1, ANN), post(2, BOB))])
    purge(vault, ANN)

    folder = vault.root / "tombstones"
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert not list(folder.glob("*.plan*"))


def test_full_disk_is_told_and_the_same_call_goes_on(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(vault, [write(tmp_path / "a.jsonl", post(1, ANN), post(2, BOB))])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(batch_rows, "publish", full)
        with pytest.raises(VaultError, match="No space left"):
            purge(vault, ANN)
    assert len(rows_of(vault, "posts")) == 2
    purge(vault, ANN)

    check(vault, ANN, 1)


_CHILD = """
import sys
from pathlib import Path
from marionet.progress import SILENT
from retraction.retract import retract
from vault import Vault
print("begun", flush=True)
retract(Vault(Path(sys.argv[1])), sys.argv[2], reason="asked", by="me",
        from_graph=lambda *_: None, progress=SILENT)
"""


def child(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(root), ANN], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def test_purge_that_is_killed_anywhere_goes_on(vault: Vault, tmp_path: Path) -> None:
    for name in range(12):
        numbers = range(name * 10, name * 10 + 10)
        posts = [post(n, ANN if n % 3 else BOB) for n in numbers]
        load(vault, [write(tmp_path / f"{name}.jsonl", *posts)])
    others = sum(not n % 3 for n in range(120))
    pauses = random.Random(7)
    for _ in range(5):
        process = child(vault.root)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(pauses.uniform(0.05, 1.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(Vault(vault.root).batches()) == 12
    again = Vault(vault.root)
    if (
        not all(stone.done_at for stone in Tombstones(again.root).all())
        or rows_of(again, "posts").__len__() > others
    ):
        purge(again, ANN)

    check(again, ANN, others)
