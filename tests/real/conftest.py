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


@pytest.fixture(scope="session")
def real_folder() -> Path:
    return real_data.REAL_DATA
