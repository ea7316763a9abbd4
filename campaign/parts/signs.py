"""Signs of fake accounts: weak ones, told with their share among organic accounts."""

from __future__ import annotations

from campaign.part import Part
from campaign.signs.looking import look
from campaign.signs.telling import tell

TABLES = ("fake_signs", "account_signs")

PART = Part("signs", 80, "Fake-account signs", TABLES, look, tell)
