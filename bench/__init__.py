"""Benchmarks: speed, memory and quality, measured on the real command line."""
