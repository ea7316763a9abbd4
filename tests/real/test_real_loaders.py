from __future__ import annotations

from pathlib import Path

import pytest

from loaders import LoadReport, load
from vault import Vault

# file -> posts, accounts, duplicates, merged rows, rejects
TABLES = {
    "airline/tweets.csv": (14485, 7701, 155, 0, 0),
    "weibo_ced/roots.parquet": (1655, 1320, 0, 0, 0),
    "weibo_checked/posts.parquet": (894, 1, 0, 0, 0),
    "ira/authors.csv": (0, 2856, 0, 0, 0),
}


@pytest.mark.parametrize("name", TABLES)
def test_table_loads_whole_by_its_shipped_mapping(
    name: str, real_folder: Path, tmp_path: Path
) -> None:
    [report] = load(Vault(tmp_path), [str(real_folder / name)])

    assert (
        report.posts,
        report.accounts,
        report.duplicates,
        report.merged,
        report.rejects,
    ) == TABLES[name]


@pytest.mark.parametrize("family", ["x_api_v2", "weibo_mobile_api"])
def test_samples_of_a_format_are_recognised_and_load_without_rejects(
    family: str, real_folder: Path, tmp_path: Path
) -> None:
    reports = load(Vault(tmp_path), [str(real_folder / "formats" / family)])

    assert {report.name for report in reports if report.skipped} <= {"repo_edges.json"}
    assert [report for report in reports if report.rejects] == []
    assert all(_something(report) for report in reports)


def _something(report: LoadReport) -> bool:
    return bool(report.skipped) or report.posts + report.accounts + report.duplicates > 0
