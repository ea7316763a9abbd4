"""Watching: detection again as data arrives, and an alert for what is new, each once."""
