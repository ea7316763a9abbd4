"""The formats: each one file of this folder, a module with `FORMAT` or the YAML of a table."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from loaders.format import FAMILIES, Format

FORMATS: tuple[Format, ...] = tuple(
    sorted(
        (import_module(f"{__name__}.{module.name}").FORMAT for module in iter_modules(__path__)),
        key=lambda form: (FAMILIES.index(form.family), form.name),
    )
)
"""Every format that is a module, family by family. Those of tables are in `loaders.tables`."""
