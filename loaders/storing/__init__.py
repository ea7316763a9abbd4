"""Storing: records on their way into batches of the vault, with checkpoints, rejects and sums."""
