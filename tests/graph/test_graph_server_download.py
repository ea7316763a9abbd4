"""Downloads from a real HTTP server on 127.0.0.1 that misbehaves in every way we know."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.embedded import download
from graph.embedded.download import ATTEMPTS, Wanted, fetch_all
from marionet.errors import GraphError
from marionet.progress import SILENT, Step

CONTENT = bytes(range(256)) * 2000  # 512 kB


@dataclass
class Repository:
    """What the server does with the first requests for a file; then it behaves."""

    faults: dict[str, list[str]]
    ranges: bool = True
    asked: Counter[str] = field(default_factory=Counter[str])
    sent: int = 0


class Handler(BaseHTTPRequestHandler):
    repository: Repository

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1]
        self.repository.asked[name] += 1
        faults = self.repository.faults.get(name, [])
        fault = faults.pop(0) if faults else "none"
        if fault.isdigit():
            self.send_error(int(fault))
            return
        start = self._start()
        body = CONTENT[start:]
        if fault == "wrong bytes":
            body = bytes(len(body))
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if fault == "breaks off":
            body = body[: len(body) // 2]
            self.close_connection = True
        self.repository.sent += len(body)
        self.wfile.write(body)

    def _start(self) -> int:
        asked = self.headers.get("Range", "")
        return int(asked[6:-1]) if asked and self.repository.ranges else 0

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def serving(repository: Repository) -> Iterator[str]:
    handler = type("Bound", (Handler,), {"repository": repository})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/repository"
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_BACK_OFF_S", 0.001)


def wanted(url: str, folder: Path, *names: str) -> list[Wanted]:
    digest = hashlib.sha256(CONTENT).hexdigest()
    return [Wanted(f"{url}/{name}", folder / name, digest, len(CONTENT)) for name in names]


def fetch(repository: Repository, folder: Path, *names: str) -> None:
    with serving(repository) as url:
        fetch_all(wanted(url, folder, *names), parallel=4, name="fetching", progress=SILENT)


PASSING = {
    "nothing is wrong": [],
    "it breaks off": ["breaks off"],
    "it breaks off again and again": ["breaks off"] * 4,
    "the bytes are wrong": ["wrong bytes"],
    "it breaks off, then the rest is wrong": ["breaks off", "wrong bytes"],
    "the server fails": ["500", "503"],
    "we ask too much": ["429"],
}


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize("case", PASSING)
def test_a_fault_that_passes_costs_only_another_attempt(
    case: str, ranges: bool, tmp_path: Path
) -> None:
    fetch(Repository({"a.jar": list(PASSING[case])}, ranges=ranges), tmp_path, "a.jar", "b.jar")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.jar": CONTENT,
        "b.jar": CONTENT,
    }


def test_what_had_come_is_not_fetched_again(tmp_path: Path) -> None:
    repository = Repository({"a.jar": ["breaks off"]})
    fetch(repository, tmp_path, "a.jar")
    assert repository.asked["a.jar"] == 2
    assert repository.sent == len(CONTENT)


def test_a_later_call_goes_on_where_an_earlier_one_was_killed(tmp_path: Path) -> None:
    (tmp_path / "a.jar.part").write_bytes(CONTENT[:-1000])
    repository = Repository({})
    fetch(repository, tmp_path, "a.jar")
    assert repository.sent == 1000
    assert (tmp_path / "a.jar").read_bytes() == CONTENT


LEFT_OVERS = {"all of it": CONTENT, "more than it": CONTENT + b"x", "other bytes": b"x" * 70_000}


@pytest.mark.parametrize("case", LEFT_OVERS)
def test_an_unfinished_file_of_any_content_ends_in_the_right_one(case: str, tmp_path: Path) -> None:
    (tmp_path / "a.jar.part").write_bytes(LEFT_OVERS[case])
    fetch(Repository({}), tmp_path, "a.jar")
    assert (tmp_path / "a.jar").read_bytes() == CONTENT
    assert list(tmp_path.glob("*.part")) == []


LASTING = {
    "the bytes are always wrong": (["wrong bytes"] * ATTEMPTS, "SHA-256"),
    "the server always fails": (["500"] * ATTEMPTS, "HTTP 500"),
    "the file is not there": (["404"], "MARIONET_MAVEN_URL"),
}


@pytest.mark.parametrize("case", LASTING)
def test_a_fault_that_lasts_is_told_and_leaves_no_file_of_that_name(
    case: str, tmp_path: Path
) -> None:
    faults, told = LASTING[case]
    with pytest.raises(GraphError, match=told) as raised:
        fetch(Repository({"a.jar": list(faults)}), tmp_path, "a.jar")
    assert "a.jar" in raised.value.message
    assert not (tmp_path / "a.jar").exists()


def test_a_missing_file_is_not_asked_for_again(tmp_path: Path) -> None:
    repository = Repository({"a.jar": ["404"]})
    with pytest.raises(GraphError):
        fetch(repository, tmp_path, "a.jar")
    assert repository.asked["a.jar"] == 1


def test_no_network_is_told_with_the_host(tmp_path: Path) -> None:
    with serving(Repository({})) as url:
        pass
    with pytest.raises(GraphError, match=r"127\.0\.0\.1.*Check the network"):
        fetch_all(wanted(url, tmp_path, "a.jar"), parallel=1, name="fetching", progress=SILENT)


class Recorder:
    """A progress that adds up what it is told."""

    def __init__(self) -> None:
        self.done = 0
        self.all: int | None = None

    @contextmanager
    def step(self, name: str, total: int | None = None, unit: str = "") -> Iterator[Step]:
        self.all = total
        yield self

    def advance(self, amount: int = 1) -> None:
        self.done += amount

    def total(self, amount: int | None) -> None: ...

    def note(self, text: str) -> None: ...


def test_progress_ends_at_its_total_whatever_was_fetched_twice(tmp_path: Path) -> None:
    recorder = Recorder()
    names = [f"{number}.jar" for number in range(8)]
    faults = {"0.jar": ["breaks off", "500"], "1.jar": ["wrong bytes"], "2.jar": ["breaks off"] * 3}
    with serving(Repository(faults)) as url:
        fetch_all(wanted(url, tmp_path, *names), parallel=4, name="fetching", progress=recorder)
    assert recorder.all == recorder.done == 8 * len(CONTENT) // 1_000_000
