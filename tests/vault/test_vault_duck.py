from __future__ import annotations

from pathlib import Path

import pytest

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
