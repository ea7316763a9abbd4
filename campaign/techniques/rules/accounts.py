"""Rules about the accounts themselves: they rest on signs, which are weak."""

from __future__ import annotations

from typing import Final

from campaign.figures import share, times
from campaign.signs.looking import signs
from campaign.techniques.facts import Facts
from campaign.techniques.rule import HIGH, LOW, MEDIUM, Assertion, Rule

LEAST_SHARE: Final = 0.2
"""Share of the known members that must have a sign before it is taken for a technique."""
FEWEST: Final = 5
"""Members that must have it."""
HALF: Final = 0.5
THREEFOLD: Final = 3.0
BULK: Final = ("registration_batch", "ids_in_row", "name_pattern", "shared_avatar", "one_client")
"""Signs of accounts that were opened or are run by the hundred."""
FEWEST_OF_A_NET: Final = 50


def new_assets(facts: Facts) -> Assertion | None:
    """Accounts that were young when they took part."""
    return _by_sign(facts, "young", "were younger than 180 days at their first post")


def persona_template(facts: Facts) -> Assertion | None:
    """Names of one form, which organic accounts have less often."""
    return _by_sign(facts, "name_pattern", "have names of a form that members share", most=MEDIUM)


def copied_pictures(facts: Facts) -> Assertion | None:
    """One picture in several members that is no platform's default."""
    return _by_sign(facts, "shared_avatar", "show pictures that members share", most=MEDIUM)


def botnet(facts: Facts) -> Assertion | None:
    """A large ring with two signs at least of accounts opened or run by the hundred."""
    seen = [sign for sign in BULK if _is_common(facts, sign)]
    if len(seen) < 2 or len(facts.members) < FEWEST_OF_A_NET:
        return None
    automatic = "regular_intervals" in facts.signs
    titles = {sign.name: sign.title.lower() for sign in signs()}
    shares = ", ".join(f"{titles[sign]} {share(facts.signs[sign]['share'])}" for sign in seen)
    reason = (
        f"{len(facts.members):,} accounts with {len(seen)} signs of accounts opened or "
        f"run by the hundred ({shares} of the members of whom it is known)"
        f"{', and of posting by a clock' if automatic else ''}."
    )
    bearers = [account for sign in seen for account in facts.bearers(sign)]
    return Assertion(MEDIUM if automatic else LOW, reason, tuple(dict.fromkeys(bearers)))


def _is_common(facts: Facts, sign: str) -> bool:
    row = facts.signs.get(sign)
    return row is not None and row["share"] >= LEAST_SHARE and row["members"] >= FEWEST


def _by_sign(facts: Facts, sign: str, told: str, most: str = HIGH) -> Assertion | None:
    if not _is_common(facts, sign):
        return None
    row = facts.signs[sign]
    confidence = MEDIUM if row["low"] >= THREEFOLD else LOW
    if confidence == MEDIUM and row["share"] >= HALF:
        confidence = most
    reason = (
        f"{row['members']:,} of {row['known']:,} members of whom it is known {told} "
        f"({share(row['share'])}; of organic accounts {share(row['organic_share'])}; at least "
        f"{times(row['low'])} times as often)."
    )
    return Assertion(confidence, reason, tuple(facts.bearers(sign)))


_ASKS = (
    "the sign “{}” is clearly more frequent than among organic accounts, and in five members and "
    "20% of those of whom it is known; medium from three times the organic share on, "
)
RULES: Final = (
    Rule(
        name="young-accounts",
        technique="T0150.001",
        asks=_ASKS.format("younger than 180 days") + "high where half of the members have it too",
        limits="An event brings newcomers; how an account was come by is not seen.",
        judge=new_assets,
    ),
    Rule(
        name="names-of-one-form",
        technique="T0144.002",
        asks=_ASKS.format("names of one form") + "never high",
        limits="A form that the platform proposes is a template of the platform's.",
        judge=persona_template,
    ),
    Rule(
        name="pictures-in-common",
        technique="T0145.001",
        asks=_ASKS.format("the same avatar as other members") + "never high",
        limits="Whose picture it was first is not known. Fans and supporters share pictures.",
        judge=copied_pictures,
    ),
    Rule(
        name="accounts-by-the-hundred",
        technique="T0093.002",
        asks="a ring of 50 accounts with two of these signs, each in 20% of the members: opened "
        "in a batch, ids in a row, names of one form, the same avatar, the same client; low, and "
        "medium where intervals are regular as well",
        limits="Whether accounts were bought, rented or opened by their users cannot be seen.",
        judge=botnet,
    ),
)
