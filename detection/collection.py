"""A collection as signals read it: its tables, and what several signals need, made once."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Final

import ibis.expr.types as ir

from detection.text.forms import Forms, forms_of
from vault.tables import Tables

FEW: Final = 200
"""Accounts that are few in every collection, however small."""


class Collection:
    """The canonical tables of a collection, for the time in which its events are collected."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def table(self, name: str) -> ir.Table:
        """Return a canonical table."""
        return self._tables.table(name)

    @cached_property
    def forms(self) -> Forms:
        """The texts of the posts in normal form."""
        return forms_of(self.table("posts"))

    @cached_property
    def few(self) -> int:
        """How many accounts are few: max(200, sqrt N), N = accounts that have a post."""
        accounts = self.table("posts").account_id.nunique().to_pyarrow().as_py()
        return max(FEW, math.isqrt(int(accounts)))
