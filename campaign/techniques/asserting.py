"""All rules in all rings: the table techniques."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pyarrow as pa

import campaign.techniques.rules as package
from campaign.case import Case
from campaign.techniques.facts import Facts, facts_of
from campaign.techniques.framework import name_of
from campaign.techniques.rule import MOST_IDS, Rule
from campaign.techniques.tags import tags_of
from vault.study_schema import STUDY


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, by technique and name.

    Raises:
        ValueError: A rule names a technique that is not on the list.
    """
    modules = (
        import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)
    )
    found = [rule for module in modules for rule in module.RULES]
    return tuple(sorted(found, key=lambda rule: (name_of(rule.technique), rule.name)))


def techniques(case: Case) -> dict[str, pa.Table]:
    """Return the table `techniques`."""
    return {"techniques": asserted(facts_of(case, tags_of(case)))}


def asserted(facts: Iterable[Facts]) -> pa.Table:
    """Return what the rules assert of these subjects."""
    rows = [row for one in facts for row in _rows(one)]
    return pa.Table.from_pylist(rows, STUDY["techniques"])


def _rows(facts: Facts) -> Iterator[dict[str, Any]]:
    for rule in sorted(rules(), key=lambda rule: (rule.technique, rule.name)):
        found = rule.judge(facts)
        if found is None or not found.evidence:
            continue
        yield {
            "subject": facts.subject,
            "technique": rule.technique,
            "name": name_of(rule.technique),
            "rule": rule.name,
            "confidence": found.confidence,
            "reason": found.reason,
            "evidence": json.dumps(found.evidence[:MOST_IDS], ensure_ascii=False),
        }
