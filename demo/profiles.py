"""What accounts say about themselves: ids, handles, names, a line of biography."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from demo.language import Language, load_language, roll
from demo.ledger import Ints
from demo.people import OFFICIALS, People
from demo.world import FIELDS, LANGUAGES, PLATFORMS

FIRST_ID = 1_000_000_000
EPOCH = 1_100_000_000  # before the first registration, seconds since 1970
DEFAULT_HANDLES = 0.1  # share of organic accounts that never chose a handle


@dataclass(frozen=True, slots=True)
class Profile:
    """The public face of one account."""

    native_id: str
    platform: str
    handle: str
    name: str
    bio: str
    created: int
    followers: int
    verified: bool


def native_ids(people: People) -> Ints:
    """Return the ids: they grow with the time of registration, as on real platforms."""
    order = np.argsort(people.created, kind="stable")
    ids = np.empty(len(people), dtype=np.int64)
    ids[order] = FIRST_ID + (people.created[order] - EPOCH) * 3 + np.arange(len(people))
    return ids


def profiles(people: People, seed: int) -> Iterator[Profile]:
    """Return the profile of every account, in their order."""
    dice = roll([seed, 31])
    languages = [load_language(code) for code in LANGUAGES]
    ids = native_ids(people).tolist()
    officials = _official_names(languages)
    for i, native_id in enumerate(ids):
        platform = int(people.platform[i])
        language = languages[platform]
        official = officials.get(i - people.organic)
        plain = bool(people.batch[i]) or next(dice) % 1000 < DEFAULT_HANDLES * 1000
        name = official or _name(language, int(people.topic[i]) % FIELDS, dice, plain=plain)
        yield Profile(
            native_id=str(native_id),
            platform=PLATFORMS[platform],
            handle=name.replace(" ", "")[:24],
            name=name,
            bio="" if plain or next(dice) % 3 == 0 else _bio(language, dice),
            created=int(people.created[i]),
            followers=int(people.followers[i]),
            verified=official is not None or (not plain and next(dice) % 40 == 0),
        )


def _official_names(languages: list[Language]) -> dict[int, str]:
    """Return the names of the official accounts by their place behind the organic ones."""
    return {
        number * len(PLATFORMS) + p: language.words[who][0]
        for number, who in enumerate(OFFICIALS)
        for p, language in enumerate(languages)
    }


def _name(language: Language, field: int, dice: Iterator[int], *, plain: bool) -> str:
    """Return a name; a plain one is what the platform proposes at registration."""
    digits = next(dice)
    place = language.words["place"][next(dice) % len(language.words["place"])]
    if language.code == "zh":
        thing = language.things[field][next(dice) % len(language.things[field])]
        return f"用户{digits % 10**7:07}" if plain else f"{place}{thing}{_tail(digits)}"
    word = language.words["quality"][next(dice) % len(language.words["quality"])]
    first, last = place.split()[-1], word.split("-")[-1].split()[-1].title()
    return f"{first}{digits % 10**8:08}" if plain else f"{last} {first}{_tail(digits)}"


def _tail(digits: int) -> str:
    """Return the number that many people add to a name that is taken."""
    return str(digits % 9973) if digits % 5 < 3 else ""


def _bio(language: Language, dice: Iterator[int]) -> str:
    feel, place = language.words["feel"], language.words["place"]
    return f"{place[next(dice) % len(place)]} · {feel[next(dice) % len(feel)]}"
