"""The campaign's profile: what rings said, against whom, when, how, and with which accounts."""
