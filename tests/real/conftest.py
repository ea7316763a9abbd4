from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_HELPER = Path(__file__).parent.parent / "real_data.py"
_spec = importlib.util.spec_from_file_location("marionet_tests_real_data", _HELPER)
assert _spec is not None
assert _spec.loader is not None
real_data = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(real_data)

collect_ignore_glob = [] if real_data.real_data_is_there() else ["test_*.py"]


def pytest_report_header() -> str | None:
    if real_data.real_data_is_there():
        return None
    return f"tests/real: not run, there is no real data at {real_data.REAL_DATA}"


@pytest.fixture(scope="session")
def real_folder() -> Path:
    return real_data.REAL_DATA
