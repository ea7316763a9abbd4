"""Reading a watch list from YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NoReturn

from campaign.watchlist.entries import Entry, read_entries
from campaign.watchlist.form import name_forms
from campaign.watchlist.model import Entity, Watchlist
from marionet.errors import UsageError
from marionet.yaml_nodes import MAX_BYTES, Text, read_nodes

_NO_LETTERS: Final = re.compile(r"[\W_]+")
_LONGEST_CHAIN: Final = 8
_COMPARED: Final = 5_000  # names among which the one that may be meant is looked for


def read_watchlist(path: Path) -> Watchlist:
    """Read a watch list.

    Raises:
        UsageError: The file is wrong; the message names file, line and what was expected.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"The watch list {path} cannot be read: {error.strerror or error}. Write one with: "
            "marionet watchlist example > watchlist.yaml"
        ) from error
    return parse_watchlist(content, str(path))


def parse_watchlist(content: bytes, file: str = "watchlist.yaml") -> Watchlist:
    """Read a watch list from its bytes.

    Args:
        content: YAML in UTF-8.
        file: What the file is called in errors.

    Raises:
        UsageError: The list is wrong; the message names file, line and what was expected.
    """
    name, zone, entries = read_entries(read_nodes(content, file))
    found = _Known.of(entries).entities()
    return Watchlist(name=name, entities=found, source=content, zone=zone)


@dataclass(frozen=True, slots=True)
class _Known:
    """The entries, and which of them has a name.

    Attributes:
        entries: As they are written.
        forms: A name as it is written -> as it is looked for.
        owner: Form of a name -> place of its entry.
        aliases: Place of an entry -> form -> its name, each form once.
    """

    entries: tuple[Entry, ...]
    forms: dict[str, str]
    owner: dict[str, int]
    aliases: tuple[dict[str, str], ...]

    @classmethod
    def of(cls, entries: tuple[Entry, ...]) -> _Known:
        """Refuse a name of two entries: it would count for both, and set one under itself."""
        forms = _forms(entries)
        owner: dict[str, int] = {}
        aliases: tuple[dict[str, str], ...] = tuple({} for _ in entries)
        for place, entry in enumerate(entries):
            for text in entry.aliases:
                form = forms[text.value]
                if not form:
                    text.place.wrong(
                        f"the name {text.value!r} consists of marks that show nothing."
                    )
                first = owner.setdefault(form, place)
                if first != place:
                    _taken(text, entries[first].name)
                aliases[place].setdefault(form, text.value)
        return cls(entries, forms, owner, aliases)

    def entities(self) -> tuple[Entity, ...]:
        """Return the entities, each with an id of its own."""
        first: dict[str, Text] = {}
        for entry in self.entries:
            other = first.setdefault(self._id(entry), entry.name)
            if other is not entry.name:
                _taken(entry.name, other)
        return tuple(self._entity(place) for place in range(len(self.entries)))

    def _entity(self, place: int) -> Entity:
        entry = self.entries[place]
        return Entity(
            entity_id=self._id(entry),
            name=entry.name.value,
            kind=entry.kind,
            side=self._side(place),
            aliases=tuple(self.aliases[place].values()),
            of=None if entry.of is None else self._id(self.entries[self._owner_of(place)]),
            explanation=entry.means,
            at=entry.at,
            excluded=self._excluded(place),
        )

    def _id(self, entry: Entry) -> str:
        """Return `ent:` and the slug of a name: its letters and digits, joined by hyphens."""
        form = self.forms[entry.name.value]
        return "ent:" + ("-".join(_NO_LETTERS.sub(" ", form).split()) or form)

    def _owner_of(self, place: int) -> int:
        """Return the entry that another belongs to; the chain must end."""
        said = self.entries[place].of
        assert said is not None  # noqa: S101 - asked only where there is one
        chain, each = {place}, self._named(said)
        while True:
            if each in chain:
                said.place.wrong(f"{said.value!r} belongs to this entry itself.")
            chain.add(each)
            following = self.entries[each].of
            if following is None:
                return self._named(said)
            if len(chain) > _LONGEST_CHAIN:
                said.place.wrong(f"more than {_LONGEST_CHAIN} entries belong to each other here.")
            each = self._named(following)

    def _named(self, text: Text) -> int:
        form = self.forms[text.value]
        if form not in self.owner:
            near = get_close_matches(form, list(self.owner)[:_COMPARED], n=1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            text.place.wrong(f"nothing in the list is called {text.value!r}.{meant}")
        return self.owner[form]

    def _side(self, place: int) -> str | None:
        """Return the side; a community stands on that of what it belongs to."""
        entry = self.entries[place]
        if entry.kind != "community" or entry.side is not None:
            return entry.side
        return "other" if entry.of is None else self._side(self._owner_of(place))

    def _excluded(self, place: int) -> tuple[str, ...]:
        """Return the longer words that do not mean an entity; each must hold one of its names."""
        entry = self.entries[place]
        for text in entry.excluded:
            form = self.forms[text.value]
            if not any(name in form and name != form for name in self.aliases[place]):
                text.place.wrong(
                    f"{text.value!r} excludes nothing: expected is a longer word that holds one of "
                    f"the names of {entry.name.value!r}."
                )
        return tuple(text.value for text in entry.excluded)


def _forms(entries: tuple[Entry, ...]) -> dict[str, str]:
    """Return the form of every name in the list, all at once."""
    names = {
        text.value: None
        for entry in entries
        for text in (*entry.aliases, *entry.excluded, *((entry.of,) if entry.of else ()))
    }
    return dict(zip(names, name_forms(list(names)), strict=True))


def _taken(text: Text, other: Text) -> NoReturn:
    text.place.wrong(
        f"{text.value!r} is a name of {other.value!r} (line {other.place.line}) already. A name "
        "must mean one thing: leave it out of one of the two."
    )
