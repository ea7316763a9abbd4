"""The entries of a watch list as they are written, each word with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Final

from campaign.watchlist.moments import read_moment, read_zone
from marionet.yaml_nodes import Fields, Items, Node, Text

LONGEST: Final = 100
"""Characters of a name: longer ones are sentences, which no post repeats by chance."""

_PARTIES: Final = {"own": "own", "competitors": "competitor", "others": "other"}
_PARTY_KINDS: Final = ("brand", "product", "person")
_SIDES: Final = ("own", "competitor", "other")
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(_PARTIES, ("name", "kind", "aliases", "of", "not")),
    "communities": ("name", "side", "aliases", "of", "not"),
    "events": ("name", "at", "zone", "aliases", "of", "not"),
    "terms": ("name", "means", "aliases", "not"),
}
_KIND: Final = {"communities": "community", "events": "event", "terms": "term"}
SECTIONS: Final = tuple(_KEYS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entity as it is written; attributes as in `campaign.watchlist.model.Entity`."""

    name: Text
    kind: str
    side: str | None
    aliases: tuple[Text, ...]
    excluded: tuple[Text, ...]
    of: Text | None
    means: str | None
    at: datetime | None


def read_entries(root: Node) -> tuple[str, str, tuple[Entry, ...]]:
    """Return the name of a list, the name of its zone, and its entries in the order of the file.

    Raises:
        UsageError: Something is written in another way than expected.
    """
    if not isinstance(root, Fields) or not root.fields:
        root.place.wrong(
            f"this is no watch list: expected are the sections {', '.join(SECTIONS)}. Begin with: "
            "marionet watchlist example"
        )
    root.only(("name", "zone", *SECTIONS), "A watch list")
    zone = _zone(root, UTC)
    entries = tuple(
        _entry(section, item, zone)
        for section in SECTIONS
        if section in root.fields
        for item in _items(root.fields[section][1], f"the section {section!r}")
    )
    if not entries:
        root.place.wrong("the list names nobody: give at least one name in one section.")
    return _head(root, "name"), _head(root, "zone"), entries


def _head(root: Fields, key: str) -> str:
    return _text(root.fields[key][1], f"the {key} of the list").value if key in root.fields else ""


def _entry(section: str, item: Node, zone: tzinfo) -> Entry:
    kind = _KIND.get(section, "brand")
    if isinstance(item, Text):
        item = Fields({"name": (item.place, item)}, item.place)
    if not isinstance(item, Fields):
        item.place.wrong("a list stands here; expected is a name, or `- name: ...`.")
    item.only(_KEYS[section], f"An entry of {section!r}")
    if "name" not in item.fields:
        item.place.wrong("this entry has no name. Expected: `- name: ...`.")
    name = _name(item.fields["name"][1], "a name")
    if section in _PARTIES:
        kind = _choice(item, "kind", _PARTY_KINDS) or "brand"
    return Entry(
        name=name,
        kind=kind,
        side=_PARTIES.get(section) or _choice(item, "side", _SIDES),
        aliases=(name, *_names(item, "aliases")),
        excluded=tuple(_names(item, "not")),
        of=_name(item.fields["of"][1], "a name") if "of" in item.fields else None,
        means=_text(item.fields["means"][1], "an explanation").value.strip() or None
        if "means" in item.fields
        else None,
        at=_at(item, zone) if section == "events" else None,
    )


def _at(item: Fields, zone: tzinfo) -> datetime:
    if "at" not in item.fields:
        item.place.wrong("an event needs its day. Expected: `at: 2026-04-02 20:00`.")
    return read_moment(_text(item.fields["at"][1], "a date"), _zone(item, zone))


def _zone(fields: Fields, otherwise: tzinfo) -> tzinfo:
    if "zone" not in fields.fields:
        return otherwise
    return read_zone(_text(fields.fields["zone"][1], "a time zone"))


def _choice(item: Fields, key: str, known: tuple[str, ...]) -> str | None:
    if key not in item.fields:
        return None
    text = _text(item.fields[key][1], f"one of {', '.join(known)}")
    if text.value not in known:
        text.place.wrong(f"{text.value!r} is no {key}. Expected is one of: {', '.join(known)}.")
    return text.value


def _names(item: Fields, key: str) -> Iterator[Text]:
    if key in item.fields:
        for node in _items(item.fields[key][1], f"{key!r}"):
            yield _name(node, f"a name in {key!r}")


def _items(node: Node, what: str) -> tuple[Node, ...]:
    """Return the items of a list; a single word is a list of one, nothing is an empty one."""
    if isinstance(node, Items):
        return node.items
    if not isinstance(node, Text):
        node.place.wrong(f"{what} must be a list: begin each line with `- `.")
    return (node,) if node.value else ()


def _name(node: Node, what: str) -> Text:
    text = _text(node, what)
    said = " ".join(text.value.split())
    if not any(c.isalnum() or ord(c) > 0x2190 for c in said):
        text.place.wrong(f"{what} is missing here: {said[:20]!r} has no letter and no digit.")
    if len(said) > LONGEST:
        text.place.wrong(f"{what} has {len(said)} characters; at most {LONGEST} make a name.")
    if said.startswith("@"):
        text.place.wrong("names of accounts are written without @ (they are found as @name, too).")
    return Text(said, text.place)


def _text(node: Node, what: str) -> Text:
    if not isinstance(node, Text):
        node.place.wrong(f"expected is {what}, and here stands a list.")
    return node
