"""The kinds of alerts: each one file of this folder, a module with `KIND`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from watching.change import AlertKind

KINDS: tuple[AlertKind, ...] = tuple(
    sorted(
        (import_module(f"{__name__}.{module.name}").KIND for module in iter_modules(__path__)),
        key=lambda kind: kind.order,
    )
)
"""Every kind, in the order in which alerts are told."""
