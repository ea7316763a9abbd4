"""The kinds of live sources, one file each."""
