"""The watch list: who and what a campaign may be about, with its names in every language."""

from campaign.watchlist.model import Entity, Watchlist

__all__ = ["Entity", "Watchlist"]
