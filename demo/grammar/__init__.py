"""Vocabulary and sentence patterns of each language, as data."""
