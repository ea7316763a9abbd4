"""What a profile says about who it belongs to: a site, an account, a brand.

Only what a reader of this one profile sees, and what leads to the owner, is a statement. Names of
one form are none: programs invent them (`user8374`). A brand in the displayed name is one only
where the platform verified the account.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from detection.openness.hosts import owned_domain, platform_of

SITE, ACCOUNT, EACH_OTHER, BRAND = "site", "account", "each other", "brand"
KINDS: Final = (SITE, ACCOUNT, EACH_OTHER, BRAND)
"""Kinds of owners; of two that as many members name, the earlier one is told."""

MAX_CHARACTERS: Final = 4000
"""Characters of a profile that are read."""
BRAND_LETTERS: Final = 3
"""Fewest letters of a brand; of one in Chinese characters, two."""
BRAND_WORDS: Final = 3
"""Most words at the beginning of a name that may be a brand."""
BRAND_CHARACTERS: Final = 6
"""Most Chinese characters at the beginning of a name that may be one."""
LINK_KEYS: Final = frozenset(
    (
        *("url", "urls", "website", "homepage", "link", "links", "blog", "external_url"),
        *("fields", "entities", "user_profile_url", "expanded_url", "bio_links"),
    )
)
"""Further fields of a profile, as platforms call them, in which links to the owner stand."""

_NO_BRAND = frozenset(
    (
        *("the", "die", "der", "das", "les", "los", "las", "new", "news", "official", "breaking"),
        *("daily", "radio", "user", "team", "real", "官方", "中国"),
    )
)
_HOST = re.compile(
    r"(?<![a-z0-9@._-])(?P<mark>https?://|[a-z0-9._%+-]{1,64}@)?"
    r"(?P<host>(?:[a-z0-9-]{1,63}\.){1,8}[a-z][a-z0-9-]{1,23})(?P<path>/[\w./@%-]*)?"
)
_MENTION = re.compile(r"(?<![a-z0-9._%+@/-])@(\w[\w.-]{1,63})(?:@([a-z0-9.-]+\.[a-z]{2,24}))?")
_PLAIN = re.compile(r"[a-z0-9_.-]+")
_FOLDERS = frozenset(
    ("u", "n", "c", "s", "user", "channel", "profile", "people", "in", "company", "space", "pages")
)
_PLACES = frozenset(
    ("home", "search", "explore", "hashtag", "share", "watch", "i", "intent", "p", "groups")
)
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody whom profiles name.

    Attributes:
        kind: SITE, ACCOUNT, EACH_OTHER or BRAND.
        value: Host, handle without `@`, or brand, in lower case; empty for EACH_OTHER.
        needles: In lower case what names it: the host, handles without `@`, the brand.
    """

    kind: str
    value: str
    needles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """The latest that is known of an account; empty where it is not.

    Attributes:
        account_id: Its id.
        handle: Its handle.
        name: The name it shows.
        bio: What it says about itself.
        verified: The platform verified it.
        extra: JSON object of further fields, or empty.
    """

    account_id: str
    handle: str = ""
    name: str = ""
    bio: str = ""
    verified: bool = False
    extra: str = ""

    @property
    def aliases(self) -> frozenset[str]:
        """What others call it when they mention it."""
        native = self.account_id.partition(":")[2]
        called = (_plain(one).lstrip("@") for one in (self.handle, native, self.name))
        return frozenset(one for one in called if one)


def named_by(profile: Profile) -> frozenset[Owner]:
    """Return the owners that a profile names; never itself."""
    # what hides in a text (soft hyphens, marks of direction) is not what a reader sees
    text = _plain(" ".join((profile.name, profile.bio, *_links(profile.extra))))[:MAX_CHARACTERS]
    own = profile.aliases
    accounts = {name for name in _accounts(text) if name not in own}
    sites = {Owner(SITE, host, (host,)) for host in _sites(text)}
    brands = _brands(_plain(profile.name)) if profile.verified else ()
    return frozenset(
        sites
        | {Owner(ACCOUNT, name, (name,)) for name in accounts}
        | {Owner(BRAND, brand, (brand,)) for brand in brands}
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if unicodedata.category(c) != "Cf").strip()


def _links(extra: str) -> Iterator[str]:
    try:
        fields: Any = json.loads(extra) if extra else None
    except ValueError:
        return
    if isinstance(fields, dict):
        for name in sorted(LINK_KEYS & fields.keys()):
            yield from _strings(fields[name])


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def _sites(text: str) -> Iterator[str]:
    """Return hosts and the domains above them."""
    for found in _HOST.finditer(text):
        host = found["host"].removeprefix("www.")
        domain = owned_domain(host, surely=found["mark"] is not None or host != found["host"])
        if domain is not None:
            yield host
            yield domain


def _accounts(text: str) -> Iterator[str]:
    for found in _MENTION.finditer(text):
        name = found[1].rstrip(".-")
        yield f"{name}@{found[2]}" if found[2] else name
        short = _PLAIN.match(name)  # Chinese text goes on behind a handle without a space
        if short and not found[2] and len(short[0]) > 1:
            yield short[0].rstrip(".-")
    for found in _HOST.finditer(text):
        if found["path"] and platform_of(found["host"]):
            steps = [step.lstrip("@") for step in found["path"].split("/") if step.strip("@")]
            if steps and steps[0] in _FOLDERS:
                steps = steps[1:]
            if steps and steps[0] not in _PLACES:
                yield steps[0]


def _brands(name: str) -> Iterator[str]:
    """Return what at the beginning of a name may be a brand: words, or Chinese characters."""
    begins = _CHINESE.match(name)
    if begins:
        for size in range(2, min(len(begins[0]), BRAND_CHARACTERS) + 1):
            if begins[0][:size] not in _NO_BRAND:
                yield begins[0][:size]
        return
    words: list[str] = []
    for word in name.split()[:BRAND_WORDS]:
        if not _LETTERS.fullmatch(word):
            return
        words.append(word)
        if any(len(one) >= BRAND_LETTERS and one not in _NO_BRAND for one in words):
            yield " ".join(words)
