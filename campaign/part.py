"""What a part of the profile is: some tables of a study, and how they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from campaign.case import Case
from campaign.section import Section
from vault import Run
from vault.studies import Study


@dataclass(frozen=True, slots=True)
class Findings:
    """A finished study with the run that it is about, as sections are written from it."""

    run: Run
    study: Study

    def rows(self, table: str, subject: str | None = None) -> list[dict[str, object]]:
        """Return the rows of a table of the study, of one subject where one is named."""
        filters = None if subject is None else [("subject", "=", subject)]
        return self.study.read(table, filters).to_pylist()


@dataclass(frozen=True, slots=True)
class Part:
    """Declaration of a part: one file of campaign/parts/, a module with `PART`.

    Attributes:
        name: Name of its section in JSON and in addresses; never changes its meaning.
        order: Place among the parts, unique: in this order they are made and shown. A part may read
            tables of parts before it.
        title: Heading, for people.
        tables: The tables of vault.study_schema that it makes.
        make: Makes these tables; a table that is left out is empty.
        section: Tells what the study found of one subject (a ring, or the run as a whole); None
            where there is nothing to tell, or nothing that could be known.
    """

    name: str
    order: int
    title: str
    tables: tuple[str, ...]
    make: Callable[[Case], Mapping[str, pa.Table]]
    section: Callable[[Findings, str], Section | None]


@cache
def parts() -> tuple[Part, ...]:
    """Return every part, in order."""
    from importlib import import_module
    from pkgutil import iter_modules

    import campaign.parts as package

    modules = (
        import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)
    )
    return tuple(sorted((m.PART for m in modules), key=lambda part: part.order))
