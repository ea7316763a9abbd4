"""A seeded generator: organic life of some thousand accounts, and a smear campaign inside it."""

from demo.campaign import Campaign, generate
from demo.options import EVASIONS, CampaignOptions, Evasion

__all__ = ["EVASIONS", "Campaign", "CampaignOptions", "Evasion", "generate"]
