"""Text out of the little HTML that platforms put into their texts."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Markup:
    """What a piece of HTML says: its text, and the addresses of its links."""

    text: str
    links: tuple[str, ...]


class _Reader(HTMLParser):
    """Keeps text, line breaks, the names of emoji pictures, and links to other places."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "img":
            self.pieces.append(found.get("alt") or "")
        elif tag == "a":
            # Weibo keeps the address that was typed in `data-url`; `href` may be its own redirect.
            target = found.get("data-url") or found.get("href") or ""
            if target.startswith(_WEB):
                self.links.append(target)


def read_markup(html: str) -> Markup:
    """Return the text and links of a piece of HTML; anything that is none stays as it is."""
    if "<" not in html and "&" not in html:
        return Markup(html.strip(), ())
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markup("".join(reader.pieces).strip(), tuple(dict.fromkeys(reader.links)))
