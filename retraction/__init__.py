"""Taking a person's data out again: from the vault, its runs and the graph, with a tombstone."""
