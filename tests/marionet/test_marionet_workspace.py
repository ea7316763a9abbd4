from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from marionet.errors import WorkspaceError
from marionet.workspace import Workspace


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home").create()
    first = workspace.secret("token")
    assert workspace.secret("token") == first
    assert workspace.secret("other") != first
    assert len(first) >= 43  # 256 bits in base64
    assert mode(workspace.secrets / "token") == 0o600
    assert mode(workspace.secrets) == 0o700


def test_many_writers_agree_on_one_secret(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home").create()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: workspace.secret("token"), range(32)))
    assert len(found) == 1
    assert [path.name for path in workspace.secrets.iterdir()] == ["token"]


def test_a_home_that_is_a_file_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(WorkspaceError, match=r"cannot be created .* Choose a folder"):
        Workspace(tmp_path / "home").create()


def test_nothing_is_made_before_create(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "home")
    assert workspace.vault == tmp_path / "home" / "vault"
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - a list of names is what is compared
