"""Addresses that lead to one item of a platform, as one form; the rules are data/items.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import yaml

from loaders.canonical.ids import FORMS
from loaders.canonical.lists import FOLDER

_FIELD = re.compile(r"\{(\w+)(?::(\w+))?\}")


class ItemRule:
    """One entry of data/items.yaml.

    Args:
        entry: Its `hosts`, `path`, `item`, and where there are, `query` and `keep`.
    """

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.hosts: tuple[str, ...] = tuple(entry["hosts"])
        self._path = re.compile(f"{entry['path']}/?", re.ASCII)
        self._query = self._patterns(entry.get("query", {}))
        self._keep = self._patterns(entry.get("keep", {}))
        host, _, rest = str(entry["item"]).partition("?")
        self._item, self._item_query = host, rest

    @staticmethod
    def _patterns(given: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
        return {name: re.compile(pattern, re.ASCII) for name, pattern in given.items()}

    def item(self, host: str, path: str, query: Mapping[str, str]) -> str | None:
        """Return the one form without its scheme, or None where the rule does not fit.

        Args:
            host: As it is after data/hosts.txt.
            path: As it stands in a canonical URL.
            query: The parameters, decoded.
        """
        found = self._path.fullmatch(path)
        if not found:
            return None
        values = {"host": host, **found.groupdict()}
        for name, pattern in self._query.items():
            fits = pattern.fullmatch(query.get(name, ""))
            if not fits:
                return None
            values |= {name: fits[0]} | fits.groupdict()
        item = _filled(self._item, values)
        pairs = [self._item_query] if self._item_query else []
        wanted = "&".join(_filled(each, values, in_query=True) for each in pairs)
        kept = [
            f"{name}={query[name]}"
            for name, pattern in sorted(self._keep.items())
            if name in query and pattern.fullmatch(query[name])
        ]
        end = "&".join([*([wanted] if wanted else []), *kept])
        return f"{item}?{end}" if end else item


def _filled(template: str, values: Mapping[str, str], *, in_query: bool = False) -> str:
    def value(field: re.Match[str]) -> str:
        text = values[field[1]]
        text = FORMS[field[2]](text) if field[2] else text
        return quote_plus(text) if in_query else text

    return _FIELD.sub(value, template)


def _rules() -> dict[str, tuple[ItemRule, ...]]:
    by_host: dict[str, tuple[ItemRule, ...]] = {}
    for entry in yaml.safe_load((FOLDER / "items.yaml").read_text("utf-8")):
        rule = ItemRule(entry)
        for host in rule.hosts:
            by_host[host] = (*by_host.get(host, ()), rule)
    return by_host


ITEM_RULES = _rules()
"""Host -> its rules, in the order in which they are tried."""
