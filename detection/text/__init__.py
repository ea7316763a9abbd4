"""Near-duplicate texts: a normal form, signatures, clusters."""
