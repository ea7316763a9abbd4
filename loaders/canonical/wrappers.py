"""Pages that only send the reader on to another; the list is data/wrappers.txt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from loaders.canonical.lists import read_words

_WEB = re.compile(r"https?://", re.IGNORECASE)
_COPY = re.compile(r"/(?:amp|[acv])/(s/)?([^/]+\.[^/]+(?:/.*)?)")


class Wrapper(NamedTuple):
    """A path of a host, and the parameters of which one holds the address that is meant."""

    path: str
    parameters: tuple[str, ...]

    def target(self, path: str, query: Mapping[str, str], raw_query: str) -> str | None:
        """Return the address that is meant; None where it is no such page.

        Args:
            path: As it stands in a canonical URL.
            query: The parameters, decoded.
            raw_query: The parameters as they stand in a canonical URL.
        """
        if self.path.endswith("*"):
            if not path.lower().startswith(self.path[:-1]):
                return None
        elif path.lower().rstrip("/") != self.path.rstrip("/"):
            return None
        if not self.parameters:  # the address stands in the path
            found = _COPY.fullmatch(path)
            return f"https://{found[2]}" + (f"?{raw_query}" if raw_query else "") if found else None
        values = (query.get(name, "") for name in self.parameters)
        return next((value for value in values if _WEB.match(value)), None)


def _wrappers() -> dict[str, tuple[Wrapper, ...]]:
    by_host: dict[str, tuple[Wrapper, ...]] = {}
    for host, path, *parameters in read_words("wrappers.txt"):
        wrapper = Wrapper(path, tuple(name for name in parameters if name != "-"))
        by_host[host] = (*by_host.get(host, ()), wrapper)
    return by_host


_WRAPPERS = _wrappers()


def wrappers_of(host: str, domain: str) -> tuple[Wrapper, ...]:
    """Return the wrappers of a host; `domain` is the domain that somebody registered."""
    found = _WRAPPERS.get(host, ())
    _, dot, above = host.partition(".")
    while not found and dot:
        found = _WRAPPERS.get(f"*.{above}", ())
        _, dot, above = above.partition(".")
    # Google has a domain under every suffix; a wrapper stands on the domain itself.
    if not found and host == domain and host.startswith("google."):
        found = _WRAPPERS["google.*"]
    return found
