"""A collection as signals read it: its tables, and what several signals need, made once."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Final

import ibis.expr.types as ir

from detection.text.forms import Forms, forms_of
from detection.text.kept import KeptTexts
from vault.tables import Tables

FEW: Final = 200
"""Accounts that are few in every collection, however small."""
RARE: Final = 20
"""Accounts that are few enough where no time holds their posts apart."""


class Collection:
    """The canonical tables of a collection, for the time in which its events are collected.

    Args:
        tables: The tables.
        texts: The texts in normal form where these are kept; None: they are made of the posts.
    """

    def __init__(self, tables: Tables, texts: KeptTexts | None = None) -> None:
        self._tables = tables
        self._texts = texts

    def table(self, name: str) -> ir.Table:
        """Return a canonical table."""
        return self._tables.table(name)

    def whole(self, name: str) -> ir.Table:
        """Return a canonical table of all times: what posts of a period refer to may be older."""
        return self._tables.whole(name)

    @cached_property
    def forms(self) -> Forms:
        """The texts of the posts in normal form."""
        return forms_of(self.table("posts")) if self._texts is None else self._texts.forms()

    @cached_property
    def accounts(self) -> int:
        """How many accounts have a post: N."""
        return int(self.table("posts").account_id.nunique().to_pyarrow().as_py())

    @property
    def few(self) -> int:
        """How many accounts are few: max(200, sqrt N)."""
        return max(FEW, math.isqrt(self.accounts))

    @property
    def rare(self) -> int:
        """How many accounts a thing without a time may have: max(20, min(N / 1000, sqrt N)).

        A share of the accounts, not a number of them: what 200 of 4,000 people say is a manner of
        speaking. Nothing else holds such things apart, as bursts do with those that have a time.
        """
        return max(RARE, min(self.accounts // 1000, math.isqrt(self.accounts)))
