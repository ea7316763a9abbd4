"""Targets: whom a ring names more often than organic accounts do on the same days."""
