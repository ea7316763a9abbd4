"""Watched names in a text put as single marks, so that patterns need not know any name.

A mark is a character of the planes 15 and 16, which Unicode leaves to private use; those that a
text brings along are taken out first. Products stand for their brand: what is said of a car is said
of its maker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa

from campaign.watchlist import Entity, Watchlist
from campaign.watchlist.form import searched_forms
from campaign.watchlist.matching import Names

MARK: Final = "\U000f0000-\U0010ffff"
"""The marks, as a range within a character class."""

_FIRST: Final = 0xF0000
_MOST_NAMES: Final = 0x20000
_LONGEST_SENTENCE: Final = 400
_HAN: Final = "\u4e00-\u9fff"
_STRAY = re.compile(f"[{MARK}]")
_BREAK = re.compile(r"\s*[\r\n]\s*")
_STOP = re.compile(r"\.(?=\s|$)|\.{2,}")
_TAG_OF_A_NAME = re.compile(f"#([{MARK}])(?:#|(?![^\\W_]))")
_TAG = re.compile(r"#([^#\s]{1,40})#|#(\S+)")
_SPACE = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}{MARK}])|(?<=[{MARK}]) +(?=[{_HAN}])")
_SENTENCE = re.compile(r"[^。!！?？\n;；]+[。!！?？;；]*")
_BETWEEN = (b"", b" ", "的".encode(), b"'s ")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text, or a piece of one, with marks for the watched names.

    Attributes:
        text: With the marks.
        names: What is written in place of each mark, in order.
    """

    text: str
    names: tuple[str, ...]

    def sentences(self) -> list[Marked]:
        """Return its sentences; a hashtag that is not just a name is a sentence of its own."""
        text = _TAG_OF_A_NAME.sub(r"\1", self.text)
        text = _TAG.sub(lambda tag: f"\n{tag[1] or tag[2]}\n", text)
        text = _SPACE.sub("", text)
        found: list[Marked] = []
        first = 0
        for sentence in _SENTENCE.findall(text):
            marks = len(_STRAY.findall(sentence))
            # nobody compares in sentences longer than that, and a text without stops costs no more
            piece = sentence[:_LONGEST_SENTENCE]
            found.append(Marked(piece, self.names[first : first + len(_STRAY.findall(piece))]))
            first += marks
        return found

    def words(self) -> str:
        """Return what is written, names in full."""
        names = iter(self.names)
        return _STRAY.sub(lambda _mark: next(names), self.text).strip()


class Marks:
    """Finds the names of a watch list.

    Args:
        watchlist: Whose names; products are marked as their brand.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self._entities = watchlist.entities[:_MOST_NAMES]
        self._place = {entity.entity_id: n for n, entity in enumerate(self._entities)}
        self._names = Names(watchlist)
        self._root = [self._place[self.root(entity.entity_id)] for entity in self._entities]

    def root(self, entity_id: str) -> str:
        """Return the brand of a product; any other entity is its own root."""
        seen: set[str] = set()
        while entity_id not in seen:
            seen.add(entity_id)
            entity = self._entities[self._place[entity_id]]
            if entity.kind == "product" and entity.of in self._place:
                entity_id = entity.of
        return entity_id

    def entity(self, mark: str) -> Entity:
        """Return what a mark stands for."""
        return self._entities[ord(mark) - _FIRST]

    def mark(self, text: str) -> Marked:
        """Return one text with its names as marks; see `mark_all`."""
        return self.mark_all([text])[0]

    def mark_all(self, texts: Sequence[str]) -> list[Marked]:
        """Return texts in the form in which names are looked for, the names as marks.

        Quoted chains, URLs and names of accounts are left out, see campaign.watchlist.form; the end
        of a line ends a sentence.
        """
        clean = [_BREAK.sub("。", _STRAY.sub("", text)) for text in texts]
        forms = searched_forms(pa.array(clean, pa.large_string()))
        found = self._names.find_in(forms)
        spans: list[list[tuple[int, int, int]]] = [[] for _ in texts]
        for row, entity, start, end in zip(
            *(found[name].to_pylist() for name in ("row", "entity", "start", "end")), strict=True
        ):
            if start >= 0 and entity < len(self._root):
                spans[row].append((start, end, self._root[entity]))
        cased = [text.encode() for text in forms.cased.to_pylist()]
        return [_marked(text, _joined(text, of)) for text, of in zip(cased, spans, strict=True)]


def _joined(text: bytes, spans: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Return start, end and owner of each name; names of one owner side by side are one."""
    joined: list[tuple[int, int, int]] = []
    for start, end, owner in spans:
        if joined and joined[-1][2] == owner and text[joined[-1][1] : start] in _BETWEEN:
            joined[-1] = (joined[-1][0], end, owner)
        else:
            joined.append((start, end, owner))
    return joined


def _marked(text: bytes, spans: list[tuple[int, int, int]]) -> Marked:
    pieces: list[str] = []
    last = 0
    for start, end, owner in spans:
        pieces += (text[last:start].decode(), chr(_FIRST + owner))
        last = end
    names = tuple(text[start:end].decode() for start, end, _owner in spans)
    return Marked(_STOP.sub("。", "".join((*pieces, text[last:].decode()))), names)
