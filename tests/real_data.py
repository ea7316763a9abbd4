"""Where real data lies: beside the repository, never in it."""

from __future__ import annotations

from pathlib import Path

REAL_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
"""`../shared/data` beside the repository: public sets that may not be redistributed."""


def real_data_is_there() -> bool:
    """Whether tests on real data can run."""
    return REAL_DATA.is_dir()
