"""Memory, configuration and first password."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.embedded.auth_file import auth_line, write_auth_file
from graph.embedded.home import ServerHome
from graph.embedded.memory import MemorySizes, machine_mb, sizes_for
from graph.embedded.neo4j_conf import HARDENED, configuration, jvm_options
from graph.embedded.process import free_port
from graph.session import Graph
from marionet.errors import MarionetError
from marionet.settings import Settings


@given(total_mb=st.integers(512, 4_000_000))
def test_heap_and_page_cache_stay_within_bounds_and_leave_room(total_mb: int) -> None:
    sizes = sizes_for(total_mb, Settings())
    assert 512 <= sizes.heap_mb <= 4096
    assert 128 <= sizes.page_cache_mb <= 4096
    assert sizes.heap_mb + sizes.page_cache_mb <= max(704, total_mb // 2)
    assert sizes.one_transaction_mb <= sizes.all_transactions_mb < sizes.heap_mb


def test_sizes_of_the_settings_win() -> None:
    settings = Settings(neo4j_heap_mb=300, neo4j_page_cache_mb=70)
    assert sizes_for(64_000, settings) == MemorySizes(300, 70)


def test_the_limit_of_a_container_counts(tmp_path: Path) -> None:
    (tmp_path / "v2").write_text("max\n")
    (tmp_path / "v1").write_text(f"{700 << 20}\n")
    assert machine_mb([tmp_path / "v2", tmp_path / "absent"]) > 700
    assert machine_mb([tmp_path / "v2", tmp_path / "v1"]) == 700


def test_the_configuration_names_each_setting_once() -> None:
    text = configuration(Path("graph"), 7000, MemorySizes(512, 128))
    names = [line.split("=")[0] for line in text.splitlines() if not line.startswith("#")]
    assert len(names) == len(set(names))


def test_warnings_of_newer_java_are_silenced_there_only() -> None:
    sizes = MemorySizes(512, 128)
    assert "--enable-native-access=ALL-UNNAMED" in jvm_options(25, sizes)
    assert "--enable-native-access=ALL-UNNAMED" not in jvm_options(17, sizes)


def test_the_auth_line_is_what_neo4j_admin_writes() -> None:
    # `neo4j-admin dbms set-initial-password testpassword123` of 5.26.30 wrote this line.
    salt = bytes.fromhex("38efc78a124c32cfe09aa35136378d78a9dd5c68eff83263910b61e84b9dd780")
    assert auth_line("neo4j", "testpassword123", salt) == (
        "neo4j:SHA-256,27efe48bcffb011fd0bbe880dc1ec9388342cc62f656f8eb981511bc7e76083c,"
        "38efc78a124c32cfe09aa35136378d78a9dd5c68eff83263910b61e84b9dd780,1024:\n"
    )


def test_the_auth_file_is_for_this_user_only(tmp_path: Path) -> None:
    write_auth_file(tmp_path, "neo4j", "word")
    assert (tmp_path / "dbms" / "auth.ini").stat().st_mode & 0o777 == 0o600


SHOWN = {name: value for name, value in HARDENED.items() if not name.startswith("internal.")}


def test_the_running_server_has_the_hardened_settings(graph: Graph) -> None:
    rows = graph.read(
        "SHOW SETTINGS YIELD name, value WHERE name IN $names RETURN name, value",
        {"names": list(SHOWN)},
    )
    assert {row["name"]: row["value"].upper() for row in rows} == {
        name: value.upper() for name, value in SHOWN.items()
    }


def test_load_csv_reaches_no_address(graph: Graph) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.5)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/x.csv"
        with pytest.raises(MarionetError):
            graph.read("LOAD CSV FROM $url AS line RETURN line", {"url": url})
        with pytest.raises(TimeoutError):
            listener.accept()


def test_load_csv_reads_no_file(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("secret\n")
    with pytest.raises(MarionetError) as raised:
        graph.read("LOAD CSV FROM $url AS line RETURN line", {"url": (tmp_path / "x.csv").as_uri()})
    assert "secret" not in raised.value.message


def test_the_running_server_listens_on_this_machine_only_and_holds_its_memory(
    graph: Graph,
) -> None:
    rows = graph.read("SHOW SETTINGS YIELD name, value RETURN name, value")
    found = {row["name"]: row["value"] for row in rows}
    assert re.fullmatch(r"127\.0\.0\.1:\d+", found["server.bolt.listen_address"])
    assert found["server.memory.heap.max_size"] == "512.00MiB"
    assert found["server.memory.pagecache.size"] == "128.00MiB"
    assert found["db.memory.transaction.max"] == "256.00MiB"
    assert found["dbms.memory.transaction.total.max"] == "256.00MiB"


def test_the_next_start_takes_the_same_port_so_that_others_find_the_server_again(
    tmp_path: Path,
) -> None:
    home = ServerHome(tmp_path / "graph")
    assert home.last_port() == 0
    home.prepare(port := free_port(), "p" * 43, MemorySizes(512, 128))
    assert home.last_port() == port
    assert free_port(port) == port


def test_a_port_that_is_taken_meanwhile_is_left_to_its_owner() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert free_port(taken.getsockname()[1]) != taken.getsockname()[1]
