"""Marionet: the command line, the settings and the workspace."""

__version__ = "0.1.0"
