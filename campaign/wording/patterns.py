"""Patterns of sentences as data: one YAML file per language, compiled to regular expressions.

A pattern is a regular expression with a few marks of its own:

- `{B}`, `{W}`, `{M}`: a watched name (the better one, the worse one, whoever is spoken of);
- `{~}`: a few letters without another name and within the clause;
- `{,}`: the end of a clause and a few letters of the next one;
- `«...»`: the cue, the words that decide; what denies it stands right before;
- `{names}`: any watched name, within a class of characters;
- `{good}`: any word of the list `good` of the file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from campaign.wording.marking import MARK

_TOKEN = re.compile(r"\{([^{}0-9][^{}]*)\}|«([^«»]*)»")
_ENDS = ",，、;；:：。!！?？\n"
"""What ends a clause."""
_CLAUSE_END = re.compile(f"[{_ENDS}]")
_NEAR = 40
"""Letters before a cue in which a denial of it may stand."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say something.

    Attributes:
        name: Unique; `rule` of what it finds.
        finds: The compiled pattern with the groups B, W or M, and `cue`.
        says: What kind of thing it says, where a table has several.
        kinds: Kinds of entities that it is about; empty: any.
        matches: Sentences that it must find.
        spares: Sentences in which nothing may be found.
    """

    name: str
    finds: re.Pattern[str]
    says: str
    kinds: tuple[str, ...]
    matches: tuple[str, ...]
    spares: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The patterns of one language.

    Attributes:
        language: ISO 639-1.
        patterns: In the order of the file: of two that find the same the first is told.
        denied: What denies a cue that follows it at once; matches at the end of what is before.
        before: What turns all after it into a question, a condition, somebody else's opinion.
        after: What takes back what its own clause says.
        later: What takes back all that the sentence said.
        hints: In RE2's syntax: a text without any hint holds none of the patterns.
    """

    language: str
    patterns: tuple[Pattern, ...]
    denied: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    later: re.Pattern[str]
    hints: str

    def takes_back(self, text: str, match: re.Match[str]) -> bool:
        """Return whether a match is denied, asked, supposed, or somebody else's opinion."""
        cue, end = match.span("cue")
        stop = _CLAUSE_END.search(text, match.end())
        clause = text[match.end() : stop.end() if stop else None]
        return bool(
            self.denied.search(text[max(0, cue - _NEAR) : cue])
            or self.before.search(text[:cue])
            or self.after.search(clause)
            or self.after.search(text[end : match.end()])
            or self.later.search(text, match.end())
        )


@cache
def read_table(package: str, language: str) -> Table:
    """Read `<package>/<language>.yaml`.

    Raises:
        KeyError: A pattern names a list that does not exist.
    """
    text = files(package).joinpath(f"{language}.yaml").read_text("utf-8")
    raw: dict[str, Any] = yaml.safe_load(text)
    gaps = raw["gaps"]
    words = {name: _alternatives(found, language) for name, found in raw["words"].items()}
    words |= {
        "~": f"[^{MARK}{_ENDS}]{{0,{gaps['clause']}}}?",
        ",": f"[^{MARK}。!！?？\n]{{0,{gaps['clause']}}}?[,，;；:：、]"
        f"[^{MARK}{_ENDS}]{{0,{gaps['next']}}}?",
    }
    return Table(
        language=language,
        patterns=tuple(_pattern(rule, words) for rule in raw["patterns"]),
        denied=_any(raw["denied"], words, end="$"),
        before=_any(raw["before"], words),
        after=_any(raw["after"], words),
        later=_any(raw["later"], words),
        hints="|".join(raw["hints"]),
    )


def _pattern(rule: Mapping[str, Any], words: Mapping[str, str]) -> Pattern:
    return Pattern(
        name=rule["name"],
        finds=re.compile(_expanded(rule["pattern"], words), re.IGNORECASE),
        says=rule.get("says", ""),
        kinds=tuple(rule.get("kinds", ())),
        matches=tuple(rule["matches"]),
        spares=tuple(rule.get("spares", ())),
    )


def _expanded(template: str, words: Mapping[str, str]) -> str:
    def piece(token: re.Match[str]) -> str:
        name, cue = token.groups()
        if cue is not None:
            return f"(?P<cue>{_expanded(cue, words)})"
        if name == "names":
            return MARK
        if name in ("B", "W", "M"):
            return f"(?P<{name}>[{MARK}])"
        return f"(?:{words[name]})"

    # a mark is no letter either, and nothing may reach over a name
    return _TOKEN.sub(piece, template).replace(r"\W", rf"[^\w{MARK}]")


def _any(templates: Sequence[str], words: Mapping[str, str], end: str = "") -> re.Pattern[str]:
    """Return what finds any of some templates; without any it finds nothing."""
    alternatives = "|".join(_expanded(template, words) for template in templates) or r"(?!)"
    return re.compile(f"(?:{alternatives}){end}", re.IGNORECASE)


def _alternatives(found: Sequence[str], language: str) -> str:
    """Return the words as one expression, the longest first."""
    joined = "|".join(sorted(found, key=lambda word: (-len(word), word)))
    return joined if language == "zh" else rf"\b(?:{joined})\b"
