"""Recovers what a manuscript was before it was spun: its lines, their fixed words and slots."""

from manuscripts.recovery.recover import EXPLAINED, Recovery, recover

__all__ = ["EXPLAINED", "Recovery", "recover"]
