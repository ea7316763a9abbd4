"""How much of a reach is the own of a ring, and what is left without it."""
