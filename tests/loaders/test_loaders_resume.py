"""A load that was killed goes on where it was, and ends as if nothing had happened."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from loaders import load
from loaders.storing import checkpoint, chunks
from loaders.storing.checkpoint import CHECKPOINT, drop_outdated
from marionet.errors import LoadError
from vault import Vault

ROOT = Path(__file__).parent.parent.parent
CHUNK = 500
POSTS = 12_000

_CHILD = """
import sys
from pathlib import Path
import loaders.storing.gather, loaders.storing.second_process
loaders.storing.gather.CHUNK_POSTS = int(sys.argv[3])
loaders.storing.second_process.WORTHWHILE_BYTES = 0  # killed with two processes, compared with one
from loaders import load
from vault import Vault
[report] = load(Vault(Path(sys.argv[1])), [sys.argv[2]])
print(report.sentence())
"""


def write_posts(path: Path) -> Path:
    """Write posts of which some come twice, some cannot be read, and whose authors change."""
    with path.open("w") as file:
        for number in range(POSTS):
            post: dict[str, Any] = {
                "post_id": str(number if number % 50 else number // 2),
                "platform": "x",
                "account_id": f"a{number % 700}",
                "created_at": "2025-03-01T12:00:00Z" if number % 90 else "never",
                "text": f"text {number}",
                "hashtags": [f"tag{number % 9}"],
                "account": {"handle": f"h{number % 70}", "followers": number // 4000},
                "likes": number,
            }
            file.write(json.dumps(post) + "\n")
    return path


def child(vault: Path, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(vault), str(path), str(CHUNK)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def digests(root: Path) -> dict[str, str]:
    """Return what a vault holds, file by file; the time of commit left out."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.name != "load.lock":
            content = path.read_bytes()
            if path.name == "batch.json":
                content = json.dumps({**json.loads(content), "committed_at": ""}).encode()
            found[str(path.relative_to(root))] = hashlib.sha256(content).hexdigest()
    return found


def checkpoints(vault: Path) -> int:
    """Return how many raw records the newest checkpoint knows of."""
    for path in vault.glob(f"staging/resume-*/{CHECKPOINT}"):
        try:
            return int(json.loads(path.read_bytes())["items"])
        except FileNotFoundError:
            return 0
    return 0


def kill_after(vault: Path, path: Path, items: int) -> bool:
    """Load in another process and kill it once it has done so much; False where it had ended."""
    loading = child(vault, path)
    while checkpoints(vault) < items and loading.poll() is None:
        time.sleep(0.001)
    ended = loading.poll() is not None
    loading.kill()
    loading.communicate()
    return not ended


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loaders.storing.gather.CHUNK_POSTS", CHUNK)
    assert chunks.CHUNK_POSTS > CHUNK


def test_load_killed_again_and_again_ends_byte_for_byte_like_one_that_ran_through(
    tmp_path: Path,
) -> None:
    path = write_posts(tmp_path / "a.jsonl")
    straight, halting = Vault(tmp_path / "straight"), tmp_path / "halting"
    [report] = load(straight, [str(path)])
    rng = random.Random(7)
    reached: list[int] = []
    at = 0
    while len(reached) < 3:
        at += rng.randrange(CHUNK, 3000)
        if not kill_after(halting, path, at):
            break
        assert Vault(halting).batches() == []
        reached.append(checkpoints(halting))
    assert reached == sorted(set(reached))
    assert len(reached) == 3
    ended = child(halting, path)
    told, failed = ended.communicate()

    assert (ended.returncode, failed) == (0, "")
    assert told.rpartition(",")[0] == report.sentence().rpartition(",")[0]
    assert digests(halting) == digests(straight.root)


def interrupted(vault: Vault, path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> str:
    """Press Ctrl-C after some checkpoints; return what is told."""
    from loaders.storing import single

    write = single.write_checkpoint
    left = iter([True] * after)

    def stopping(*arguments: Any) -> None:
        write(*arguments)
        if not next(left, False):
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("loaders.storing.single.write_checkpoint", stopping)
        with pytest.raises(KeyboardInterrupt) as told:
            load(vault, [str(path)])
    return str(told.value)


def test_ctrl_c_says_how_far_it_came_and_the_same_call_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, path = Vault(tmp_path / "vault"), write_posts(tmp_path / "a.jsonl")
    told = interrupted(vault, path, monkeypatch, 3)

    assert "rows of a.jsonl are kept aside; the same command goes on there" in told
    assert vault.batches() == []
    taken: list[int] = []
    monkeypatch.setattr(
        "loaders.storing.batch.BatchLoader.restore",
        lambda self, state: (taken.append(state["read"]), self.__dict__.update(state)),  # type: ignore[misc]
    )
    [report] = load(vault, [str(path)])
    assert taken[0] >= 3 * CHUNK
    assert report.read == POSTS
    assert list(vault.root.glob("staging/*")) == []


def test_other_batches_meanwhile_make_it_begin_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, path = Vault(tmp_path / "vault"), write_posts(tmp_path / "a.jsonl")
    interrupted(vault, path, monkeypatch, 3)
    first = tmp_path / "first.jsonl"
    first.write_text("".join(path.read_text().splitlines(keepends=True)[:100]))

    [other] = load(vault, [str(first)])
    [report] = load(vault, [str(path)])
    assert report.posts + other.posts == POSTS - report.duplicates - report.rejects + other.posts
    assert report.duplicates > other.posts - 5


def test_damaged_staging_folder_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, path = Vault(tmp_path / "vault"), write_posts(tmp_path / "a.jsonl")
    interrupted(vault, path, monkeypatch, 3)
    next(vault.root.glob("staging/resume-*/posts/part-00001.parquet")).unlink()
    [report] = load(vault, [str(path)])
    assert (report.read, report.stored + report.repeated + report.rejects) == (POSTS, POSTS)


def test_staging_of_another_version_and_old_ones_go_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, path = Vault(tmp_path / "vault"), write_posts(tmp_path / "a.jsonl")
    interrupted(vault, path, monkeypatch, 1)
    [folder] = vault.root.glob("staging/*")
    assert [*Vault(vault.root).root.glob("staging/*")] == [folder]
    os.utime(folder, (0, 0))
    assert [*Vault(vault.root).root.glob("staging/*")] == []

    interrupted(vault, path, monkeypatch, 1)
    monkeypatch.setattr(checkpoint, "program_digest", lambda: "another")
    drop_outdated(vault.root)
    assert [*vault.root.glob("staging/*")] == []


def test_load_that_is_given_up_leaves_nothing_to_go_on_with(tmp_path: Path) -> None:
    vault, path = Vault(tmp_path / "vault"), write_posts(tmp_path / "a.jsonl")
    with pytest.raises(LoadError, match="--max-rejects"):
        load(vault, [str(path)], max_rejects=100)
    assert [*vault.root.glob("staging/*")] == []
    assert [*vault.root.glob("originals/*/*")] == []


def test_known_original_is_not_packed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault, path = Vault(tmp_path / "vault"), write_posts(tmp_path / "a.jsonl")
    interrupted(vault, path, monkeypatch, 1)

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("vault.originals._pack", refuse)
    [report] = load(vault, [str(path)])
    assert report.read == POSTS
