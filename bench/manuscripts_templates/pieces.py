"""Pieces in the form in which templates are compared.

What cannot be told from the copies is no difference: a slot whose copies all say the same is fixed
text, and what all alternatives begin or end with stands outside of the slot ({said|read} has
nothing in common, {says so|reads so} is {says|reads} and " so"). Tokens are characters in scripts
without spaces, else words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from manuscripts.recovery.characters import APOSTROPHE, GLUE, WORD, kind_of
from manuscripts.template import Fixed, Line

Piece = str | frozenset[str]
"""Fixed text, or the alternatives of a slot."""


def true_pieces(said: Iterable[tuple[str, ...]]) -> tuple[Piece, ...]:
    """Return the pieces of a line from what its copies say in each piece, without its stop."""
    pieces: list[Piece] = []
    for column in zip(*said, strict=True):
        pieces.extend(_factored(frozenset(word.strip() for word in column), column[0]))
    if isinstance(last := pieces[-1], str):
        pieces[-1] = last.rstrip("?!。.")
    return _merged(pieces)


def found_pieces(line: Line) -> tuple[Piece, ...]:
    """Return the pieces of a recovered line."""
    return _merged(
        piece.text
        if isinstance(piece, Fixed)
        else frozenset(text.strip() for text, _count in piece.alternatives)
        for piece in line.pieces
    )


def edges(pieces: tuple[Piece, ...], sentence: str) -> frozenset[int] | None:
    """Return where slots begin and end in a sentence without its spaces; None: no reading."""
    groups = "".join(
        f"({re.escape(_tight(piece))})"
        if isinstance(piece, str)
        else "(" + "|".join(map(re.escape, sorted(map(_tight, piece), key=len, reverse=True))) + ")"
        for piece in pieces
    )
    read = re.fullmatch(groups, _tight(sentence).rstrip("?!。."), flags=re.I)
    if read is None:
        return None
    slots = [k for k, piece in enumerate(pieces, start=1) if not isinstance(piece, str)]
    return frozenset(place for k in slots for place in read.span(k))


def fixed_words(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    """Return the fixed texts in their order, without spaces and case."""
    found = (_tight(piece).casefold() for piece in pieces if isinstance(piece, str))
    return tuple(text for text in found if text)


def slots(pieces: tuple[Piece, ...]) -> list[frozenset[str]]:
    """Return the alternatives of the slots, without spaces and case."""
    return [
        frozenset(_tight(text).casefold() for text in piece)
        for piece in pieces
        if not isinstance(piece, str)
    ]


def tokens(text: str) -> list[str]:
    """Cut a text as the method does: words, or characters of a script without spaces."""
    parts: list[str] = []
    for character in text:
        kind = kind_of(character)
        inside = kind == WORD and bool(parts) and kind_of(parts[-1][-1]) == WORD
        glued = kind in (GLUE, APOSTROPHE) and bool(parts)
        if inside or glued:
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _factored(words: frozenset[str], example: str) -> list[Piece]:
    if len(words) == 1:
        return [example]
    cut = [tokens(word) for word in words]
    head = _common(cut)
    rest = [word[head:] for word in cut]
    tail = _common([word[::-1] for word in rest])
    middle = frozenset("".join(word[: len(word) - tail]).strip() for word in rest)
    return ["".join(cut[0][:head]), middle, "".join(cut[0][len(cut[0]) - tail :])]


def _common(words: list[list[str]]) -> int:
    shared = 0
    while all(len(word) > shared for word in words) and len({w[shared] for w in words}) == 1:
        shared += 1
    return shared


def _merged(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    merged: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and not piece.strip():
            continue
        if isinstance(piece, str) and merged and isinstance(last := merged[-1], str):
            merged[-1] = last + piece
        else:
            merged.append(piece)
    return tuple(merged)
