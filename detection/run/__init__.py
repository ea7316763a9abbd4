"""The tables of a run, its reasons in words, and what speaks against a ring."""
