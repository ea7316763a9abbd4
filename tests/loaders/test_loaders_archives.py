from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import struct
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import zstandard

from loaders import LoadReport, load, load_each
from loaders.reading import archives, packing, zips
from marionet.errors import LoadError
from vault import Vault


def lines(*ids: str) -> bytes:
    rows = (
        {"post_id": i, "platform": "x", "account_id": "ann", "created_at": "2025-03-01T12:00:00Z"}
        for i in ids
    )
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


def tarred(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as file:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            file.addfile(info, io.BytesIO(content))
    return packed.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": lambda raw: zstandard.ZstdCompressor().compress(raw),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "nothing": bytes,
}
FILES = {"data/a.jsonl": lines("1", "2"), "b.jsonl": lines("3"), "readme.txt": b"nothing here\n"}


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


def posts(vault: Vault) -> set[tuple[str, str]]:
    parts = vault.parts("posts", vault.batches())
    return {
        (row["post_id"], row["source"]) for part in parts for row in pq.read_table(part).to_pylist()
    }


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def outcomes(reports: list[LoadReport]) -> dict[str, str]:
    return {
        r.name: r.skipped or r.failed or ("known" if r.known else f"{r.posts}") for r in reports
    }


@pytest.mark.parametrize("packing", PACKINGS)
def test_plain_file_in_a_packing_is_loaded(packing: str, vault: Vault, tmp_path: Path) -> None:
    content = PACKINGS[packing](lines("1", "2"))
    [report] = load(vault, [write(tmp_path / "a", content)])
    assert posts(vault) == {("x:1", sha(content)), ("x:2", sha(content))}
    assert report.read == 2


@pytest.mark.parametrize("packing", PACKINGS)
def test_members_of_a_tar_are_files_of_their_own(
    packing: str, vault: Vault, tmp_path: Path
) -> None:
    archive = PACKINGS[packing](tarred(FILES))
    reports = load(vault, [write(tmp_path / "a.tar", archive)])

    a, b = FILES["data/a.jsonl"], FILES["b.jsonl"]
    assert posts(vault) == {("x:1", sha(a)), ("x:2", sha(a)), ("x:3", sha(b))}
    assert [report.name for report in reports] == list(FILES)
    assert "no format that Marionet knows" in outcomes(reports)["readme.txt"]
    manifests = [(batch.names, batch.within) for batch in vault.batches()]
    assert manifests == [(["data/a.jsonl"], [sha(archive)]), (["b.jsonl"], [sha(archive)])]
    for content in (archive, a, b):
        vault.originals.verify(sha(content))
    assert len(list(vault.root.glob("originals/*/*"))) == 3


def test_zip_is_loaded_and_again_adds_nothing(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped(FILES))
    load(vault, [path])
    before = sorted(vault.root.glob("*/*"))
    reports = load(vault, [path])
    assert [bool(report.known) for report in reports] == [True, True, False]
    assert sorted(vault.root.glob("*/*")) == before


def test_file_that_is_in_two_archives_is_one_batch(vault: Vault, tmp_path: Path) -> None:
    one, two = zipped(FILES), tarred({"again.jsonl": FILES["b.jsonl"]})
    load(vault, [write(tmp_path / "a.zip", one)])
    [report] = load(vault, [write(tmp_path / "b.tar", two)])
    assert report.known is not None
    assert len(vault.batches()) == 2
    assert not vault.originals.path(sha(two)).exists()


def test_archive_comes_from_standard_input_and_from_a_folder(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stdin:
        buffer = io.BytesIO(zipped({"a.jsonl": lines("1")}))

    monkeypatch.setattr(sys, "stdin", Stdin())
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "b.bin", tarred({"b.jsonl": lines("2")}))
    assert outcomes(load(vault, ["-", str(tmp_path / "in")])) == {"a.jsonl": "1", "b.jsonl": "1"}


def test_archive_in_an_archive_is_opened_and_no_deeper(vault: Vault, tmp_path: Path) -> None:
    deepest = zipped({"c.jsonl": lines("3")})
    inner = zipped({"b.jsonl": lines("2"), "deeper.zip": deepest})
    outer = tarred({"a.jsonl": lines("1"), "inner.zip": inner, "z.jsonl": lines("4")})
    assert outcomes(load(vault, [write(tmp_path / "a.tar", outer)])) == {
        "a.jsonl": "1",
        "inner.zip/b.jsonl": "1",
        "inner.zip/deeper.zip": "refused: it is an archive in an archive in an archive",
        "z.jsonl": "1",
    }
    assert {tuple(batch.within) for batch in vault.batches()} == {(sha(outer),)}


def test_what_macos_and_editors_leave_is_passed_over(vault: Vault, tmp_path: Path) -> None:
    files = {"./a.jsonl": lines("1"), "__MACOSX/._a.jsonl": lines("2"), ".git/b": lines("3")}
    for content in (zipped(files), tarred(files)):
        reports = load(vault, [write(tmp_path / "a", content)], collection=sha(content)[:9])
        assert outcomes(reports) == {"a.jsonl": "1"}


def test_names_that_lead_out_are_refused_and_nothing_is_written_there(
    vault: Vault, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.jsonl"
    names = ["../../outside.jsonl", str(outside), "C:\\outside.jsonl", "a/..\\..\\outside.jsonl"]
    files = {**dict.fromkeys(names, lines("1")), "good.jsonl": lines("2")}
    for content in (zipped(files), tarred(files)):
        reports = load(vault, [write(tmp_path / "a", content)], collection=sha(content)[:9])
        refused = [report for report in reports if report.skipped]
        assert len(refused) == len(names)
        assert all("refused: its name" in str(report.skipped) for report in refused)
        assert not outside.exists()


def test_links_and_devices_are_refused(vault: Vault, tmp_path: Path) -> None:
    packed = io.BytesIO()
    kinds = {"link": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE, "disk": tarfile.BLKTYPE}
    with tarfile.open(fileobj=packed, mode="w") as file:
        for name, kind in kinds.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            file.addfile(info)
        info = tarfile.TarInfo("a.jsonl")
        info.size = len(lines("1"))
        file.addfile(info, io.BytesIO(lines("1")))
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    linked = io.BytesIO()
    with zipfile.ZipFile(linked, "w") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("b.jsonl", lines("2"))

    found = load(vault, [write(tmp_path / "a", packed.getvalue())])
    found += load(vault, [write(tmp_path / "b", linked.getvalue())])
    assert [(r.name, r.skipped) for r in found if r.skipped] == [
        ("link", "refused: it is a link"),
        ("hard", "refused: it is a link"),
        ("disk", "refused: it is a device or pipe"),
        ("link", "refused: it is a link"),
    ]


def encrypted() -> bytes:
    content = bytearray(zipped({"a.jsonl": lines("1")}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Let the second entry of the directory point into the first one."""
    content = bytearray(zipped({"a.jsonl": lines("1"), "b.jsonl": lines("2")}))
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, second + 42, 5)
    return bytes(content)


def cut_tar() -> bytes:
    """Damage the header of the second member: the module would take it for the end."""
    content = bytearray(tarred({"a.jsonl": lines("1"), "b.jsonl": lines("2")}))
    content[1024 + 5] ^= 1
    return bytes(content)


def long_name() -> bytes:
    info = tarfile.TarInfo("pax")
    info.type, info.size = tarfile.XHDTYPE, 1 << 40
    return info.tobuf() + bytes(1024)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "encrypted": (encrypted, "is encrypted. Unpack it with its password"),
    "overlapping entries": (overlapping, "overlap: it is made to harm"),
    "cut in the middle": (lambda: zipped(FILES)[:200], "is damaged"),
    "damaged header in the middle of a tar": (cut_tar, "is damaged"),
    "name of a terabyte": (long_name, "is damaged"),
    "tar that ends too early": (lambda: gzip.compress(tarred(FILES))[:150], "is damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_archive_is_one_sentence_and_leaves_nothing(
    case: str, vault: Vault, tmp_path: Path
) -> None:
    make, reason = REFUSED[case]
    with pytest.raises(LoadError, match=reason):
        load(vault, [write(tmp_path / "a.zip", make())])
    assert vault.batches() == []
    assert list(vault.root.glob("originals/*/*")) == []


def test_damaged_member_is_told_and_the_rest_is_loaded(vault: Vault, tmp_path: Path) -> None:
    content = bytearray(zipped({"a.jsonl": lines(*map(str, range(1, 99))), "b.jsonl": lines("0x")}))
    content[60] ^= 0xFF
    with pytest.raises(LoadError, match=r"damaged"):
        load(vault, [write(tmp_path / "a.zip", bytes(content))])


def test_bomb_is_refused(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "RATIO_FROM_BYTES", 1 << 16)
    monkeypatch.setattr(packing, "RATIO_FROM_BYTES", 1 << 16)
    bomb = zipped({"bomb.jsonl": bytes(1 << 22), "a.jsonl": lines("1")})
    reports = load(vault, [write(tmp_path / "a.zip", bomb)])
    assert outcomes(reports) == {
        "bomb.jsonl": "refused: it unpacks to more than 250 times its size",
        "a.jsonl": "1",
    }
    monkeypatch.setattr(packing, "MAX_RATIO", 100)
    for pack in (gzip.compress, bz2.compress):
        with pytest.raises(LoadError, match="more than 100 times its size"):
            load(vault, [write(tmp_path / "b", pack(lines("2") + bytes(1 << 24)))])


def test_archive_that_fills_the_disk_or_holds_too_many_is_refused(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.tar", tarred(FILES))
    with monkeypatch.context() as patched:
        patched.setattr(archives, "DISK_SHARE", 1e-15)
        with pytest.raises(LoadError, match="more than half of the"):
            load(vault, [path])
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    with pytest.raises(LoadError, match="more than 2 files"):
        load(vault, [path])
    assert list(vault.root.glob("originals/*/*")) == []


def test_directory_that_would_fill_the_memory_is_refused(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(LoadError, match="lists too many files"):
        load(vault, [write(tmp_path / "a.zip", zipped(FILES))])


def test_chinese_names_of_old_tools_can_be_read(vault: Vault, tmp_path: Path) -> None:
    name = "微博数据.jsonl"
    content = zipped({"x" * len(name.encode("gb18030")): lines("1")})
    content = content.replace(b"x" * len(name.encode("gb18030")), name.encode("gb18030"))
    assert outcomes(load(vault, [write(tmp_path / "a.zip", content)])) == {name: "1"}


def test_many_small_members_are_one_batch(vault: Vault, tmp_path: Path) -> None:
    files = {f"d/{n}.jsonl": lines(str(n), "shared") for n in range(1, 31)}
    archive = zipped({**files, "bad.jsonl": lines("") * 3, "note.txt": b"nothing"})
    reports: list[LoadReport] = []
    with pytest.raises(LoadError, match=r"1 of the files could not be loaded; .*: bad.jsonl: No"):
        reports.extend(load_each(vault, [write(tmp_path / "a.zip", archive)]))

    [batch] = vault.batches()
    assert (len(batch.sources), set(batch.within)) == (30, {sha(archive)})
    [told] = [report for report in reports if report.batch]
    assert (told.files, told.posts, told.read, told.duplicates) == (30, 31, 60, 29)
    assert {(p, s) for p, s in posts(vault) if p != "x:shared"} == {
        (f"x:{n}", sha(files[f"d/{n}.jsonl"])) for n in range(1, 31)
    }


def test_archive_of_x_names_its_owner_in_the_file_beside(vault: Vault, tmp_path: Path) -> None:
    tweet = {"id_str": "17", "created_at": "Sat Mar 01 12:00:00 +0000 2025", "full_text": "Look"}
    owner = {"accountId": "4", "username": "Ann", "accountDisplayName": "Ann"}
    files = {
        "data/tweets.js": b"window.YTD.tweets.part0 = " + json.dumps([{"tweet": tweet}]).encode(),
        "data/account.js": b"window.YTD.account.part0 = "
        + json.dumps([{"account": owner}]).encode(),
    }
    folder = tmp_path / "data"
    folder.mkdir()
    for name, content in files.items():
        write(tmp_path / name, content)
    load(vault, [write(tmp_path / "x.zip", zipped(files))], collection="zip")
    load(vault, [str(folder)], collection="folder")
    for collection in ("zip", "folder"):
        parts = vault.parts("posts", vault.batches(collection))
        assert {row["account_id"] for part in parts for row in pq.read_table(part).to_pylist()} == {
            "x:4"
        }
    assert {batch.options.get("account") for batch in vault.batches()} == {"4"}
