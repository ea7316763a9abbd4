from __future__ import annotations

import gzip
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard

from loaders import load, sums, totals
from marionet.errors import LoadError, UsageError
from vault import Batch, Vault
from vault.folders import publish


def post(post_id: str, **fields: Any) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "platform": "x",
        "account_id": "ann",
        "created_at": "2025-03-01T12:00:00Z",
        **fields,
    }


def write(path: Path, *posts: dict[str, Any]) -> str:
    path.write_text("".join(json.dumps(p) + "\n" for p in posts))
    return str(path)


def rows(vault: Vault, table: str, *columns: str, batches: list[Batch] | None = None) -> set[Any]:
    found: set[Any] = set()
    for part in vault.parts(table, vault.batches() if batches is None else batches):
        read = pq.read_table(part, columns=list(columns)).to_pylist()
        found |= {tuple(row[c] for c in columns) for row in read}
    return found


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def test_post_stands_in_the_vault_with_all_that_hangs_on_it(vault: Vault, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        post(
            "1",
            text="Look",
            hashtags=["Here", "#HERE"],
            urls=["http://Example.org/a?utm_source=x", "javascript:alert(1)"],
            mentions=["@bob", {"account_id": "7", "handle": "eve"}],
            media=[{"media_id": "m1", "kind": "photo"}],
            quote_of="9",
            mood="odd",
            account={"name": "Ann <script>alert(1)</script>", "followers": 3},
        ),
    )
    [report] = load(vault, [path])

    assert totals([report]).startswith("1 posts, 1 accounts, 0 duplicates, 0 rejects, ")
    assert rows(vault, "posts", "post_id", "account_id", "kind", "quote_of", "extra") == {
        ("x:1", "x:ann", "quote", "x:9", '{"mood":"odd"}')
    }
    assert rows(vault, "post_urls", "post_id", "url", "url_seen", "domain") == {
        ("x:1", "https://example.org/a", "http://Example.org/a?utm_source=x", "example.org")
    }
    assert report.links_unread == 1
    assert rows(vault, "post_hashtags", "tag", "tag_seen") == {("here", "Here")}
    assert rows(vault, "post_mentions", "account_id", "handle") == {(None, "bob"), ("x:7", "eve")}
    assert rows(vault, "post_media", "media_id", "kind") == {("m1", "photo")}
    assert rows(vault, "accounts", "account_id", "native_id", "name", "followers") == {
        ("x:ann", "ann", "Ann <script>alert(1)</script>", 3)
    }


def test_every_fact_leads_back_to_its_line(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", post("1"), post("2", account_id="bob"))
    [report] = load(vault, [path])
    assert report.batch is not None
    sha256 = report.batch.sources[0]

    assert rows(vault, "posts", "post_id", "source", "offset") == {
        ("x:1", sha256, 1),
        ("x:2", sha256, 2),
    }
    with vault.originals.open(sha256) as file:
        assert file.read() == Path(path).read_bytes()


def test_same_file_again_adds_nothing_and_says_so(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", post("1"))
    [first] = load(vault, [path])
    [second] = load(vault, [path])

    assert (second.batch, second.known) == (None, first.batch)
    assert "nothing was added" in second.sentence()
    assert len(vault.batches()) == 1


def test_same_file_goes_into_another_collection(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", post("1"))
    for name in ("spring", "autumn"):
        [report] = load(vault, [path], collection=name)
        assert report.posts == 1
    assert vault.collections() == ["autumn", "spring"]


def test_duplicates_are_dropped_with_all_that_hangs_on_them(vault: Vault, tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", post("1", hashtags=["a"]), post("1", hashtags=["b"]))
    second = write(tmp_path / "b.jsonl", post("1", hashtags=["c"]), post("2", hashtags=["d"]))
    one, two = load(vault, [first, second])

    assert ((one.posts, one.duplicates), (two.posts, two.duplicates)) == ((1, 1), (1, 1))
    assert rows(vault, "post_hashtags", "post_id", "tag") == {("x:1", "a"), ("x:2", "d")}


def test_author_that_is_only_a_name_has_an_account(vault: Vault, tmp_path: Path) -> None:
    load(vault, [write(tmp_path / "a.jsonl", post("1", account_id="bob"))])
    assert rows(vault, "accounts", "account_id", "platform", "native_id", "name") == {
        ("x:bob", "x", "bob", None)
    }


def test_changes_of_an_account_are_kept_each_with_its_time(vault: Vault, tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.jsonl",
        post("1", created_at="2025-03-03T00:00:00Z", account={"name": "New"}),
        post("2", created_at="2025-03-01T00:00:00Z", account={"name": "Old", "followers": 5}),
    )
    [report] = load(vault, [path])
    assert report.accounts == 1
    assert rows(vault, "accounts", "account_id", "name", "followers") == {
        ("x:ann", "Old", 5),
        ("x:ann", "New", None),
    }


HOSTILE = {
    "time bomb of 1970": post("b", created_at="1970-01-01T00:00:00Z"),
    "time bomb of 9999": post("b", created_at="9999-12-31T23:59:59Z"),
    "reposts itself": post("b", repost_of="x:b"),
    "no id": post(""),
    "an id with a line break": post("b\nc"),
    "an id that is too long": post("b" * 600),
    "no account": post("b", account_id=""),
    "number that fits nowhere": post("b", likes=10**30),
    "text that is no text": post("b", text={"a": 1}),
    "kind that there is not": post("b", kind="shout"),
    "time that is a number": post("b", created_at=1740801600),
    "no platform": {k: v for k, v in post("b").items() if k != "platform"},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_bad_record_goes_to_the_rejects_and_the_load_goes_on(
    case: str, vault: Vault, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.jsonl", post("1"), HOSTILE[case], post("2"))
    [report] = load(vault, [path])

    assert (report.posts, report.rejects) == (2, 1)
    assert report.rejects_path is not None
    [reject] = [json.loads(line) for line in report.rejects_path.read_text().splitlines()]
    assert (reject["file"], reject["line"]) == ("a.jsonl", 2)
    assert reject["reason"]
    assert reject["record"] == HOSTILE[case]


def test_lines_that_are_no_json_are_rejected(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps(post("1")).encode()
    path.write_bytes(good + b'\n{"post_id": "\xff"}\n' + b"x" * (17 << 20) + b"\n[1]\n")
    [report] = load(vault, [str(path)], format="interchange")

    assert (report.posts, report.rejects) == (1, 3)
    assert report.rejects_path is not None
    assert report.rejects_path.stat().st_size < 10_000


def test_cycle_of_reposts_is_loaded_as_it_is(vault: Vault, tmp_path: Path) -> None:
    load(vault, [write(tmp_path / "a.jsonl", post("1", repost_of="2"), post("2", repost_of="1"))])
    assert rows(vault, "posts", "post_id", "repost_of") == {("x:1", "x:2"), ("x:2", "x:1")}


def test_too_many_rejects_stop_the_load_and_leave_only_them(vault: Vault, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", post("1"), post(""), post(""), post("2"))
    with pytest.raises(LoadError, match=r"More than 1 of the first 3 records .*--max-rejects"):
        load(vault, [path], max_rejects=1)

    left = {p.relative_to(vault.root).parts[0] for p in vault.root.rglob("*") if p.is_file()}
    assert left <= {"rejects", "load.lock"}
    [kept] = (vault.root / "rejects").iterdir()
    assert len(kept.read_text().splitlines()) == 2
    assert [report.posts for report in load(vault, [path], max_rejects=2)] == [2]


def test_what_was_loaded_before_a_bad_file_stays(vault: Vault, tmp_path: Path) -> None:
    good = write(tmp_path / "a.jsonl", post("1"))
    bad = tmp_path / "b.jsonl"
    bad.write_text('{"post_id": 1}\n')
    with pytest.raises(LoadError, match=r"b\.jsonl: No record of it can be read as interchange"):
        load(vault, [good, str(bad)], format="interchange")
    assert rows(vault, "posts", "post_id") == {("x:1",)}


def test_packed_files_and_folders_and_patterns_are_read(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.gz").write_bytes(gzip.compress(json.dumps(post("1")).encode()))
    packed = zstandard.ZstdCompressor().compress(json.dumps(post("2")).encode())
    (folder / "b.zst").write_bytes(packed)
    (folder / "readme.txt").write_text("nothing to load\n")
    (folder / ".hidden").write_text(json.dumps(post("3")))
    reports = load(vault, [str(folder)])

    assert [(report.name, report.posts, bool(report.skipped)) for report in reports] == [
        ("a.gz", 1, False),
        ("b.zst", 1, False),
        ("readme.txt", 0, True),
    ]
    [again] = load(vault, [str(folder / "a.*")])
    assert again.known is not None


def test_damaged_packing_is_told_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    packed = gzip.compress("".join(json.dumps(post(str(n))) + "\n" for n in range(5000)).encode())
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(LoadError, match=r"a\.gz is damaged"):
        load(vault, [str(path)], format="interchange")
    assert vault.batches() == []


def test_standard_input_is_read(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(json.dumps(post("1")).encode())

    monkeypatch.setattr(sys, "stdin", Stdin())
    [report] = load(vault, ["-"])
    assert (report.name, report.posts) == ("stdin", 1)


WRONG_CALLS: dict[str, dict[str, Any]] = {
    "no such file": {"paths": ["missing.jsonl"]},
    "no such format": {"format": "myspace"},
    "no such mapping": {"mapping": "missing.yaml"},
    "mapping for a format that needs none": {"mapping": "airline", "format": "interchange"},
    "table without mapping": {"format": "table"},
    "bad collection": {"collection": " "},
}


@pytest.mark.parametrize("case", WRONG_CALLS)
def test_wrong_call_is_a_usage_error_and_adds_nothing(
    case: str, vault: Vault, tmp_path: Path
) -> None:
    call: dict[str, Any] = {"paths": [write(tmp_path / "a.jsonl", post("1"))], **WRONG_CALLS[case]}
    with pytest.raises(UsageError):
        load(vault, call.pop("paths"), **call)
    assert vault.batches() == []


def test_unknown_content_and_empty_files_are_told(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(LoadError, match="no format that Marionet knows by sight"):
        load(vault, [str(path)])
    path.write_bytes(b"")
    with pytest.raises(LoadError, match=r"a\.bin is empty"):
        load(vault, [str(path)])
    assert [p for p in vault.root.rglob("*") if p.is_file() and p.name != "load.lock"] == []


_CHILD = """
import resource, sys
from pathlib import Path
if len(sys.argv) > 3:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
from loaders import load
from vault import Vault
from marionet.errors import MarionetError
print("started", flush=True)
try:
    load(Vault(Path(sys.argv[1])), [sys.argv[2]])
except MarionetError as error:
    sys.exit(error.message)
"""


def child(vault: Vault, path: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(vault.root), str(path), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )


def test_killed_load_leaves_no_half_batch_and_can_be_repeated(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        for number in range(120_000):
            file.write(json.dumps(post(f"p{number}", text="long " * 20)) + "\n")
    loading = child(vault, path)
    deadline = time.monotonic() + 120
    while not any(vault.root.glob("staging/resume-*/posts/*")) and time.monotonic() < deadline:
        assert loading.poll() is None
        time.sleep(0.01)
    os.kill(loading.pid, signal.SIGKILL)
    loading.communicate()

    assert Vault(vault.root).batches() == []
    [report] = load(Vault(vault.root), [str(path)])
    assert (report.posts, report.duplicates) == (120_000, 0)
    assert list(vault.root.glob("staging/*")) == []


def test_full_disk_is_one_sentence_and_leaves_nothing(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(post(os.urandom(99).hex())) + "\n" for _ in range(900)))
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    loading = child(vault, path, "20000")
    _, told = loading.communicate(timeout=200)

    assert loading.returncode == 1
    assert "cannot be written" in told.strip().splitlines()[-1]
    assert vault.batches() == []
    assert list(vault.root.glob("originals/*/*")) == []


def test_interruption_after_the_commit_keeps_the_original(
    vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish_and_be_interrupted(folder: Path, final: Path) -> None:
        publish(folder, final)
        raise KeyboardInterrupt

    monkeypatch.setattr("vault.batches.publish", publish_and_be_interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(vault, [write(tmp_path / "a.jsonl", post("1"))])

    [batch] = vault.batches()
    vault.originals.verify(batch.sources[0])


def test_folder_with_signs_of_a_pattern_in_its_name_holds_a_vault(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "case [2025] a=1 *" / "vault")
    account = {"handle": "Ann"}
    path = write(tmp_path / "a.jsonl", post("1", account=account), post("2", account=account))

    [report] = load(vault, [path])
    assert (report.posts, report.accounts) == (2, 1)
    assert rows(vault, "accounts", "account_id", "handle") == {("x:ann", "Ann")}


HUGE = {
    "a time": ("9" * 400, "3", "lies outside the years"),
    "a counter": ("1700000000", "9" * 400, "does not fit 64"),
}


@pytest.mark.parametrize("case", HUGE)
def test_huge_number_is_rejected_and_the_load_goes_on(
    case: str, vault: Vault, tmp_path: Path
) -> None:
    at, likes, reason = HUGE[case]
    mapping, table = tmp_path / "mapping.yaml", tmp_path / "table.csv"
    mapping.write_text(
        "columns: {post_id: id, account_id: who, created_at: at, likes: n}\n"
        "constants: {platform: x}\ntime: {format: epoch_s}\n"
    )
    table.write_text(f"id,who,at,n\n1,ann,1700000000,3\n2,bob,{at},{likes}\n")

    [report] = load(vault, [str(table)], mapping=str(mapping))
    assert (report.posts, report.rejects) == (1, 1)
    assert reason in next(iter(report.reasons))


def test_second_sighting_of_a_post_is_kept_with_its_counters(vault: Vault, tmp_path: Path) -> None:
    early, late = "2025-03-01T13:00:00Z", "2025-03-02T13:00:00Z"
    one = write(tmp_path / "a.jsonl", post("1", likes=3, observed_at=early))
    two = write(tmp_path / "b.jsonl", post("2"), post("1", likes=8, observed_at=late), post("1"))
    first, second = load(vault, [one, two])

    assert first.batch is not None
    assert second.batch is not None
    assert rows(vault, "posts", "post_id", "likes", "source") >= {
        ("x:1", 3, first.batch.sources[0])
    }
    source = second.batch.sources[0]
    assert rows(vault, "post_sources", "post_id", "likes", "source", "offset") == {
        ("x:1", 8, source, 2),
        ("x:1", None, source, 3),
    }
    assert sums([second]) == "3 rows read = 1 stored + 2 duplicates + 0 rejects"


def test_many_small_files_of_a_folder_are_one_batch_and_again_add_nothing(
    vault: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(1, 41):
        write(folder / f"{number:02}.jsonl", post(f"p{number}", account_id=f"a{number % 3}"))
    write(folder / "copy.jsonl", post("p1", account_id="a1"))
    told, *_ = load(vault, [str(folder)])[::-1]

    [batch] = vault.batches()
    assert (told.files, told.posts, told.accounts, len(batch.sources)) == (40, 40, 3, 40)
    assert batch.names == [f"{number:02}.jsonl" for number in range(1, 41)]
    for sha256 in batch.sources:
        vault.originals.verify(sha256)
    again = load(vault, [str(folder)])
    assert all(report.known == batch for report in again)
    assert vault.batches() == [batch]
