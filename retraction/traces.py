"""What of a person can stand in the bytes of an export."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property

_MIN_CHARACTERS = 5
"""An id or handle shorter than that is too likely a part of something else to be searched for."""


@dataclass(frozen=True)
class Traces:
    """The ids and names under which a person is found in an export.

    Attributes:
        accounts: Native ids of the account (without the platform).
        posts: Native ids of its posts.
        handles: Handles and display names it ever had.
        tombstone: What is put in the place of what is taken out.
    """

    accounts: frozenset[str]
    posts: frozenset[str]
    handles: frozenset[str]
    tombstone: str

    def without_ids(self) -> Traces:
        """Return traces by which nothing is found: only whole records go."""
        nothing = frozenset[str]()
        return Traces(nothing, nothing, nothing, self.tombstone)

    @cached_property
    def ids(self) -> frozenset[bytes]:
        """Every id, as it stands in a file."""
        return frozenset(each.encode() for each in self.accounts | self.posts)

    @cached_property
    def long(self) -> frozenset[bytes]:
        """The ids that are too long to be a part of something else by chance."""
        return frozenset(each for each in self.ids if len(each) >= _MIN_CHARACTERS)

    @cached_property
    def names(self) -> frozenset[bytes]:
        """Every handle and name as it stands in a file, in lower case."""
        return frozenset(form.lower() for handle in self.handles for form in _written(handle))

    @cached_property
    def pattern(self) -> re.Pattern[bytes] | None:
        """What finds ids and `@handles` inside texts of the program; None where there is none."""
        ids = [i for i in self.accounts | self.posts if len(i) >= _MIN_CHARACTERS]
        words = _either([*ids, *(f"@{handle}" for handle in self.handles)])
        # In an address the handle follows what is a word itself.
        paths = _either([f"/{h}" for h in self.handles if len(h) >= _MIN_CHARACTERS])
        forms = [rb"(?<![0-9A-Za-z_])" + words] if words else []
        forms += [paths] if paths else []
        if not forms:
            return None
        whole = rb"(?:" + b"|".join(forms) + rb")(?![0-9A-Za-z_])"
        return re.compile(whole, re.IGNORECASE)


def _either(texts: list[str]) -> bytes:
    """Return the pattern of any of these texts; the longest first, for one may begin another."""
    forms = sorted({form for text in texts for form in _written(text)}, key=len, reverse=True)
    return rb"(?:" + b"|".join(re.escape(form) for form in forms) + rb")" if forms else b""


def _written(text: str) -> set[bytes]:
    """Return the ways in which a text stands in a file: as it is, or with JSON's escapes."""
    escaped = json.dumps(text)[1:-1]
    return {text.encode(), escaped.encode(), escaped.replace("/", r"\/").encode()}
