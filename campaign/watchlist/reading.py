"""Reading a watch list from YAML."""

from __future__ import annotations

from pathlib import Path

from campaign.watchlist.model import Watchlist


def read_watchlist(path: Path) -> Watchlist:
    """Read a watch list.

    Raises:
        UsageError: The file is wrong; the message names file, line and what was expected.
    """
    raise NotImplementedError(path)
