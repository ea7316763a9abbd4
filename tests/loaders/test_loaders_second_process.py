"""A load with several processes does what one process does, and ends cleanly whatever happens."""

from __future__ import annotations

import heapq
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders import load
from loaders.format import Context, Format, Located, Rejected
from loaders.records import Account
from loaders.storing import second_process
from loaders.storing.gather import Chunk, Share, chunks_of
from loaders.storing.second_process import made_elsewhere, worthwhile
from marionet.errors import LoadError
from tests.loaders.test_loaders_resume import ROOT, digests, write_posts
from vault import Vault

FORMAT = Format(
    name="numbers",
    title="",
    family="Tools",
    example="",
    sniff=lambda _: 0.0,
    read=lambda _: iter(()),
    to_records=lambda value, _: [Account(account_id=f"x:1{value}", platform="x")],
)


def chunk(items: int) -> Chunk:
    return Chunk(items, 0, items, items, 0, 0, [], [], [], None, None, whole=True)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_process, "WORTHWHILE_BYTES", 0)
    monkeypatch.setattr("loaders.storing.gather.CHUNK_POSTS", 500)
    monkeypatch.setattr("loaders.storing.gather.STRETCH_ROWS", 150)


def test_small_files_and_threads_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert worthwhile(1 << 30)
    assert not worthwhile(1 << 10)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert not worthwhile(1 << 30)


@pytest.mark.usefixtures("always")
def test_vault_is_the_same_to_the_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_posts(tmp_path / "a.jsonl")
    two, one = Vault(tmp_path / "two"), Vault(tmp_path / "one")
    load(two, [str(path)])
    monkeypatch.setattr(second_process, "WORTHWHILE_BYTES", 1 << 40)
    load(one, [str(path)])
    assert digests(two.root) == digests(one.root)


@pytest.mark.usefixtures("always")
def test_error_is_the_same_sentence(tmp_path: Path) -> None:
    path = write_posts(tmp_path / "a.jsonl")
    with pytest.raises(LoadError, match=r"a\.jsonl: More than 20 of the first 1801 records"):
        load(Vault(tmp_path / "vault"), [str(path)], max_rejects=20)
    assert multiprocessing.active_children() == []


def test_chunks_come_in_their_order() -> None:
    def make(places: range) -> Callable[[], Generator[Chunk]]:
        return lambda: (chunk(place) for place in places)

    makes = [make(range(0, 20, 3)), make(range(1, 20, 3)), make(range(2, 20, 3))]
    assert [each.items for each in made_elsewhere(makes)] == list(range(20))


@given(
    sizes=st.lists(st.integers(1, 7) | st.none(), max_size=40),
    done=st.integers(0, 45),
    of=st.integers(1, 3),
)
def test_shares_are_the_whole_in_its_order(sizes: list[int | None], done: int, of: int) -> None:
    items = [
        Rejected(n, "bad", None) if size is None else Located(n, str(n), size)
        for n, size in enumerate(sizes, 1)
    ]

    def chunks(number: int, of: int) -> list[Chunk]:
        return list(chunks_of(items, FORMAT, Context(), done=done, share=Share(number, of, 5)))

    whole = [each for each in chunks(0, 1) if each.read]
    shared = heapq.merge(*(chunks(n, of) for n in range(of)), key=lambda each: each.items)
    assert [_told(each) for each in shared if each.read] == [_told(each) for each in whole]
    assert sum(each.read for each in whole) == sum(size or 1 for size in sizes[done:])


def _told(chunk: Chunk) -> tuple[int, int, int, list[str]]:
    rows = [row for table in chunk.accounts for row in table["account_id"].to_pylist()]
    return chunk.read, chunk.accepted, len(chunk.rejects), rows


def test_error_of_the_file_and_fault_of_the_program_come_through() -> None:
    def bad() -> Generator[Chunk]:
        yield chunk(1)
        raise LoadError("The file is damaged.")

    def wrong() -> Generator[Chunk]:
        yield chunk(1)
        raise ZeroDivisionError("by nothing")

    with pytest.raises(LoadError, match="The file is damaged"):
        list(made_elsewhere([bad]))
    with pytest.raises(RuntimeError, match="ZeroDivisionError: by nothing"):
        list(made_elsewhere([wrong]))


def test_process_that_is_ended_from_outside_is_a_load_error() -> None:
    def make() -> Generator[Chunk]:
        yield chunk(1)
        os._exit(9)

    chunks = made_elsewhere([make])
    assert next(chunks).items == 1
    with pytest.raises(LoadError, match="ended from outside"):
        next(chunks)


def test_who_stops_leaves_no_process_behind() -> None:
    def make() -> Generator[Chunk]:
        while True:
            yield chunk(1)

    chunks = made_elsewhere([make, make])
    next(chunks)
    assert len(multiprocessing.active_children()) == 2
    chunks.close()
    assert multiprocessing.active_children() == []


def test_who_is_killed_takes_the_other_along() -> None:
    script = """
import os, time
from loaders.storing.second_process import made_elsewhere
from tests.loaders.test_loaders_second_process import chunk
def make():
    yield chunk(os.getpid())
    time.sleep(60)
print(next(made_elsewhere([make])).items, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT) as one:
        assert one.stdout is not None
        other = int(one.stdout.readline())
        one.kill()
    for _ in range(100):
        if not Path(f"/proc/{other}").exists() or "Z" in _state(other):
            break
        time.sleep(0.05)
    else:
        pytest.fail("it lives on")


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2]
    except FileNotFoundError:
        return "Z"
