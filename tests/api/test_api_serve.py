"""`marionet serve` as a person starts it: the link, the door, and that nothing stays behind."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.server import announced, running_address
from graph.status import server_status
from marionet.cli.app import main
from marionet.errors import NotFound
from marionet.workspace import Workspace

START_S = 180  # the time of a busy machine; seconds on a quiet one
STOP_S = 60
COMMAND = [sys.executable, "-c", "from marionet.cli.app import main; main()", "--quiet"]


@contextmanager
def serving(
    home: Path, environment: dict[str, str], *flags: str
) -> Iterator[subprocess.Popen[str]]:
    """Start the server; end it however the block ends."""
    process = subprocess.Popen(
        [*COMMAND, "--home", str(home), "serve", *flags],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=STOP_S)


def read_link(process: subprocess.Popen[str]) -> str:
    """Wait for the one line on standard output."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_S)
    assert ready
    return process.stdout.readline().strip()


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Types a command and returns its exit code, standard output and standard error."""

    def typed(*arguments: str) -> tuple[int, str, str]:
        home = str(tmp_path / "home")
        monkeypatch.setattr(sys, "argv", ["marionet", "--quiet", "--home", home, *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out.strip(), printed.err

    return typed


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_prints_a_link_and_stops_at_once(
    tmp_path: Path, neo4j_environment: dict[str, str], number: signal.Signals, run: Run
) -> None:
    home = tmp_path / "home"
    with serving(home, neo4j_environment, "--port", "0") as process:
        link = read_link(process)
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/login\?token=[\w-]{43}", link)
        base = link.partition("/login")[0]
        with httpx.Client(follow_redirects=True) as browser:
            assert browser.get(f"{base}/api/v1/collections").status_code == 401
            assert browser.get(link).status_code == 200
            assert browser.get(f"{base}/api/v1/collections").json()["items"] == []
        assert httpx.get(link).status_code == 401

        again = run("link")[1]
        assert again.startswith(f"{base}/login?token=")
        assert httpx.get(again).status_code == 303
        token = run("link", "--token")[1]
        answer = httpx.get(
            f"{base}/api/v1/openapi.json", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.json()["info"]["title"] == "Marionet"
        for path in (home / "secrets").iterdir():
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0

        process.send_signal(number)
        out, err = process.communicate(timeout=STOP_S)
        assert out == ""
        assert "Traceback" not in err
        assert process.returncode in (0, 128 + signal.SIGTERM)
    with pytest.raises(httpx.ConnectError):
        httpx.get(base)
    assert list((home / "secrets" / "servers").iterdir()) == []


def test_neo4j_stops_with_the_server(tmp_path: Path) -> None:
    home = tmp_path / "home"
    small = {"MARIONET_NEO4J_HEAP_MB": "512", "MARIONET_NEO4J_PAGE_CACHE_MB": "128"}
    with serving(home, small, "--port", "0") as process:
        assert read_link(process).startswith("http://127.0.0.1:")
        assert server_status(Workspace(home))["running"]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=STOP_S)
        assert process.returncode == 0, err
    assert not server_status(Workspace(home))["running"]


def test_a_link_leads_to_the_server_that_is_left(tmp_path: Path) -> None:
    notes = tmp_path / "servers"
    with announced(notes, "http://127.0.0.1:1"):
        first = next(notes.iterdir())
        os.utime(first, (1, 1))
        dead, broken = notes / "0.json", notes / "1.json"
        dead.write_text('{"address": "http://127.0.0.1:2", "pid": 999999999}')
        broken.write_text("[]")
        assert running_address(notes) == "http://127.0.0.1:1"
        second = notes / "2.json"
        second.write_text(f'{{"address": "http://127.0.0.1:3", "pid": {os.getpid()}}}')
        assert running_address(notes) == "http://127.0.0.1:3"
        second.unlink()
        assert running_address(notes) == "http://127.0.0.1:1"
    with pytest.raises(NotFound):
        running_address(notes)


def test_a_link_without_a_server_is_an_error(run: Run) -> None:
    code, out, err = run("link")
    assert (code, out) == (2, "")
    assert "marionet serve" in err


def test_a_port_that_is_taken_is_told(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--port", str(port))
    assert code == 2
    assert f"Port {port} of 127.0.0.1 is taken" in err
    assert "--port 0" in err


def test_the_default_port_gives_way_to_a_free_one(
    tmp_path: Path, neo4j_environment: dict[str, str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {**neo4j_environment, "MARIONET_PORT": port}
        with serving(tmp_path / "home", environment) as process:
            link = read_link(process)
            assert f":{port}/" not in link
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=STOP_S)
    assert f"Port {port} is taken by another program: using " in err


def test_an_address_that_others_reach_needs_a_flag(run: Run) -> None:
    code, _, err = run("serve", "--host", "198.51.100.1", "--port", "0")
    assert code == 2
    assert "--allow-network" in err


def test_a_host_that_is_no_name_is_an_error(run: Run) -> None:
    for host in ("..", "é..", "汉" * 80):
        code, _, err = run("serve", "--host", host, "--allow-network", "--port", "0")
        assert code == 2
        assert "127.0.0.1" in err
        assert "unexpectedly" not in err


def test_an_address_of_another_machine_is_an_error(run: Run) -> None:
    code, _, err = run("serve", "--host", "192.0.2.1", "--allow-network", "--port", "0")
    assert code == 2
    assert "--host 127.0.0.1" in err
