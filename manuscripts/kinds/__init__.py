"""Who or what wrote the copies of a text: software, or people who quote it."""

from manuscripts.kinds.names import KINDS

__all__ = ["KINDS"]
