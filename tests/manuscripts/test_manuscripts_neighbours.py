"""Short sentences of which one place changes from wording to wording."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pyarrow as pa

from manuscripts.bodies import Bodies, bodies_of
from manuscripts.find import find_manuscripts
from vault.schema import TIME

START = datetime(2025, 3, 1, tzinfo=UTC)


def bodies(texts: list[str]) -> Bodies:
    """Each text by an account of its own, a minute apart."""
    rows = range(len(texts))
    columns = {
        "post_id": pa.array([f"x:{n}" for n in rows], pa.string()),
        "account_id": pa.array([f"x:a{n}" for n in rows], pa.string()),
        "at": pa.array([START + timedelta(minutes=n) for n in rows], TIME),
        "text": pa.array(texts, pa.string()),
        "long": pa.array([False for _ in rows], pa.bool_()),
    }
    return bodies_of(pa.table(columns))


def groups(texts: list[str]) -> list[set[str]]:
    """The wordings of each manuscript."""
    found = find_manuscripts(bodies(texts))
    return [
        {texts[row] for row in found.row[found.manuscript == number]}
        for number in np.unique(found.manuscript).tolist()
    ]


SPUN = [
    f"{verb} {what} {when}?"
    for verb, what, when in product(
        ("hiding", "deleting"), ("comments", "complaints"), ("so fast", "as always", "again")
    )
]


def test_wordings_that_change_in_one_place_are_one_manuscript() -> None:
    assert groups(SPUN * 4) == [set(SPUN)]


def test_a_wording_of_one_account_joins_nothing() -> None:
    once = [*SPUN[:1] * 4, "hiding the receipts from us?"]
    assert groups(once) == [{SPUN[0]}]


def test_other_short_sentences_stay_apart() -> None:
    others = ["where did you buy that green coat", "the last train was late again today"]
    assert sorted(map(len, groups([*SPUN * 4, *others * 4]))) == [1, 1, len(SPUN)]


def test_a_sentence_within_a_text_joins_nothing() -> None:
    whole = [f"{spun} Nobody at the shop could tell us why the car stopped." for spun in SPUN[:2]]
    assert not any(
        set(whole) & group and set(SPUN) & group for group in groups([*whole * 4, *SPUN * 4])
    )


def test_the_order_of_letters_and_of_posts_changes_nothing() -> None:
    assert groups(list(reversed(SPUN * 4))) == [set(SPUN)]


def test_no_text_and_one_text_are_nothing() -> None:
    assert groups([]) == []
    assert groups(["hiding comments so fast?"]) == []
