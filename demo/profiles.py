"""What accounts say about themselves: ids, handles, names, a line of biography."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from demo.language import Language, load_language
from demo.ledger import Ints
from demo.people import OFFICIALS, People
from demo.world import FIELDS, LANGUAGES, PLATFORMS

FIRST_ID = 1_000_000_000
EPOCH = 1_100_000_000  # before the first registration, seconds since 1970
DEFAULT_HANDLES = 0.1  # share of organic accounts that never chose a handle
VERIFIED = 0.025  # share of the accounts that chose a handle
DRAWS = 6  # random numbers that a profile takes


def native_ids(people: People) -> Ints:
    """Return the ids: they grow with the time of registration, as on real platforms."""
    order = np.argsort(people.created, kind="stable")
    ids = np.empty(len(people), dtype=np.int64)
    ids[order] = FIRST_ID + (people.created[order] - EPOCH) * 3 + np.arange(len(people))
    return ids


def account_ids(people: People) -> list[str]:
    """Return the ids as the vault has them: `platform:native_id`."""
    pairs = zip(people.platform.tolist(), native_ids(people).tolist(), strict=True)
    return [f"{PLATFORMS[platform]}:{native}" for platform, native in pairs]


class Profiles:
    """The public faces of all accounts, made when they are asked for."""

    def __init__(self, people: People, seed: int) -> None:
        self._people = people
        self._languages = [load_language(code) for code in LANGUAGES]
        rng = np.random.default_rng([seed, 31])
        self._draws = rng.integers(0, 1 << 31, (len(people), DRAWS))
        self._plain = people.batch | (rng.random(len(people)) < DEFAULT_HANDLES)
        self._verified = ~self._plain & (rng.random(len(people)) < VERIFIED)
        self._officials = _official_names(self._languages)

    def of(self, account: int) -> dict[str, Any]:
        """Return the profile of one account, as the interchange format's `account` object."""
        people, draws = self._people, self._draws[account].tolist()
        language = self._languages[int(people.platform[account])]
        plain = bool(self._plain[account])
        official = self._officials.get(account - people.organic)
        name = official or _name(language, int(people.topic[account]) % FIELDS, draws, plain=plain)
        created = datetime.fromtimestamp(int(people.created[account]), UTC)
        return {
            "handle": name.replace(" ", "")[:24],
            "name": name,
            "bio": "" if plain or draws[3] % 3 == 0 else _bio(language, draws),
            "created_at": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "followers": int(people.followers[account]),
            "verified": official is not None or bool(self._verified[account]),
        }


def _official_names(languages: list[Language]) -> dict[int, str]:
    """Return the names of the official accounts by their place behind the organic ones."""
    return {
        number * len(PLATFORMS) + p: language.words[who][0]
        for number, who in enumerate(OFFICIALS)
        for p, language in enumerate(languages)
    }


def _name(language: Language, field: int, draws: list[int], *, plain: bool) -> str:
    """Return a name; a plain one is what the platform proposes at registration."""
    digits, places = draws[0], language.words["place"]
    place = places[draws[1] % len(places)]
    if language.code == "zh":
        things = language.things[field]
        return (
            f"用户{digits % 10**7:07}"
            if plain
            else f"{place}{things[draws[2] % len(things)]}{_tail(digits)}"
        )
    qualities = language.words["quality"]
    word = qualities[draws[2] % len(qualities)].split("-")[-1].split()[-1].title()
    first = place.split()[-1]
    return f"{first}{digits % 10**8:08}" if plain else f"{word} {first}{_tail(digits)}"


def _tail(digits: int) -> str:
    """Return the number that many people add to a name that is taken."""
    return str(digits % 9973) if digits % 5 < 3 else ""


def _bio(language: Language, draws: list[int]) -> str:
    feel, place = language.words["feel"], language.words["place"]
    return f"{place[draws[4] % len(place)]} · {feel[draws[5] % len(feel)]}"
