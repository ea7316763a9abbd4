from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from manuscripts.kinds.signs import TREE_SITES
from manuscripts.kinds.variants import MOST_FORMS, Variation, variation

SLOTS = (
    ("afortnightafterdelivery", "tendaysafterpickup", "barelytwoweekslater"),
    ("thegearboxwentdead", "thegearboxgaveup"),
    ("onthewaytotheharbour", "onmywaytoalbertasplace"),
    ("andthedealershruggedatme", "andtheshopjustsmiled"),
    ("neverbuysuchathing", "keepyourmoneytogether", "thinktwiceplease"),
)


def compare(*groups: list[str]) -> Variation:
    begins = np.cumsum([0, *(len(group) for group in groups)])
    forms = pa.array([form for group in groups for form in group], pa.large_string())
    return variation(forms, begins)


def spun(copies: int, seed: int = 0) -> list[str]:
    dice = np.random.default_rng(seed)
    texts = {"".join(slot[dice.integers(len(slot))] for slot in SLOTS) for _ in range(copies)}
    return sorted(texts)


def passed_on(copies: int, seed: int = 0) -> list[str]:
    """Each person copies a copy, and now and then adds or cuts something."""
    dice = np.random.default_rng(seed)
    texts = ["".join(slot[0] for slot in SLOTS)]
    for number in range(copies):
        earlier = texts[dice.integers(len(texts))]
        texts.append(
            earlier + f"says{number}person" if dice.random() < 0.6 else earlier[: -dice.integers(9)]
        )
    return sorted(set(texts))


def test_slots_of_a_spinner_recombine() -> None:
    found = compare(spun(200))
    assert found.sites[0] >= 4
    assert found.novelty[0] <= 0.02


def test_what_people_copy_from_each_other_is_a_tree() -> None:
    found = compare(passed_on(60))
    assert found.wordings[0] >= 20
    assert found.sites[0] <= TREE_SITES


def test_words_of_ones_own_are_new() -> None:
    common = "getwellsoonallofyou"
    own = [f"{common}{number:04}{'abcdefghij'[number % 10] * 30}" for number in range(40)]
    assert compare(own).novelty[0] > 0.3


def test_one_wording_tells_nothing() -> None:
    found = compare(["the same text again and again"])
    assert (found.wordings[0], found.sites[0], found.novelty[0]) == (1, 0, 0.0)


def test_a_group_does_not_depend_on_its_neighbours() -> None:
    alone, among = compare(spun(80)), compare(passed_on(30), spun(80), ["x"])
    assert among.sites[1] == alone.sites[0]
    assert among.novelty[1] == alone.novelty[0]


def test_all_of_64_wordings_can_be_told_apart() -> None:
    found = compare(spun(2000))
    assert found.wordings[0] == MOST_FORMS
    assert found.sites[0] >= 4


def test_no_group_gives_nothing() -> None:
    assert compare().sites.size == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.text(max_size=40), min_size=1, max_size=8, unique=True), max_size=5))
def test_any_texts_are_taken(groups: list[list[str]]) -> None:
    texts = [[text.encode("utf-8", "ignore").decode() for text in group] for group in groups]
    found = compare(*texts)
    assert np.all(found.sites >= 0)
    assert np.all((found.novelty >= 0) & (found.novelty <= 1))
    assert np.all((found.core >= 0) & (found.core <= 1))
