"""All signs in all rings: the tables fake_signs and account_signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import campaign.signs.found as package
from campaign.case import Case
from campaign.signs.profiles import Profiles, gather
from campaign.signs.shared import organic_sharing, shared_values, values_of
from campaign.signs.shares import compared, is_known_enough
from campaign.signs.sign import Sign
from detection.arrays import Flags, Ints
from vault.study_schema import STUDY

SURE: Final = 0.01
"""Largest p of a sign that is told in words, times the number of signs."""
CLEARLY: Final = 1.2
"""Least lower end of the ratio of a sign that is told in words: a large ring makes every trifle
significant."""
TOLD_VALUES: Final = 5
"""Values of one sign in one ring that have a row of their own."""

Texts = npt.NDArray[np.object_]


@cache
def signs() -> tuple[Sign, ...]:
    """Return every sign, in order."""
    modules = (
        import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)
    )
    return tuple(sorted((module.SIGN for module in modules), key=lambda sign: sign.order))


def is_striking(row: Mapping[str, Any]) -> bool:
    """Return whether members have the sign of this row clearly more often than organic accounts."""
    p, low = row["p"], row["low"]
    return None not in (p, low) and bool(p * len(signs()) <= SURE and low >= CLEARLY)


def look(case: Case) -> dict[str, pa.Table]:
    """Return the tables `fake_signs` and `account_signs`.

    fake_signs: for each subject and sign that is known of enough members a row with value null (the
    sign as a whole), and for signs by which members share something one for each of the clearest
    values. account_signs: which members have those signs that are striking in their ring; a sign
    that organic accounts have as often says nothing of a member.
    """
    profiles = gather(case)
    members = {
        subject: profiles.places(rows["account_id"]) for subject, rows in _by_subject(case.subjects)
    }
    members = {subject: places[places >= 0] for subject, places in members.items()}
    counted: list[dict[str, Any]] = []
    having: list[pa.Table] = []
    for sign in signs():
        found = _alone(sign, profiles, members) if sign.seen else _shared(sign, profiles, members)
        for rows, places, values in found:
            counted += [{**row, "striking": is_striking(row)} for row in rows]
            if is_striking(rows[0]):
                having.append(_having(sign, profiles, rows[0]["subject"], places, values))
    order = [(name, "ascending") for name in ("subject", "account_id", "sign", "value")]
    empty = STUDY["account_signs"].empty_table()
    return {
        "fake_signs": pa.Table.from_pylist(counted, STUDY["fake_signs"]),
        "account_signs": pa.concat_tables([empty, *having]).sort_by(order),
    }


def _by_subject(subjects: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    names = subjects["subject"].combine_chunks().dictionary_encode()
    codes = np.asarray(names.indices.to_numpy())
    for code, name in enumerate(names.dictionary.to_pylist()):
        yield name, subjects.filter(pa.array(codes == code))


Found = Iterator[tuple[list[dict[str, Any]], Ints, Texts]]


def _alone(sign: Sign, profiles: Profiles, members: dict[str, Ints]) -> Found:
    """Yield the row of every subject, the members that have the sign, and what was seen of them."""
    assert sign.seen is not None  # noqa: S101  # the caller chose by it
    seen = sign.seen(profiles)
    for subject, places in members.items():
        known = places[seen.known[places]]
        if is_known_enough(known.size, places.size):
            mine = known[seen.has[known]]
            organic = seen.known & organic_beside(profiles, places)
            elsewhere = int(np.count_nonzero(organic & seen.has))
            row = compared(mine.size, known.size, elsewhere, int(np.count_nonzero(organic)))
            yield [_row(subject, sign, None, row)], mine, seen.value[mine]


def _shared(sign: Sign, profiles: Profiles, members: dict[str, Ints]) -> Found:
    """Yield the same of a sign that members share: the row of all values, then of the clearest."""
    assert sign.shared is not None  # noqa: S101
    values = values_of(sign.shared(profiles), profiles)
    for subject, places in members.items():
        known = int(np.count_nonzero(values.known[places]))
        if not is_known_enough(known, places.size):
            continue
        organic = organic_beside(profiles, places)
        everybody = int(np.count_nonzero(values.known & organic))
        chosen = shared_values(values, places, organic)
        pairs = [(account, one.value) for one in chosen for account in one.members.tolist()]
        first = dict(reversed(pairs))  # of several values the clearest is told
        mine = np.array(sorted(first), dtype=np.int64)
        whole = compared(mine.size, known, organic_sharing(values, organic, chosen), everybody)
        if chosen and whole["p"] is not None:
            # searched for: the chance of the clearest value, paid for all that were looked at
            whole["p"] = chosen[0].p
        rows = [_row(subject, sign, None, whole)]
        for one in chosen[:TOLD_VALUES]:
            row = compared(one.members.size, known, one.organic, everybody)
            rows.append(_row(subject, sign, one.value, row | {"p": row["p"] and one.p}))
        yield rows, mine, np.array([first[account] for account in mine.tolist()], dtype=np.object_)


def organic_beside(profiles: Profiles, places: Ints) -> Flags:
    """Return which accounts are organic and on a platform on which members are."""
    platform = profiles.platform
    return ~profiles.flagged & np.isin(platform, np.unique(platform[places]))


def _row(subject: str, sign: Sign, value: str | None, compared: dict[str, Any]) -> dict[str, Any]:
    named = {"subject": subject, "sign": sign.name, "value": value, "limits": sign.limits}
    return named | compared


def _having(sign: Sign, profiles: Profiles, subject: str, places: Ints, values: Texts) -> pa.Table:
    names = {"subject": subject, "sign": sign.name}
    columns = {name: pa.array([text] * places.size, pa.string()) for name, text in names.items()}
    columns["account_id"] = profiles.rows["account_id"].take(pa.array(places)).combine_chunks()
    columns["value"] = pa.array(values, pa.string())
    return pa.table(columns).select(STUDY["account_signs"].names).cast(STUDY["account_signs"])
