from __future__ import annotations

from pathlib import Path

import pytest

from marionet.errors import VaultError
from vault.duck import open_duckdb


def test_what_does_not_fit_goes_into_the_given_folder_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, scratch = tmp_path / "here", tmp_path / "scratch"
    here.mkdir()
    scratch.mkdir()
    monkeypatch.chdir(here)
    with open_duckdb(scratch, "50MB") as connection:
        rows = connection.sql("SELECT range AS n, md5(range::VARCHAR) AS t FROM range(2_000_000)")
        reader = rows.order("t").to_arrow_reader(1000)
        reader.read_next_batch()
        spilled = list(scratch.rglob("*"))
    assert spilled
    assert list(here.rglob("*")) == []


def test_times_are_utc_and_standard_output_stays_free(tmp_path: Path) -> None:
    with open_duckdb(tmp_path, "50MB") as connection:
        settings = "SELECT current_setting('TimeZone'), current_setting('enable_progress_bar')"
        assert connection.sql(settings).fetchall() == [("UTC", False)]


def sort_much(scratch: Path) -> None:
    with open_duckdb(scratch, "50MB") as connection:
        connection.execute("SET max_temp_directory_size = '1MB'")
        rows = connection.sql("SELECT range AS n, md5(range::VARCHAR) AS t FROM range(3_000_000)")
        rows.order("t").to_arrow_table()


def test_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="Free space on that disk"):
        sort_much(tmp_path)
