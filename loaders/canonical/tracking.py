"""Which parameters of a URL only say how the link was passed on; the list is data/tracking.txt."""

from __future__ import annotations

from collections.abc import Iterable

from loaders.canonical.lists import read_words


class Tracking:
    """Parameters that tell nothing of what a URL leads to.

    Args:
        lines: The words of each line of data/tracking.txt.
    """

    def __init__(self, lines: Iterable[list[str]]) -> None:
        names: set[str] = set()
        prefixes: list[str] = []
        self._with_value: dict[str, set[str]] = {}
        self._of_domain: dict[str, set[str]] = {}
        for what, *domains in lines:
            for domain in domains:
                self._of_domain.setdefault(domain.lstrip("@"), set()).add(what)
            if domains:
                continue
            name, has_value, value = what.partition("=")
            if has_value:
                self._with_value.setdefault(name, set()).add(value)
            elif name.endswith("*"):
                prefixes.append(name[:-1])
            else:
                names.add(name)
        self._names = frozenset(names)
        self._prefixes = tuple(prefixes)

    def has(self, name: str, value: str, domain: str) -> bool:
        """Whether a parameter only tracks, on a page of this registered domain."""
        name = name.lower()
        if name in self._names or name.startswith(self._prefixes):
            return True
        if name in self._with_value and value.lower() in self._with_value[name]:
            return True
        own = self._of_domain.get(domain)
        return own is not None and (name in own or f"{name}={value.lower()}" in own)


TRACKING = Tracking(read_words("tracking.txt"))
