"""Division of fan communities: who speaks for both, who provokes in both, what it drew."""
