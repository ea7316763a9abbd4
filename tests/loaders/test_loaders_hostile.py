"""Input that means harm, or was only made by Excel: refused or read, in bounded memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from loaders import LoadReport, load
from marionet.errors import LoadError
from vault import Vault

ROOT = Path(__file__).parent.parent.parent
HUGE = 1 << 28  # bytes; a gigabyte takes as little memory, and four times as long

_CHILD = """
import json, resource, sys
from pathlib import Path
import numpy, polars, pyarrow.parquet
from loaders import load
from marionet.errors import MarionetError
from vault import Vault
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    [report] = load(Vault(Path(sys.argv[1])), [sys.argv[2]], format=sys.argv[3])
    found = [report.posts, report.rejects]
except MarionetError as error:
    found = error.message
print(json.dumps([found, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10]))
"""


def post(post_id: str, **fields: Any) -> bytes:
    found = {
        "post_id": post_id,
        "platform": "x",
        "account_id": "ann",
        "created_at": "2025-03-01T12:00:00Z",
        **fields,
    }
    return json.dumps(found).encode() + b"\n"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def measured(tmp_path: Path, path: Path, form: str = "interchange") -> tuple[Any, int]:
    """Load in another process; return posts and rejects or the error, and the MB it took."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(tmp_path / "vault"), str(path), form],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    found, megabytes = json.loads(done.stdout)
    return found, megabytes


def texts(vault: Vault) -> set[Any]:
    parts = vault.parts("posts", vault.batches())
    return {row["text"] for part in parts for row in pq.read_table(part).to_pylist()}


def holes(path: Path, before: bytes, size: int, after: bytes) -> Path:
    """Write a file with a line of NUL bytes in its middle that takes no disk."""
    with path.open("wb") as file:
        file.write(before)
        file.seek(size, os.SEEK_CUR)
        file.write(after)
    return path


def test_huge_line_is_rejected_in_little_memory(tmp_path: Path) -> None:
    path = holes(tmp_path / "a.jsonl", post("1"), HUGE, b"\n" + post("2"))
    found, megabytes = measured(tmp_path, path)
    assert found == [2, 1]
    assert megabytes < 150


def test_huge_value_is_rejected_in_little_memory(tmp_path: Path) -> None:
    path = holes(tmp_path / "a.json", b'[{"text": "', HUGE, b'"}]')
    found, megabytes = measured(tmp_path, path, "weibo-mobile")
    assert "No record of it can be read" in found
    assert megabytes < 200


DEEP = {
    "arrays": b"[" * 100_000 + b"]" * 100_000,
    "objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "arrays that do not end": b"[" * 100_000,
    "in a known field": post("3", extra=0).replace(b"0}", b"[" * 100_000 + b"]" * 100_000 + b"}"),
}


@pytest.mark.parametrize("form", ["interchange", "weibo-mobile", "x-api-v2"])
@pytest.mark.parametrize("case", DEEP)
def test_deep_nesting_is_rejected(case: str, form: str, vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(post("1") + DEEP[case].strip() + b"\n" + post("2"))
    if form == "interchange":
        [report] = load(vault, [str(path)], format=form)
        assert (report.posts, report.rejects) == (2, 1)
    else:
        with pytest.raises(LoadError, match="No record of it can be read"):
            load(vault, [str(path)], format=form)


BAD_TEXT = {
    "NUL bytes": b'{"post_id": "\0\0"}\n',
    "lone surrogate": post("3").replace(b'"3"', b'"\\ud800"'),
    "invalid UTF-8": post("3", text="?").replace(b"?", b"\xff\xfe"),
    "UTF-8 of half a character": post("3", text="?").replace(b"?", b"\xed\xa0\x80"),
    "date that is none": post("3", created_at="2025-02-30T00:00:00Z"),
    "year 0": post("3", created_at="0000-01-01T00:00:00Z"),
    "number of 100,000 digits": post("3", likes=0).replace(b": 0", b": " + b"9" * 100_000),
    "number that is none": post("3", likes=0).replace(b": 0", b": NaN"),
}


@pytest.mark.parametrize("case", BAD_TEXT)
def test_bad_line_is_rejected_and_the_next_is_read(case: str, vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(post("1") + BAD_TEXT[case] + post("2"))
    [report] = load(vault, [str(path)], format="interchange")
    assert (report.posts, report.rejects) == (2, 1)
    assert report.read == report.stored + report.rejects


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-8-sig"])
def test_text_of_excel_is_read(encoding: str, vault: Vault, tmp_path: Path) -> None:
    path, table = tmp_path / "a.jsonl", tmp_path / "a.csv"
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    line = json.dumps(json.loads(post("1", text="看 🚗 car")), ensure_ascii=False)
    path.write_bytes(mark + line.encode(encoding))
    table.write_bytes(mark + "id,who,at,words\n2,bob,2025-03-01,看 🚗 too\n".encode(encoding))
    (tmp_path / "m.yaml").write_text(
        "columns: {post_id: id, account_id: who, created_at: at, text: words}\n"
        'constants: {platform: x}\ntime: {format: "%Y-%m-%d"}\n'
    )
    load(vault, [str(path)])
    load(vault, [str(table)], mapping=str(tmp_path / "m.yaml"))
    assert texts(vault) == {"看 🚗 car", "看 🚗 too"}


def test_half_a_character_of_utf_16_is_rejected(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lone = "\ud83d".encode("utf-16-le", "surrogatepass")
    broken = post("3", text="?").decode().encode("utf-16-le")
    broken = broken.replace("?".encode("utf-16-le"), lone)
    path.write_bytes(b"\xff\xfe" + post("1").decode().encode("utf-16-le") + broken)
    [report] = load(vault, [str(path)])
    assert (report.posts, report.rejects) == (1, 1)


def test_file_that_changes_while_it_is_read_is_refused(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(post("1"))

    def grown(*_: object) -> tuple[str, int]:
        return "0" * 64, 1

    monkeypatch.setattr("vault.originals._measure", grown)
    with pytest.raises(LoadError, match=r"a\.jsonl: The file changed while it was read"):
        load(vault, [str(path)])
    assert list(vault.root.glob("originals/*/*")) == []


def test_folder_with_loops_and_dead_links_is_walked_once(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "deeper" / "a.jsonl").write_bytes(post("1"))
    (folder / "deeper" / "up").symlink_to(folder)
    (folder / "self").symlink_to(folder / "self")
    (folder / "dead").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe")
    reports = load(vault, [str(folder)])
    assert [(report.name, report.posts) for report in reports] == [("a.jsonl", 1)]


def test_unreadable_file_is_told_and_the_rest_is_loaded(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(post("1"))
    (folder / "b.jsonl").write_bytes(post("2"))
    opening = Path.open

    def refusing(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.name == "a.jsonl":  # chmod does not stop root
            raise PermissionError(13, "Permission denied", str(self))
        return opening(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", refusing)
    with pytest.raises(LoadError, match=r"a\.jsonl: it cannot be read \(Permission denied\)"):
        load(vault, [str(folder)])
    assert [batch.names for batch in vault.batches()] == [["b.jsonl"]]
    with pytest.raises(LoadError, match=r"a\.jsonl: it cannot be read \(Permission denied\)"):
        load(vault, [str(folder / "a.jsonl")])


def test_empty_file_among_others_is_passed_over(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(b"")
    (folder / "b.jsonl").write_bytes(b"\n \n")
    (folder / "c.jsonl").write_bytes(post("2"))
    reports: list[LoadReport] = load(vault, [str(folder)])
    assert [(r.name, r.skipped) for r in reports if r.skipped] == [
        ("a.jsonl", "a.jsonl is empty."),
        ("b.jsonl", "b.jsonl is empty."),
    ]
