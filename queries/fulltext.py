"""What a person types into a search box, as a query of the full-text index (Lucene syntax)."""

from __future__ import annotations

import re

_WORD = re.compile(r'"([^"]*)"|(\S+)')
_PLAIN = re.compile(r"[a-z0-9_]{2,}\Z", re.IGNORECASE)


def lucene(text: str) -> str:
    """Return a Lucene query that asks for every word; text in quotation marks stays together.

    Nothing that a person types is read as Lucene syntax. A word of Chinese or Japanese is asked
    for as a phrase, because the analyser `cjk` cuts it into pairs of characters; a word of Latin
    letters is found by its beginning too.
    """
    terms: list[str] = []
    for quoted, word in _WORD.findall(text):
        inner = (quoted or word).replace("\\", " ").replace('"', " ").strip()
        if not any(character.isalnum() for character in inner):
            continue  # the analyser drops it, and an empty phrase finds nothing
        phrase = f'"{inner}"'
        terms.append(f"({phrase} OR {inner}*)" if word and _PLAIN.match(inner) else phrase)
    return " AND ".join(terms) or '""'
