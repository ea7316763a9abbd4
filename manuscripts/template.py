"""The template of a manuscript: lines of fixed pieces and slots with their alternatives."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fixed:
    """Words that every copy of the line has."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place where copies differ.

    Attributes:
        alternatives: What stands there with the number of copies, most frequent first; an empty
            text means that the copy has nothing there.
        total: Different alternatives in all, where only the most frequent are listed.
        free: Whether nearly every copy has its own (a name, a number, a title): nothing is spun.
    """

    alternatives: tuple[tuple[str, int], ...]
    total: int
    free: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the manuscript with the number of copies that hold it."""

    pieces: tuple[Fixed | Slot, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Template:
    """A manuscript as its writer had it.

    Attributes:
        lines: Its sentences in their usual order.
        copies: Copies of the manuscript.
        shuffled: Whether copies put the sentences in different orders.
    """

    lines: tuple[Line, ...]
    copies: int
    shuffled: bool = False

    @property
    def slots(self) -> int:
        """Number of slots in all lines."""
        return sum(isinstance(piece, Slot) for line in self.lines for piece in line.pieces)

    def in_words(self) -> str:
        """Return it in one line: `{one|other} fixed {a|b}`; a free slot is `{…}`."""
        return " / ".join("".join(map(_piece_words, line.pieces)) for line in self.lines)

    def to_json(self) -> str:
        """Return it as JSON."""
        lines = [
            {"copies": line.copies, "pieces": [_piece_json(piece) for piece in line.pieces]}
            for line in self.lines
        ]
        content = {"copies": self.copies, "shuffled": self.shuffled, "lines": lines}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Template:
        """Return the template that `to_json` wrote."""
        content = json.loads(text)
        lines = tuple(
            Line(tuple(map(_piece_of, line["pieces"])), line["copies"]) for line in content["lines"]
        )
        return cls(lines, content["copies"], content["shuffled"])


def _piece_words(piece: Fixed | Slot) -> str:
    if isinstance(piece, Fixed):
        return piece.text
    more = ("…",) if piece.free or piece.total > len(piece.alternatives) else ()
    shown = () if piece.free else tuple(text for text, _count in piece.alternatives)
    return "{" + "|".join((*shown, *more)) + "}"


def _piece_json(piece: Fixed | Slot) -> dict[str, Any]:
    if isinstance(piece, Fixed):
        return {"text": piece.text}
    return {"slot": piece.alternatives, "total": piece.total, "free": piece.free}


def _piece_of(content: dict[str, Any]) -> Fixed | Slot:
    if "text" in content:
        return Fixed(content["text"])
    alternatives = tuple((text, count) for text, count in content["slot"])
    return Slot(alternatives, content["total"], content["free"])
