"""From exports of many kinds to canonical records in the vault."""

from loaders.pipeline import load, load_each
from loaders.report import LoadReport, sums, totals

__all__ = ["LoadReport", "load", "load_each", "sums", "totals"]
