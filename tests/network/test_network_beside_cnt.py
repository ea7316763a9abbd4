"""CNT itself, installed from its package, and ours on one invented set: the same edges."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench.peer_cnt import cnt_command, cnt_edges
from marionet.errors import MarionetError
from network.cnt import LAYERS, Options, cnt_network
from network.messages import read_messages
from tests.network.messages_invented import invent_messages
from tests.network.networks_read import weights_of

WINDOW_S, LEAST, THRESHOLD = 20, 2, 0.8


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cnt") / "messages.csv"
    invent_messages(path, rows=2_500, seed=11)
    return path


@pytest.fixture(scope="module")
def database(messages: Path) -> Path:
    """The database of CNT with all its networks."""
    found = messages.with_name("cnt.db")
    options = [str(value) for value in (WINDOW_S, LEAST, THRESHOLD, 1)]
    try:
        command = cnt_command(found, messages, [*options, *LAYERS])
    except MarionetError as error:
        pytest.fail(error.message, pytrace=False)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_every_edge_is_that_of_cnt_as_shipped(
    layer: str, messages: Path, database: Path, tmp_path: Path
) -> None:
    options = Options(layer, WINDOW_S, LEAST, THRESHOLD, self_loops=True, as_shipped=True)
    ours = weights_of(cnt_network(read_messages([messages], LAYERS[layer]), options, tmp_path))
    theirs = cnt_edges(database, layer)
    assert ours == theirs
    assert len(theirs) > 40
    assert len(set(theirs.values())) > 5


@pytest.mark.parametrize("layer", LAYERS)
def test_without_its_faults_only_loops_and_empty_links_are_missing(
    layer: str, messages: Path, database: Path, tmp_path: Path
) -> None:
    options = Options(layer, WINDOW_S, LEAST, THRESHOLD)
    ours = weights_of(cnt_network(read_messages([messages], LAYERS[layer]), options, tmp_path))
    theirs = {ends: w for ends, w in cnt_edges(database, layer).items() if ends[0] != ends[1]}
    if layer == "co_link":
        assert all(ours[ends] <= theirs[ends] for ends in ours)
        assert sum(ours.values()) < sum(theirs.values()) / 2
    else:
        assert ours == theirs
