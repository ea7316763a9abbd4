"""The signals: each one file of this folder, a module with `SIGNAL`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from detection.signal import Signal

SIGNALS: tuple[Signal, ...] = tuple(
    sorted(
        (import_module(f"{__name__}.{module.name}").SIGNAL for module in iter_modules(__path__)),
        key=lambda signal: signal.order,
    )
)
"""Every signal, in the order in which they are collected and shown."""
