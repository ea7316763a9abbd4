"""Crews: rings that were together too few times for the main test."""
