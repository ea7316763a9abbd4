"""The watch list of the demo campaign: its invented names, and the day of its launch."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.resources import files

from demo.clock import Period
from demo.options import CampaignOptions

WATCHLIST = "watchlist.yaml"
"""Name of the file beside the campaign's posts, and in a workspace."""


def watchlist_text(options: CampaignOptions) -> str:
    """Return the watch list of a campaign as YAML."""
    launch = datetime.fromtimestamp(Period.of(options).launch, UTC)
    template = files("demo").joinpath(WATCHLIST).read_text("utf-8")
    return template.replace("{launch}", f"{launch:%Y-%m-%d %H:%M:%S}Z")
